import type { Objective } from '../../gan/objectives/objective.ts';
import { grad } from '../../graph/grad.ts';
import { interpret } from '../../graph/interpret.ts';
import { input } from '../../graph/ops/leaf.ts';
import { sum } from '../../graph/ops/reduce.ts';

/** |∂ℓ_G/∂s|, how much of D's gradient G's loss passes on at a generated sample with the logit s. */
export function generatorSlope(objective: Objective): (logit: number, realLogit?: number) => number {
  const [real, fake] = [input('real', [1]), input('fake', [1])];
  const slope = grad(sum(objective.generator({ real, fake })), [fake]);
  return (logit, realLogit = 0) => {
    const given = new Map([
      ['real', [realLogit]],
      ['fake', [logit]],
    ]);
    return Math.abs(interpret(slope, given)[0][0]);
  };
}
