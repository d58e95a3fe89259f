import { add, equal, mul, square, where } from '../../graph/ops/elementwise.ts';
import { constant } from '../../graph/ops/leaf.ts';
import { matmul } from '../../graph/ops/linear.ts';
import { sum } from '../../graph/ops/reduce.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { isMatrix } from '../../nn/scope.ts';
import type { Choice, ChoiceParameter } from '../../util/choice.ts';
import type { Penalty, Trained } from './penalty.ts';

const beta: ChoiceParameter = { symbol: 'β', default: 1e-4, min: 0, max: 1000, meaning: 'weight' };

/** ‖WᵀW ⊙ (1 − I)‖² of W [in, out]: columns, the weights of one unit each, shall be orthogonal, of any length. */
function overlap(weight: Tensor): Tensor {
  const n = weight.shape[1];
  const numbers = [...Array(n).keys()];
  const diagonal = equal(constant(numbers, [n, 1]), constant(numbers, [1, n]));
  return sum(square(where(diagonal, 0, matmul(weight, weight, { transA: true }))));
}

function total(weight: number, trained: readonly Trained[]): Tensor {
  const matrices = trained.filter(p => isMatrix(p) && p.shape[1] > 1);
  const overlaps = matrices.map(p => overlap(p.value)).reduce((a, b) => add(a, b), constant(0));
  return mul(weight, overlaps);
}

/** β · Σ ‖WᵀW ⊙ (1 − I)‖² over D's weight matrices. */
export const orthogonalD: Choice<Penalty, 'weight'> = {
  summary: 'β · Σ‖WᵀW ⊙ (1 − I)‖² over the weight matrices of D: units do not repeat each other.',
  source: 'Brock et al., arXiv 1809.11096, equation 3',
  parameters: { weight: beta },
  create: ({ weight }) => ({ discriminator: ({ trained }) => total(weight, trained) }),
};

/** The same over G's weight matrices. */
export const orthogonalG: Choice<Penalty, 'weight'> = {
  summary: 'β · Σ‖WᵀW ⊙ (1 − I)‖² over the weight matrices of G, which makes truncation safe.',
  source: 'Brock et al., arXiv 1809.11096, equation 3',
  parameters: { weight: beta },
  create: ({ weight }) => ({ generator: ({ trained }) => total(weight, trained) }),
};
