import { add, div, mul, pow, sqrt, sub } from '../../graph/ops/elementwise.ts';
import { mean } from '../../graph/ops/reduce.ts';
import { reshape } from '../../graph/ops/shape.ts';
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

/** x̂ = (x − mean) / √(variance + ε) over `axes`, with the statistics. */
function standardize(x: Tensor, axes: readonly number[], epsilon: number) {
  const center = mean(x, axes, { keepDims: true });
  const shifted = sub(x, center);
  const variance = mean(mul(shifted, shifted), axes, { keepDims: true });
  return { value: div(shifted, sqrt(add(variance, epsilon))), center, variance };
}

/** γ·x̂ + β, one pair a channel. */
function affine(x: Tensor, scope: Scope): Tensor {
  const shape = [x.shape[x.shape.length - 1]];
  const gain = scope.parameter('weight', { shape, init: 'constant:1' });
  return add(mul(x, gain), scope.parameter('bias', { shape, init: 'zeros' }));
}

/**
 * Batch normalisation over all axes but the last (channels).
 * Training: statistics of the batch, and running averages (of the unbiased variance) move by
 * 1 − momentum. Inference: the running averages.
 * @see arXiv 1502.03167
 */
export function batchNorm({ momentum = 0.9, epsilon = 1e-5 }: BatchNormOptions = {}): Layer {
  return layer('batchNorm', (x, scope) => {
    scope.coupleBatch();
    const shape = [x.shape[x.shape.length - 1]];
    const runningMean = scope.buffer('running_mean', { shape, init: 'zeros' });
    const runningVariance = scope.buffer('running_var', { shape, init: 'constant:1' });
    if (!scope.training) {
      return affine(mul(sub(x, runningMean), pow(add(runningVariance, epsilon), -0.5)), scope);
    }
    const axes = x.shape.slice(0, -1).map((_, i) => i);
    const count = sizeOf(x.shape) / shape[0];
    const { value, center, variance } = standardize(x, axes, epsilon);
    const blend = (old: Tensor, fresh: Tensor, scale: number) =>
      add(mul(old, momentum), mul(reshape(fresh, shape), (1 - momentum) * scale));
    scope.update('running_mean', blend(runningMean, center, 1));
    scope.update('running_var', blend(runningVariance, variance, count / Math.max(1, count - 1)));
    return affine(value, scope);
  });
}

/** Layer normalisation: each sample over all of its values. @see arXiv 1607.06450 */
export function layerNorm({ epsilon = 1e-5 }: NormOptions = {}): Layer {
  return layer('layerNorm', (x, scope) => {
    const axes = x.shape.slice(1).map((_, i) => i + 1);
    return affine(standardize(x, axes, epsilon).value, scope);
  });
}

/** Group normalisation: each sample over its positions and the channels of a group. @see arXiv 1803.08494 */
export function groupNorm(groups: number, { epsilon = 1e-5 }: NormOptions = {}): Layer {
  return layer('groupNorm', (x, scope) => {
    const channels = x.shape[x.shape.length - 1];
    if (channels % groups !== 0)
      throw shapeError(scope.path, `channels that ${groups} groups divide`, String(channels));
    const split = reshape(x, [x.shape[0], sizeOf(x.shape.slice(1, -1)), groups, channels / groups]);
    return affine(reshape(standardize(split, [1, 3], epsilon).value, x.shape), scope);
  });
}
