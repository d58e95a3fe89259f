import { UserError } from '../util/error.ts';
import { add } from './ops/elementwise.ts';
import { constant } from './ops/leaf.ts';
import { expand } from './ops/reduce.ts';
import { formatShape, label, sizeOf, type Tensor, topological } from './tensor.ts';

/**
 * Gradients of a scalar: ∂loss/∂w for each w of `wrt`, as graph, so that they can be differentiated again.
 *
 * @param loss one element
 * @param wrt tensors of any shape; one that the loss does not depend on has gradient zero
 * @returns tensors of the shapes of `wrt`
 * @example
 *   const [dw] = grad(mean(softplus(neg(matmul(x, w)))), [w]);
 */
export function grad(loss: Tensor, wrt: readonly Tensor[]): Tensor[] {
  if (sizeOf(loss.shape) !== 1) {
    throw new UserError(`grad: expected a scalar loss, got ${formatShape(loss.shape)}; take its mean or sum`);
  }
  return pullback(loss, expand(constant(1), loss.shape), wrt);
}

/**
 * Vector-Jacobian products Σᵢ cotangentᵢ · ∂outputᵢ/∂w for each w of `wrt`: what `grad` is for a scalar.
 * @param cotangent of the shape of `output`
 */
export function pullback(output: Tensor, cotangent: Tensor, wrt: readonly Tensor[]): Tensor[] {
  const order = topological([output]);
  const needed = dependents(order, wrt);
  const gradients = new Map<Tensor, Tensor>([[output, cotangent]]);
  for (const node of order.reverse()) {
    const gradient = gradients.get(node);
    if (!gradient || !needed.has(node) || node.inputs.length === 0) continue;
    const parts = node.op.vjp(node, gradient);
    node.inputs.forEach((x, i) => {
      const part = parts[i];
      if (!part || !needed.has(x)) return;
      const total = gradients.get(x);
      gradients.set(x, label(total ? add(total, part) : part, node.scope ?? ''));
    });
  }
  return wrt.map(w => gradients.get(w) ?? expand(constant(0), w.shape));
}

/** Nodes through which the loss depends on one of `wrt`. */
function dependents(order: readonly Tensor[], wrt: readonly Tensor[]): Set<Tensor> {
  const found = new Set<Tensor>(wrt);
  for (const node of order) if (node.inputs.some(x => found.has(x))) found.add(node);
  return found;
}
