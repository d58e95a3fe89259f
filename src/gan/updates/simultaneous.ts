import { add, mul } from '../../graph/ops/elementwise.ts';
import { type Loss, plus, total } from '../losses.ts';
import { type Player, squaredLength } from '../player.ts';
import type { StepWriter } from '../writer.ts';

export interface BothLosses {
  readonly lossD: Loss;
  readonly lossG: Loss;
}

/** Both gradients from one forward pass on one minibatch and one noise, then both updates: as in the 2014 paper's own code. */
export function simultaneous(step: StepWriter): void {
  const { D, G } = step;
  const { lossD, lossG } = withConsensus(step, bothLosses(step, D, G, '1'));
  step.report(lossD);
  // G's gradient is taken through the old D: the graph of its loss was built before D's update.
  step.descendD(D, lossD, 'update of D');
  step.descendG(G, lossG, 'update of G');
}

/** The losses of both players on one minibatch, from one forward pass. */
export function bothLosses(step: StepWriter, D: Player, G: Player, i: string): BothLosses {
  const real = step.data();
  const z = step.noise(`z${i}`);
  const round = step.round({ real, z, asked: real.y }, G, G.applied(`generator${i}`));
  const lossD = step.losses.ofD(D, round, `discriminator${i}`);
  return { lossD, lossG: step.losses.ofG(D, round, lossD.outputs, `generator${i}`) };
}

/** Both losses, each with γ/2·‖v‖² of the gradients v of both players as a penalty. @see arXiv 1705.10461, equation 8 */
function withConsensus({ options, D, G }: StepWriter, losses: BothLosses): BothLosses {
  const { consensus = 0 } = options;
  if (consensus === 0) return losses;
  const square = (loss: Loss, player: Player) => squaredLength(player.gradients(total(loss)));
  const both = mul(consensus / 2, add(square(losses.lossD, D), square(losses.lossG, G)));
  const joined = (loss: Loss): Loss => ({ ...loss, penalty: plus(both, loss.penalty) });
  return { lossD: joined(losses.lossD), lossG: joined(losses.lossG) };
}
