import { add, mul, reciprocal, sqrt, square, sub } from '../../graph/ops/elementwise.ts';
import { reshape } from '../../graph/ops/shape.ts';
import { mean } from '../../graph/ops/statistics.ts';
import { shapeError, sizeOf, type Tensor } from '../../graph/tensor.ts';
import { type Layer, layer } from '../layer.ts';
import type { Scope } from '../scope.ts';

export interface NormOptions {
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
}

export interface BatchNormOptions extends NormOptions {
  /** Share of the old running average that one batch keeps; default 0.9 (PyTorch's momentum 0.1). */
  readonly momentum?: number;
}

/** Mean and variance of `x` over `axes`, and x − mean. */
export function statistics(x: Tensor, axes: readonly number[]) {
  const center = mean(x, axes, { keepDims: true });
  const shifted = sub(x, center);
  return { center, shifted, variance: mean(square(shifted), axes, { keepDims: true }) };
}

/** 1 / √(variance + ε) */
function inverseRoot(variance: Tensor, epsilon: number): Tensor {
  return reciprocal(sqrt(add(variance, epsilon)));
}

/** The gain γ and the shift β of each channel. */
export function gainAndShift(scope: Scope, x: Tensor): { readonly gain: Tensor; readonly shift: Tensor } {
  const shape = [x.shape[x.shape.length - 1]];
  const gain = scope.parameter('weight', { shape, init: { kind: 'constant', value: 1 } });
  return { gain, shift: scope.parameter('bias', { shape, init: 'zeros' }) };
}

/**
 * Batch normalisation over all axes but the last (channels).
 * Training: statistics of the batch, and running averages (of the unbiased variance) move by
 * 1 − momentum. Inference: the running averages.
 * @param affine makes γ and β, which broadcast to the batch; default one of each for a channel
 * @see arXiv 1502.03167
 */
export function batchNorm(
  { momentum = 0.9, epsilon = 1e-5 }: BatchNormOptions = {},
  affine: typeof gainAndShift = gainAndShift,
): Layer {
  const apply: Layer['apply'] = (x, scope) => {
    scope.coupleBatch('training');
    const shape = [x.shape[x.shape.length - 1]];
    const runningMean = scope.buffer('running_mean', { shape, init: 'zeros' });
    const runningVariance = scope.buffer('running_var', { shape, init: { kind: 'constant', value: 1 } });
    const { gain, shift } = affine(scope, x);
    if (!scope.training) {
      const scale = mul(gain, inverseRoot(runningVariance, epsilon));
      return add(mul(sub(x, runningMean), scale), shift);
    }
    const axes = x.shape.slice(0, -1).map((_, i) => i);
    const count = sizeOf(x.shape) / shape[0];
    const { center, shifted, variance } = statistics(x, axes);
    const blend = (old: Tensor, fresh: Tensor, scale: number) =>
      add(mul(old, momentum), mul(reshape(fresh, shape), (1 - momentum) * scale));
    scope.update('running_mean', blend(runningMean, center, 1));
    scope.update('running_var', blend(runningVariance, variance, count / Math.max(1, count - 1)));
    return add(mul(shifted, mul(gain, inverseRoot(variance, epsilon))), shift); // γ·x̂ + β, the factors first
  };
  return layer('batchNorm', apply, { epsilon });
}

/** Layer normalisation: each sample over all of its values. @see arXiv 1607.06450 */
export function layerNorm({ epsilon = 1e-5 }: NormOptions = {}): Layer {
  const apply: Layer['apply'] = (x, scope) => {
    const axes = x.shape.slice(1).map((_, i) => i + 1);
    const { shifted, variance } = statistics(x, axes);
    const { gain, shift } = gainAndShift(scope, x);
    return add(mul(mul(shifted, inverseRoot(variance, epsilon)), gain), shift);
  };
  return layer('layerNorm', apply, { epsilon });
}

/** Group normalisation: each sample over its positions and the channels of a group. @see arXiv 1803.08494 */
export function groupNorm(groups: number, { epsilon = 1e-5 }: NormOptions = {}): Layer {
  const apply: Layer['apply'] = (x, scope) => {
    const channels = x.shape[x.shape.length - 1];
    if (channels % groups !== 0)
      throw shapeError(scope.path, `channels that ${groups} groups divide`, String(channels));
    const split = reshape(x, [x.shape[0], sizeOf(x.shape.slice(1, -1)), groups, channels / groups]);
    const { shifted, variance } = statistics(split, [1, 3]);
    const { gain, shift } = gainAndShift(scope, x);
    return add(mul(reshape(mul(shifted, inverseRoot(variance, epsilon)), x.shape), gain), shift);
  };
  return layer('groupNorm', apply, { groups, epsilon });
}
