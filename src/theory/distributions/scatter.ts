import { UserError } from '../../util/error.ts';
import { modes } from './modes.ts';
import type { MultivariateDistribution } from './types.ts';

/**
 * Points of the plane, each blurred by N(0, sigma² I): the law of a drawing, or of a table of measurements.
 * @param values x and y in turn
 * @throws UserError unless there is at least one whole, finite point
 */
export function scatter(values: readonly number[], sigma = 0.03): MultivariateDistribution {
  if (values.length === 0 || values.length % 2 !== 0 || !values.every(Number.isFinite)) {
    throw new UserError(
      `points: expected x and y of at least one point in turn, got ${values.length} values; give an even number of finite ones`,
    );
  }
  const points = Array.from({ length: values.length / 2 }, (_, i) => values.slice(2 * i, 2 * i + 2));
  const { modes: _modes, sigma: _sigma, components: _components, ...law } = modes('points', points, sigma); // not modes to be counted
  return law;
}
