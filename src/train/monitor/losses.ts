import type { Objective } from '../../gan/objectives/objective.ts';
import { grad } from '../../graph/grad.ts';
import { interpret } from '../../graph/interpret.ts';
import { input } from '../../graph/ops/leaf.ts';
import { sum } from '../../graph/ops/reduce.ts';

/** |∂ℓ_G/∂s|, how much of D's gradient G's loss passes on at a generated sample with the logit s. */
export function generatorSlope(objective: Objective): (logit: number, realLogit?: number) => number {
  const [real, fake] = [input('real', [1]), input('fake', [1])];
  const slope = grad(sum(objective.generator({ real, fake })), [fake]);
  return (logit, realLogit = 0) => Math.abs(interpret(slope, { real: [realLogit], fake: [logit] })[0][0]);
}

/** The smallest loss of a D that gives all samples one logit: 2 log 2 for cross-entropy, 2 for hinge, 0 for Wasserstein. */
export function lossOfIndifference(objective: Objective): number {
  const s = input('s', [1]);
  const loss = [objective.discriminator({ real: s, fake: s })];
  const at = (s: number) => interpret(loss, { s: [s] })[0][0];
  return Math.min(...Array.from({ length: 41 }, (_, i) => at((i - 20) / 4)));
}
