import { constantValues, inputName } from './ops/leaf.ts';
import { sizeOf, type Tensor, topological, type Values } from './tensor.ts';

/** Values by name. */
type Given = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Evaluates `outputs` in float64: the meaning of the graph, and the yardstick for every device.
 * @param given values of the input nodes by name
 */
export function interpret(outputs: readonly Tensor[], given: Given): Float64Array[] {
  const values = new Map<Tensor, Values>();
  for (const node of topological(outputs)) {
    const inputs = node.inputs.map(x => values.get(x)!);
    const known = constantValues(node) ?? inputValues(node, given);
    values.set(node, { shape: node.shape, data: known ?? node.op.reference(inputs, node.attrs, node) });
  }
  return outputs.map(node => values.get(node)!.data);
}

function inputValues(node: Tensor, given: Given): Float64Array | undefined {
  const name = inputName(node);
  const data = name !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
  if (data && data.length !== sizeOf(node.shape)) {
    throw new Error(`internal: input '${name}' wants ${sizeOf(node.shape)} values, got ${data.length}`);
  }
  return data && Float64Array.from(data);
}
