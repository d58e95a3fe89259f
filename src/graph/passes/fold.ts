import { constant, constantValues } from '../ops/leaf.ts';
import { sizeOf, type Tensor } from '../tensor.ts';

/** Above this many elements a computed constant costs more to store than to compute. */
const LARGEST = 4096;

/** Constant folding: a small node whose inputs are all constants becomes a constant. */
export function fold(node: Tensor): Tensor {
  if (node.inputs.length === 0 || node.dtype !== 'float' || sizeOf(node.shape) > LARGEST) return node;
  const values = node.inputs.map(constantValues);
  if (values.some(data => data === undefined)) return node;
  const inputs = node.inputs.map((x, i) => ({ shape: x.shape, data: values[i]! }));
  return constant(node.op.reference(inputs, node.attrs, node), node.shape);
}
