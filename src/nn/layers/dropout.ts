import { cast, greater, mul } from '../../graph/ops/elementwise.ts';
import { type Layer, layer } from '../layer.ts';

/**
 * Inverted dropout: in training each value is zeroed with probability p, and else scaled by 1/(1 − p);
 * in inference it passes unchanged.
 * @see Srivastava et al. 2014
 */
export function dropout(p: number): Layer {
  const keep = 1 - p;
  return layer('dropout', (x, scope) => {
    if (!scope.training || p === 0) return x;
    const kept = cast(greater(keep, scope.random.uniform(x.shape)));
    return mul(x, mul(kept, 1 / keep));
  });
}
