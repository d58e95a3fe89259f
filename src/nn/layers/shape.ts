import { gather, resize } from '../../graph/ops/linear.ts';
import * as graph from '../../graph/ops/shape.ts';
import { type Shape, sizeOf, type Tensor } from '../../graph/tensor.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, layer } from '../layer.ts';

/** [N, ...] to [N, ...shape]. */
export function reshape(shape: Shape): Layer {
  return layer('reshape', x => graph.reshape(x, [x.shape[0], ...shape]));
}

/** [N, ...] to [N, features]. */
export function flatten(): Layer {
  return layer('flatten', x => graph.reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))]));
}

/** Enlarges images by a factor. */
export function upsample(factor: number, mode: 'nearest' | 'bilinear' = 'nearest'): Layer {
  const apply = (x: Tensor) => resize(x, [x.shape[1] * factor, x.shape[2] * factor], mode);
  return layer('upsample', apply, { factor, mode });
}

/** A trained row for each of `count` classes: int indices [N] to [N, features]. */
export function embedding(
  count: number,
  features: number,
  init: Initializer = { kind: 'normal', std: 1 },
): Layer {
  return layer('embedding', (x, scope) =>
    gather(scope.parameter('weight', { shape: [count, features], init }), x),
  );
}

/** The same, shown under a name to whoever applies the network: feature matching compares `features`. */
export function intermediate(name: string): Layer {
  return layer('intermediate', (x, scope) => {
    scope.show(name, x);
    return x;
  });
}
