import { addN } from '../ops/elementwise.ts';
import { affine } from '../ops/linear.ts';
import { broadcastShapes, sameShape, type Tensor, topological } from '../tensor.ts';
import type { Rewrite } from './rebuild.ts';

/** How many nodes use each node of the graph under `outputs`; an output counts as a use. */
function countUses(outputs: readonly Tensor[]): Map<Tensor, number> {
  const uses = new Map<Tensor, number>();
  const count = (node: Tensor) => uses.set(node, (uses.get(node) ?? 0) + 1);
  outputs.forEach(count);
  for (const node of topological(outputs)) node.inputs.forEach(count);
  return uses;
}

/** What {@link fuser} merges: `bias` a product and its bias, `all` chains of sums too. */
export type Fusion = 'bias' | 'all';

/** Merges nodes that a device runs faster as one. */
export function fuser(outputs: readonly Tensor[], fusion: Fusion): Rewrite {
  const uses = countUses(outputs);
  const single = (node: Tensor) => uses.get(node) === 1;
  return (node, original) => {
    if (node.op.name !== 'add') return node;
    const sums = fusion === 'all' ? fuseSum : () => undefined;
    return fuseBias(node, original, single) ?? sums(node, original, single) ?? node;
  };
}

/** A·B + b as one product with a bias. */
function fuseBias(node: Tensor, original: Tensor, single: (node: Tensor) => boolean): Tensor | undefined {
  for (const i of [0, 1]) {
    const product = node.inputs[i];
    const bias = node.inputs[1 - i];
    const { transA, transB } = product.attrs as { transA?: boolean; transB?: boolean };
    const plain = product.op.name === 'matmul' && product.inputs.length === 2 && !transA && !transB;
    const fits = product.shape.length === 2 && bias.shape.length <= 2 && sameShape(node.shape, product.shape);
    if (plain && fits && single(original.inputs[i]) && bias.shape.at(-1) === product.shape[1]) {
      broadcastShapes(product.shape, bias.shape, 'bias');
      return affine(product.inputs[0], product.inputs[1], bias);
    }
  }
  return undefined;
}

/** a + (b + c) as one sum of three. */
function fuseSum(node: Tensor, original: Tensor, single: (node: Tensor) => boolean): Tensor | undefined {
  const equal = (x: Tensor) => sameShape(x.shape, node.shape);
  const inner = node.inputs.map((x, i) => {
    const chain = (x.op.name === 'add' || x.op.name === 'addN') && single(original.inputs[i]);
    return chain && x.inputs.every(equal) ? x.inputs : undefined;
  });
  if (!node.inputs.every(equal) || inner.every(terms => !terms)) return undefined;
  return addN(node.inputs.flatMap((x, i) => inner[i] ?? [x]));
}
