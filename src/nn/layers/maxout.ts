import { reshape } from '../../graph/ops/shape.ts';
import { max } from '../../graph/ops/statistics.ts';
import { type Layer, layer } from '../layer.ts';
import { type DenseOptions, dense } from './dense.ts';

/**
 * Maxout: the largest of `pieces` affine functions, for each unit. [N, in] to [N, units].
 * Filter unit·pieces + piece feeds that unit, as in pylearn2.
 * @see arXiv 1302.4389
 */
export function maxout(units: number, pieces: number, options?: DenseOptions): Layer {
  const filters = dense(units * pieces, options);
  const apply: Layer['apply'] = (x, scope) =>
    max(reshape(filters.apply(x, scope), [x.shape[0], units, pieces]), [2]);
  return layer('maxout', apply, { pieces });
}
