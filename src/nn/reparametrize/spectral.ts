import { div, maximum, mul, reciprocal, sqrt, stopGradient } from '../../graph/ops/elementwise.ts';
import { matmul } from '../../graph/ops/linear.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Reparametrization } from '../scope.ts';
import { unitMatrix } from './units.ts';

/** aᵀb of columns [n, 1], as [1, 1]. */
const dot = (a: Tensor, b: Tensor) => matmul(a, b, { transA: true });

/** x / max(‖x‖, ε) of a column. */
function normalized(x: Tensor, epsilon: number): Tensor {
  return div(x, maximum(sqrt(dot(x, x)), epsilon));
}

/**
 * Spectral normalisation: W/σ(W), σ the largest singular value, so that a layer is 1-Lipschitz.
 * For the matrix W [in, units] and the buffer u [units, 1]: v ← Wu/‖Wu‖, u ← Wᵀv/‖Wᵀv‖, σ = uᵀWᵀv. The gradient takes u
 * and v as constants. One such power iteration for each version of W; in inference mode u stays as it is.
 * @param epsilon least length that is divided by; default 1e-12
 * @see arXiv 1802.05957, algorithm 1; torch.nn.utils.spectral_norm
 */
export function spectralNorm(epsilon = 1e-12): Reparametrization {
  return (weight, scope) => {
    const W = unitMatrix(weight);
    const stored = scope.buffer(`${weight.name}_u`, { shape: [W.shape[1], 1], init: 'orthogonal' });
    const v = stopGradient(normalized(matmul(W, stored), epsilon));
    const onV = matmul(W, v, { transA: true }); // Wᵀv
    const u = scope.training ? stopGradient(normalized(onV, epsilon)) : stored;
    const updates = scope.training ? { [`${weight.name}_u`]: u } : undefined;
    return { value: mul(weight.value, reciprocal(dot(u, onV))), updates };
  };
}
