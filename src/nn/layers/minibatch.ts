import { abs, add, addN, exp, mul, neg, sqrt, square, sub } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/linear.ts';
import { expand, sum } from '../../graph/ops/reduce.ts';
import { concat, reshape, sliceAxis, transpose } from '../../graph/ops/shape.ts';
import { mean } from '../../graph/ops/statistics.ts';
import { formatShape, shapeError, sizeOf, type Tensor } from '../../graph/tensor.ts';
import { type Layer, layer } from '../layer.ts';

/** [N, ...] as [N, features]. */
const rows = (x: Tensor) => reshape(x, [x.shape[0], sizeOf(x.shape.slice(1))]);

export interface MinibatchDiscriminationOptions {
  /** Kernels B: features that are added; default 100. */
  readonly kernels?: number;
  /** Dimensions C of the space in which a kernel measures distances; default 5. */
  readonly dims?: number;
}

/**
 * Minibatch discrimination: tells each sample how close the others of its batch are, as seen by B kernels.
 * Mᵢ = f(xᵢ)·T, oᵢᵦ = 1/(N − 1) · Σ_{j≠i} exp(−‖Mᵢᵦ − Mⱼᵦ‖₁), appended: [N, ...] to [N, F + B]. Costs N²·B·C differences.
 *
 * The paper has the sum. Its authors' code also keeps T as directions and lengths, and fits these and a bias to the
 * first batch, since a sum over close neighbours is large and grows with N. Here it is the mean, T has columns of length
 * about 1, which that code starts with, and the bias is left to the layer that follows.
 * @see arXiv 1606.03498, section 3.2; openai/improved-gan, nn.py
 */
export function minibatchDiscrimination(options: MinibatchDiscriminationOptions = {}): Layer {
  const { kernels = 100, dims = 5 } = options;
  return layer('minibatch', (x, scope) => {
    scope.coupleBatch();
    const f = rows(x);
    const [n, features] = f.shape;
    const T = scope.parameter('weight', {
      shape: [features, kernels * dims],
      init: 'fan-in-normal',
      layout: { kind: 'dense' },
    });
    const M = transpose(reshape(matmul(f, T), [n, kernels, dims]), [2, 1, 0]); // [C, B, N]
    const along = Array.from({ length: dims }, (_, c) => {
      const m = sliceAxis(M, 0, c, c + 1);
      return abs(sub(reshape(m, [kernels, n, 1]), reshape(m, [kernels, 1, n])));
    });
    const distances = addN(along); // [B, N, N]: dimension by dimension, since arrays that fit into the cache are twice as fast
    const others = sub(sum(exp(neg(distances)), [2]), 1); // [B, N], without exp(0) of a sample and itself
    return concat([f, transpose(mul(others, 1 / Math.max(1, n - 1)), [1, 0])], 1);
  });
}

/**
 * Minibatch standard deviation: one feature that says how much the samples of a group differ, the mean over features of
 * their standard deviations in the group, appended: [N, ...] to [N, F + 1]. Sample i is in group i mod N/group.
 * @param group samples in a group, 0 for the whole batch; default 4, as in the authors' code
 * @see arXiv 1710.10196, section 3
 */
export function minibatchStddev(group = 4): Layer {
  return layer('minibatch', (x, scope) => {
    scope.coupleBatch();
    const f = rows(x);
    const [n, features] = f.shape;
    const size = group === 0 ? n : Math.min(group, n);
    if (n % size !== 0) {
      throw shapeError(scope.path, `a batch that groups of ${size} divide`, formatShape(x.shape));
    }
    const groups = reshape(f, [size, n / size, features]);
    const shifted = sub(groups, mean(groups, [0], { keepDims: true }));
    const deviations = sqrt(add(mean(square(shifted), [0]), 1e-8)); // [N / group, F]
    const statistic = reshape(mean(deviations, [1]), [1, n / size, 1]);
    return concat([f, reshape(expand(statistic, [size, n / size, 1]), [n, 1])], 1);
  });
}
