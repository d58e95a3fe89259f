import { add, mul, reciprocal, sqrt, square, sub } from '../../graph/ops/elementwise.ts';
import { constant } from '../../graph/ops/leaf.ts';
import { concat, sliceAxis } from '../../graph/ops/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, layer } from '../layer.ts';
import { gainAndShift, type NormOptions, statistics } from './norm.ts';

/**
 * Gives the layers inside a reference batch: `count` inputs drawn once from `init` and kept as the buffer `reference`,
 * which pass through the layers in front of every batch. [N, ...] to what `inner` makes of it.
 * @param init the law of the network's input
 */
export function withReference(count: number, init: Initializer, inner: Layer): Layer {
  return layer('reference', (x, scope) => {
    const reference = scope.buffer('reference', { shape: [count, ...x.shape.slice(1)], init });
    const y = inner.apply(concat([reference, x], 0), scope);
    return sliceAxis(y, 0, count, count + x.shape[0]);
  });
}

/**
 * Virtual batch normalisation inside {@link withReference}: the reference batch is normalised by its own statistics over
 * all axes but the last, and each sample by those of the reference batch and itself, as if it had joined it. So samples
 * do not influence each other, and training and inference are the same.
 * @param count samples R of the reference batch, the first rows of what comes in: [R + N, ..., C]
 * @see arXiv 1606.03498, section 3.5
 */
export function virtualBatchNorm(count: number, { epsilon = 1e-5 }: NormOptions = {}): Layer {
  return layer('virtualNorm', (x, scope) => {
    const { gain, shift } = gainAndShift(scope, x);
    const normalize = (shifted: Tensor, variance: Tensor) =>
      add(mul(shifted, mul(gain, reciprocal(sqrt(add(variance, epsilon))))), shift);
    const reference = sliceAxis(x, 0, 0, count);
    const samples = sliceAxis(x, 0, count, x.shape[0]);
    const axes = x.shape.slice(0, -1).map((_, i) => i);
    const whole = statistics(reference, axes);
    const own =
      axes.length > 1 ? statistics(samples, axes.slice(1)) : { center: samples, variance: constant(0) };
    const share = 1 / (count + 1);
    const offset = sub(own.center, whole.center);
    // the variance of a mixture of two: its mean of variances, and what their means differ by
    const between = mul(square(offset), share * (1 - share));
    const variance = add(add(mul(whole.variance, 1 - share), between), mul(own.variance, share));
    const shifted = sub(samples, add(whole.center, mul(offset, share)));
    return concat([normalize(whole.shifted, whole.variance), normalize(shifted, variance)], 0);
  });
}
