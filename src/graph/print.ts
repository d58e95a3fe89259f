import { convParts } from './ops/conv.ts';
import { constantValues, inputName } from './ops/leaf.ts';
import type { Program } from './program.ts';
import { formatShape, sizeOf, type Tensor, topological } from './tensor.ts';

/**
 * The graph under `outputs` as text, a line for each node, inputs before users:
 * `%12 = matmul(%3, w1) {transB: true} : float[64, 256]   # discriminator/dense1`
 *
 * Inputs go by their names and scalar constants by their values.
 */
export function printGraph(outputs: readonly Tensor[]): string {
  const names = new Map<Tensor, string>();
  const lines: string[] = [];
  for (const node of topological(outputs)) {
    const plain = inputName(node) ?? scalarText(node);
    names.set(node, plain ?? `%${names.size}`);
    if (inputName(node) !== undefined) lines.push(`input ${plain} : ${typeText(node)}`);
    else if (plain === undefined) lines.push(nodeText(node, names));
  }
  return [...lines, `return ${outputs.map(node => names.get(node)).join(', ')}`].join('\n');
}

function nodeText(node: Tensor, names: ReadonlyMap<Tensor, string>): string {
  const operands = node.inputs.map(x => names.get(x)).join(', ');
  const attrs = attrsText(node);
  const scope = node.scope ? `   # ${node.scope}` : '';
  return `${names.get(node)} = ${node.op.name}(${operands})${attrs && ` ${attrs}`} : ${typeText(node)}${scope}`;
}

function scalarText(node: Tensor): string | undefined {
  const data = constantValues(node);
  return data && node.shape.length === 0 ? String(data[0]) : undefined;
}

function typeText({ dtype, shape }: Tensor): string {
  return `${dtype}${formatShape(shape)}`;
}

/** Attributes that say more than the type does: no shape, no false flag. */
function attrsText(node: Tensor): string {
  const data = constantValues(node);
  if (data) return `{${[...data.slice(0, 4)].join(', ')}${data.length > 4 ? ', …' : ''}}`;
  const entries = Object.entries(node.attrs as object).filter(([key, v]) => key !== 'shape' && v !== false);
  return entries.length === 0 ? '' : `{${entries.map(([key, v]) => `${key}: ${valueText(v)}`).join(', ')}}`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, v]) => `${key}: ${valueText(v)}`)
    .join(', ')}}`;
}

export interface GraphStats {
  readonly nodes: number;
  /** Nodes by op, most frequent first; inputs and constants are not counted. */
  readonly ops: Readonly<Record<string, number>>;
  /** Bytes of float32 carried between steps: parameters, moments, averages. */
  readonly stateBytes: number;
  /** Floating-point operations of products and convolutions in one step; a multiply-add counts 2. */
  readonly flops: number;
}

/** Counts what one step of a program does; of an optimised program, what a device will do. */
export function graphStats(program: Program): GraphStats {
  const roots = [...Object.values(program.outputs), ...program.state.map(s => s.next)];
  const nodes = topological(roots).filter(node => !constantValues(node) && inputName(node) === undefined);
  const counts = new Map<string, number>();
  for (const { op } of nodes) counts.set(op.name, (counts.get(op.name) ?? 0) + 1);
  return {
    nodes: nodes.length,
    ops: Object.fromEntries([...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))),
    stateBytes: program.state.reduce((bytes, s) => bytes + 4 * sizeOf(s.value.shape), 0),
    flops: nodes.reduce((total, node) => total + flopsOf(node), 0),
  };
}

/** 2·m·n·k for a product; for a convolution 2 · positions · filter elements, whichever of the three is asked. */
export function flopsOf(node: Tensor): number {
  if (node.op.name === 'matmul') {
    const { transA } = node.attrs as { transA: boolean };
    return 2 * sizeOf(node.shape) * node.inputs[0].shape.at(transA ? -2 : -1)!;
  }
  const parts = convParts(node);
  if (!parts) return 0;
  const [a, b] = node.inputs;
  const operands = {
    conv: { outcome: node, filter: b },
    convInput: { outcome: a, filter: b },
    convFilter: { outcome: b, filter: node },
  }[parts.kind];
  const [n, rows, columns] = operands.outcome.shape;
  return 2 * n * rows * columns * sizeOf(operands.filter.shape);
}
