import { stopGradient } from '../../graph/ops/elementwise.ts';
import { logitsOf, type Pair } from '../discriminator.ts';
import { passOf } from '../game.ts';
import type { Loss, Round } from '../losses.ts';
import type { Logits } from '../objectives/objective.ts';
import type { StepWriter } from '../writer.ts';

/** Two updates of D, on the real half and then on the generated half of its loss. */
export function ascendSeparately(step: StepWriter, round: Round, i: number): Loss {
  const { D, losses } = step;
  const seen = round.matches.map((match, n) =>
    losses.seen(match, { real: passOf(`x${i}`, n), fake: passOf(`generated${i}`, n) }),
  );
  const judge = (side: keyof Pair) =>
    round.matches.map((match, n) => {
      const pass = passOf(`discriminator${i}/${side}`, n);
      return logitsOf(losses.discriminator(D, match), seen[n][side], pass).logits;
    });
  const lossOf = (logits: readonly Logits[]) => losses.ofLogits(round, seen, logits);
  const real = judge('real');
  const { objective: onReal } = lossOf(real.map(s => ({ real: s, fake: stopGradient(s) })));
  const first = D.descend({ loss: onReal, phase: `ascent ${i} of D, real half` });
  const fake = judge('fake');
  const { objective: onFake } = lossOf(fake.map(s => ({ real: stopGradient(s), fake: s })));
  const second = D.descend({ loss: onFake, phase: `ascent ${i} of D, generated half` });
  const loss = lossOf(real.map((s, n) => ({ real: s, fake: fake[n] })));
  for (const update of [first, second]) step.remember('discriminator', loss, update);
  step.report(loss);
  return loss;
}
