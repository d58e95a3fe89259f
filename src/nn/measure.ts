import { constantValues, input } from '../graph/ops/leaf.ts';
import { flopsOf } from '../graph/print.ts';
import { reach } from '../graph/reach.ts';
import { type Tensor, topological } from '../graph/tensor.ts';
import type { Network } from './network.ts';

/** A forward pass of so many samples in inference mode. */
function pass(network: Network, samples: number): { readonly x: Tensor; readonly nodes: Tensor[] } {
  const x = input('x', [samples, ...network.input]);
  const y = network.conditionInput('y', samples);
  return { x, nodes: topological([network.infer(x, network.variables(), y)]) };
}

/** Products with constants, such as interpolation, do not count. */
const products = ({ nodes }: { readonly nodes: readonly Tensor[] }) =>
  nodes.reduce((sum, node) => sum + (node.inputs.some(constantValues) ? 0 : flopsOf(node) / 2), 0);

/**
 * Multiplications with weights, each with an addition, that one sample more costs in a forward pass: what is computed of weights
 * alone, such as their norms, is not counted.
 */
export function multiplyAdds(network: Network): number {
  return products(pass(network, 2)) - products(pass(network, 1));
}

/**
 * Rows and columns of the image that the middle of the last features [H, W, C] of a network depends on, as if the image had no edges;
 * undefined for networks that take no images or have no
 * features of more than one position.
 */
export function receptiveField(network: Network): readonly [number, number] | undefined {
  if (network.input.length !== 3) return undefined;
  const { x, nodes } = pass(network, 1);
  const hasPositions = ({ shape }: Tensor) => shape.length === 4 && shape[1] * shape[2] > 1;
  const inside = (node: Tensor) => node !== x && hasPositions(node) && reach(node, [0, 0, 0, 0], x);
  const last = nodes.findLast(inside);
  if (!last) return undefined;
  const middle = [0, Math.floor(last.shape[1] / 2), Math.floor(last.shape[2] / 2), 0];
  const [, rows, columns] = reach(last, middle, x)!;
  return [rows[1] - rows[0] + 1, columns[1] - columns[0] + 1];
}
