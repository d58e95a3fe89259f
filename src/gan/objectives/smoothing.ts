import { add, mul } from '../../graph/ops/elementwise.ts';
import { UserError } from '../../util/error.ts';
import { type Objective, separable } from './objective.ts';

/**
 * One-sided label smoothing: D is told that real samples are real with probability α only,
 * α·ℓ_real(s) + (1 − α)·ℓ_fake(s) on real samples. With cross-entropy D* = α·p / (p + q). Smoothing the other side
 * would make G's own errors attractive.
 * @param alpha α in (½, 1]
 * @throws UserError where only differences of D's results count, so that there are no labels
 * @see arXiv 1606.03498, section 3.4
 */
export function smoothLabels(objective: Objective, alpha: number): Objective {
  const { halves, undecided } = objective;
  if (!halves || undecided === 'midpoint') {
    throw new UserError(
      'labelSmoothing: expected an objective with labels, got one where only differences of D count (relativistic, wasserstein); remove the smoothing',
    );
  }
  return separable({
    ...objective,
    real: s => add(mul(alpha, halves.real(s)), mul(1 - alpha, halves.fake(s))),
    fake: halves.fake,
  });
}
