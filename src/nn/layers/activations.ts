import {
  add,
  erf,
  exp,
  greater,
  leakyRelu,
  minimum,
  mul,
  relu,
  sigmoid,
  softplus,
  sub,
  tanh,
  where,
} from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { type Layer, layer } from '../layer.ts';

/** Activations by name, element by element; `slope` is that of leaky-relu below zero. */
export const activations = {
  linear: x => x,
  relu: x => relu(x),
  'leaky-relu': (x, slope) => leakyRelu(x, slope),
  tanh: x => tanh(x),
  sigmoid: x => sigmoid(x),
  softplus: x => softplus(x),
  /** x·σ(x), arXiv 1702.03118 */
  silu: x => mul(x, sigmoid(x)),
  /** x·Φ(x), arXiv 1606.08415 */
  gelu: x => mul(mul(0.5, x), add(1, erf(mul(x, Math.SQRT1_2)))),
  /** x where x > 0, else eˣ − 1, arXiv 1511.07289 */
  elu: x => where(greater(x, 0), x, sub(exp(minimum(x, 0)), 1)),
} satisfies Record<string, (x: Tensor, slope: number) => Tensor>;

export type Activation = keyof typeof activations;

/** A layer that applies an activation to each element; `slope` is that of leaky-relu below zero. */
export function activation(name: Activation, slope = 0.2): Layer {
  return layer(name, x => activations[name](x, slope), { slope });
}
