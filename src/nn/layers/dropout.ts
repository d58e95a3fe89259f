import { cast, greater, mul } from '../../graph/ops/elementwise.ts';
import { type Layer, layer } from '../layer.ts';

/**
 * Inverted dropout: in training each value is kept with probability `keep` and scaled by 1/keep;
 * in inference it passes unchanged.
 * @see Srivastava et al. 2014
 */
export function dropout(keep: number): Layer {
  return layer('dropout', (x, scope) => {
    if (!scope.training || keep >= 1) return x;
    const kept = cast(greater(keep, scope.random.uniform(x.shape)));
    return mul(x, mul(kept, 1 / keep));
  });
}
