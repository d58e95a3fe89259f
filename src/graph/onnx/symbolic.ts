import { UserError } from '../../util/error.ts';
import { nameOf, type Program } from '../program.ts';
import { type Emitter, type OnnxAttributes, type Tensor, type TensorType, topological } from '../tensor.ts';
import type { EmitNode, OnnxGraph } from './graph.ts';

/** Numbers of rows for which a program is traced: primes that no network has as a size, and too large to be folded. */
export const TRACED = [4099, 4111] as const;

/** A length that grows with the number n of rows: slope · n + offset. */
export interface Length {
  readonly slope: number;
  readonly offset: number;
}

/** The length that has these values for the {@link TRACED} numbers of rows; undefined where it is no whole multiple. */
export function lengthOf(first: number, second: number): Length | undefined {
  const slope = (second - first) / (TRACED[1] - TRACED[0]);
  return Number.isInteger(slope) ? { slope, offset: first - slope * TRACED[0] } : undefined;
}

/** What an op asks an emitter for, in order. */
type Call =
  | { readonly type: string; readonly attributes: OnnxAttributes }
  | { readonly ints: readonly number[] }
  | { readonly tensor: TensorType; readonly data: ArrayLike<number> };

class Recorder implements Emitter {
  readonly calls: Call[] = [];

  node(type: string, _inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    return this.note({ type, attributes });
  }

  ints(ints: readonly number[]): string {
    return this.note({ ints });
  }

  float(value: number): string {
    return this.tensor({ shape: [], dtype: 'float' }, [value]);
  }

  tensor(tensor: TensorType, data: ArrayLike<number>): string {
    return this.note({ tensor, data });
  }

  private note(call: Call): string {
    this.calls.push(call);
    return String(this.calls.length);
  }
}

/**
 * Emits a node for any number of rows: what its op asks for with one number of rows is compared with what it asks for with
 * another, and lengths that differ are computed by the model from the number that it is given.
 */
class Symbolic implements Emitter {
  private readonly graph: OnnxGraph;
  private readonly twin: Iterator<Call>;
  /** Adds n, [1], where it is first needed; returns its name. */
  private readonly rows: () => string;
  private readonly refuse: () => never;
  /** Lists with a length that grows, by the names that stand for them. */
  private readonly lists = new Map<string, readonly (number | Length)[]>();

  constructor(graph: OnnxGraph, twin: readonly Call[], rows: () => string, refuse: () => never) {
    this.graph = graph;
    this.twin = twin[Symbol.iterator]();
    this.rows = rows;
    this.refuse = refuse;
  }

  node(type: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    this.requireSame({ type, attributes });
    const names = inputs.map(name => this.resolve(name, type));
    return this.graph.node(type, names, attributes);
  }

  ints(ints: readonly number[]): string {
    const other = this.next();
    if (!('ints' in other) || other.ints.length !== ints.length) return this.refuse();
    if (same(ints, other.ints)) return this.graph.ints(ints);
    const list = ints.map((value, i) =>
      value === other.ints[i] ? value : (lengthOf(value, other.ints[i]) ?? this.refuse()),
    );
    const name = `list ${this.lists.size}`; // no result has such a name
    this.lists.set(name, list);
    return name;
  }

  float(value: number): string {
    return this.tensor({ shape: [], dtype: 'float' }, [value]);
  }

  tensor(tensor: TensorType, data: ArrayLike<number>): string {
    this.requireSame({ tensor, data });
    return this.graph.tensor(tensor, data);
  }

  private next(): Call {
    return this.twin.next().value ?? this.refuse();
  }

  private requireSame(call: Call): void {
    const other = this.next();
    if ('data' in call && 'data' in other && call.data === other.data) return;
    if (!same(call, other)) this.refuse();
  }

  /** A Reshape finds one length by itself; for others it is computed. */
  private resolve(name: string, type: string): string {
    const list = this.lists.get(name);
    if (!list) return name;
    const growing = list.filter(value => typeof value !== 'number');
    if (type === 'Reshape' && growing.length === 1) {
      return this.graph.ints(list.map(value => (typeof value === 'number' ? value : -1)));
    }
    const parts = list.map(value =>
      typeof value === 'number' ? this.graph.ints([value]) : this.computed(value),
    );
    return parts.length === 1 ? parts[0] : this.graph.node('Concat', parts, { axis: 0 });
  }

  /** slope · n + offset, [1]. */
  private computed({ slope, offset }: Length): string {
    const rows = this.rows();
    const scaled = slope === 1 ? rows : this.graph.node('Mul', [rows, this.graph.ints([slope])]);
    return offset === 0 ? scaled : this.graph.node('Add', [scaled, this.graph.ints([offset])]);
  }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A program as it is for each of the {@link TRACED} numbers of rows. */
export type Traces = readonly [first: Program, second: Program];

/**
 * How the nodes of the first trace are emitted for any number of rows.
 * @throws UserError when a node's result for a row depends on the other rows
 */
export function emitSymbolic(traces: Traces): EmitNode {
  const [nodes, others] = traces.map(({ outputs }) => topological(Object.values(outputs)));
  if (nodes.length !== others.length) refuseNode((nodes.length > others.length ? nodes : others).at(-1)!);
  const twinOf = new Map(nodes.map((node, i) => [node, others[i]]));
  const rows = new Map<OnnxGraph, string>();
  const rowsOf = (graph: OnnxGraph) => {
    if (!rows.has(graph)) rows.set(graph, countRows(graph, traces));
    return rows.get(graph)!;
  };
  return (graph, node, inputs) => {
    const twin = twinOf.get(node);
    const refuse = () => refuseNode(node);
    const alike =
      twin?.op === node.op &&
      twin.inputs.length === node.inputs.length &&
      twin.inputs.every((x, i) => x === twinOf.get(node.inputs[i]));
    if (!alike || reducesRows(node, twin)) return refuse();
    const recorder = new Recorder();
    twin.op.emit(recorder, inputs, twin);
    return node.op.emit(new Symbolic(graph, recorder.calls, () => rowsOf(graph), refuse), inputs, node);
  };
}

function refuseNode({ scope, op }: Tensor): never {
  throw new UserError(
    `${scope}: expected layers that treat each sample by itself, got '${op.name}' over the samples of a batch; compile it for a batch of fixed size`,
  );
}

/** The number of rows, [1], from the first input that a model is given. */
function countRows(graph: OnnxGraph, [first, second]: Traces): string {
  const [node, twin] = [first, second].map(({ inputs }) => inputs[0]);
  const length = graph.node('Shape', [nameOf(node)], { start: 0, end: 1 });
  const { slope } = lengthOf(node.shape[0], twin.shape[0])!;
  return slope === 1 ? length : graph.node('Div', [length, graph.ints([slope])]);
}

/** Whether a node sums, or takes the largest, over an axis that grows with the number of rows. */
function reducesRows({ attrs, inputs }: Tensor, twin: Tensor): boolean {
  const { axes } = attrs as { readonly axes?: readonly number[] };
  return axes?.some(axis => inputs[0].shape[axis] !== twin.inputs[0].shape[axis]) ?? false;
}
