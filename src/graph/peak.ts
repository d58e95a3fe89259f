import { constantValues, inputName } from './ops/leaf.ts';
import type { Program } from './program.ts';
import { sizeOf, type Tensor, topological } from './tensor.ts';

/** Arrays that a runtime makes anew: not what it is given, and not another view of what it has. */
const isMade = (node: Tensor) =>
  inputName(node) === undefined && constantValues(node) === undefined && node.op.name !== 'reshape';

const bytesOf = (node: Tensor) => (isMade(node) ? 4 * sizeOf(node.shape) : 0);

/**
 * Bytes of intermediate values that one step of a program holds at most, each freed after its last use and none
 * computed in place of another's copy: an estimate, since a runtime fuses some.
 */
export function peakBytes(program: Program): number {
  const roots = [...Object.values(program.outputs), ...program.state.map(s => s.next)];
  const order = topological(roots);
  const users = new Map<Tensor, number>();
  for (const node of order) for (const x of node.inputs) users.set(x, (users.get(x) ?? 0) + 1);
  for (const node of roots) users.set(node, Number.POSITIVE_INFINITY);
  let held = 0;
  let peak = 0;
  const release = (node: Tensor): void => {
    const left = users.get(node)! - 1;
    users.set(node, left);
    if (left > 0) return;
    if (node.op.name === 'reshape') release(node.inputs[0]);
    else held -= bytesOf(node);
  };
  for (const node of order) {
    if (node.op.name !== 'reshape') for (const x of node.inputs) release(x);
    held += bytesOf(node);
    peak = Math.max(peak, held);
  }
  return peak;
}
