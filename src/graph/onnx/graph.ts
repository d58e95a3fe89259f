import { toHalf } from '../../util/half.ts';
import { ProtoWriter } from '../../util/protobuf.ts';
import { expand } from '../ops/reduce.ts';
import {
  type DType,
  type Emitter,
  type OnnxAttribute,
  type OnnxAttributes,
  type Shape,
  type Tensor,
  type TensorType,
  topological,
} from '../tensor.ts';
import { type Choice, planChoices } from './lazy.ts';

/** Element kinds of a file: those of the graph, and `half` of 16 bits, `int8` of 8. */
export type Stored = DType | 'half' | 'int8';

/** Data types of onnx.TensorProto. */
const ELEMENT = { float: 1, int8: 3, int: 7, bool: 9, half: 10 } as const satisfies Record<Stored, number>;

interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: OnnxAttributes;
  readonly bodies: Bodies;
  readonly scope: string;
}

/** Nested graphs by attribute: `body` of a Scan, `then_branch` and `else_branch` of an If. */
type Bodies = Readonly<Record<string, OnnxGraph>>;

/** Adds what a node computes to a graph; returns the name of its result. */
export type EmitNode = (graph: OnnxGraph, node: Tensor, inputs: readonly string[]) => string;

const emitPlain: EmitNode = (graph, node, inputs) => node.op.emit(graph, inputs, node);

/** One graph of an ONNX model under construction: the main graph, the body of a scan, or a branch. */
export class OnnxGraph implements Emitter {
  private readonly proto = new ProtoWriter();
  private readonly nodes: OnnxNode[] = [];
  private readonly renamed = new Map<string, string>();
  private readonly constants = new Map<string, string>();
  private readonly prefix: string;
  private readonly emitNode: EmitNode;
  /** What its floats are stored as. */
  private readonly floats: 'float' | 'half';
  private count = 0;
  private scope = '';

  /**
   * @param prefix keeps the names of nested graphs apart
   * @param floats what its numbers are; inputs and outputs are as they are declared
   */
  constructor(prefix = '', emitNode: EmitNode = emitPlain, floats: 'float' | 'half' = 'float') {
    this.prefix = prefix;
    this.emitNode = emitNode;
    this.floats = floats;
  }

  node(type: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    const output = this.name();
    const toFloats = type === 'Cast' && attributes['to'] === ELEMENT.float;
    this.addNode(type, inputs, [output], toFloats ? { to: ELEMENT[this.floats] } : attributes);
    return output;
  }

  /** A node that casts to an element kind, under a name of its own. */
  cast(from: string, to: string, kind: Stored): string {
    this.addNode('Cast', [from], [to], { to: ELEMENT[kind] });
    return to;
  }

  private name(): string {
    return `${this.prefix}%${this.count++}`; // no input has such a name
  }

  /** A node with named outputs, and optionally nested graphs. */
  addNode(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: OnnxAttributes = {},
    bodies: Bodies = {},
  ): void {
    this.nodes.push({ type, inputs, outputs, attributes, bodies, scope: this.scope });
  }

  ints(values: readonly number[]): string {
    return this.tensor({ shape: [values.length], dtype: 'int' }, values);
  }

  float(value: number): string {
    return this.tensor({ shape: [], dtype: 'float' }, [value]);
  }

  tensor(type: TensorType, data: ArrayLike<number>): string {
    const raw = type.dtype === 'int' ? BigInt64Array.from(data as number[], BigInt) : Float32Array.from(data);
    const bytes = new Uint8Array(raw.buffer);
    const key = bytes.length > 64 ? undefined : `${type.dtype} ${type.shape} ${bytes}`;
    const known = key && this.constants.get(key);
    if (known) return known;
    const name = `${this.prefix}%c${this.count++}`;
    if (key) this.constants.set(key, name);
    this.initializer(name, type, bytes);
    return name;
  }

  /** A constant array with a name of its own, such as a weight. @param bytes little-endian, of the element type */
  initializer(name: string, { shape, dtype }: TensorType, bytes: Uint8Array): void {
    const halved = dtype === 'float' && this.floats === 'half';
    const content = halved ? new Uint8Array(toHalf(new Float32Array(bytes.slice().buffer)).buffer) : bytes;
    this.store(name, shape, halved ? 'half' : dtype, content);
  }

  /** A constant array of any element kind. */
  store(name: string, shape: Shape, kind: Stored, bytes: Uint8Array): void {
    this.proto.message(5, t => {
      for (const d of shape) t.int(1, d);
      t.int(2, ELEMENT[kind]).string(8, name).raw(9, bytes);
    });
  }

  /** Declares an input; a dimension may be a name (`steps`). */
  input(name: string, dtype: DType, shape: readonly (number | string)[]): void {
    this.proto.message(11, value => writeValueInfo(value, name, dtype, shape));
  }

  output(name: string, dtype: Stored, shape: readonly (number | string)[]): void {
    this.proto.message(12, value => writeValueInfo(value, name, dtype, shape));
  }

  /**
   * Emits every node under `outputs`; returns the names of their results.
   * @param known names of nodes that exist already, such as the slices of a scan's inputs
   */
  emit(outputs: readonly Tensor[], known: ReadonlyMap<Tensor, string> = new Map()): string[] {
    const names = new Map(known);
    const choices = planChoices(outputs, known);
    const inputsOf = (node: Tensor) => (known.has(node) ? [] : (choices.get(node)?.needs ?? node.inputs));
    for (const node of topological(outputs, inputsOf)) {
      if (names.has(node)) continue;
      this.scope = node.scope ?? '';
      const choice = choices.get(node);
      const inputs = node.inputs.map(x => names.get(x)!);
      if (choice) this.emitChoice(choice, names);
      else names.set(node, this.emitNode(this, node, inputs));
    }
    return outputs.map(node => names.get(node)!);
  }

  private emitChoice({ wheres }: Choice, names: Map<Tensor, string>): void {
    const [then_branch, else_branch] = [1, 2].map(side => this.branch(wheres, side, names));
    const outputs = wheres.map(() => this.name());
    this.addNode('If', [names.get(wheres[0].inputs[0])!], outputs, {}, { then_branch, else_branch });
    wheres.forEach((node, i) => {
      names.set(node, outputs[i]);
    });
  }

  /** A graph of one operand of each where; it reads the values of this graph by their names. */
  private branch(wheres: readonly Tensor[], side: number, names: ReadonlyMap<Tensor, string>): OnnxGraph {
    const graph = new OnnxGraph(this.name(), this.emitNode, this.floats);
    const results = wheres.map(node => expand(node.inputs[side], node.shape));
    const outputs = wheres.map(() => graph.name());
    graph.emitAs(results, outputs, names);
    for (const [i, { dtype, shape }] of wheres.entries())
      graph.output(outputs[i], dtype === 'float' ? this.floats : dtype, shape);
    return graph;
  }

  /**
   * Emits `outputs` as results of this graph under `names`. A node's result is renamed rather than copied: an
   * Identity costs a pass over the array, so it is left to results that are inputs, constants or named twice.
   */
  emitAs(outputs: readonly Tensor[], names: readonly string[], known?: ReadonlyMap<Tensor, string>): void {
    const results = this.emit(outputs, known);
    const made = new Set(this.nodes.flatMap(node => node.outputs));
    results.forEach((result, i) => {
      if (made.has(result) && !this.renamed.has(result)) this.renamed.set(result, names[i]);
      else this.addNode('Identity', [result], [names[i]]);
    });
  }

  /** @param around what values of the graphs around are called in the end */
  finish(name: string, around = (value: string) => value): Uint8Array {
    const current = (value: string) => this.renamed.get(value) ?? around(value);
    for (const { type, inputs, outputs, attributes, bodies, scope } of this.nodes) {
      this.proto.message(1, node => {
        for (const value of inputs) node.string(1, current(value));
        for (const value of outputs) node.string(2, current(value));
        node.string(3, `${scope}/${type}_${outputs[0]}`).string(4, type);
        for (const [key, value] of Object.entries(attributes))
          node.message(5, a => writeAttribute(a, key, value));
        for (const [key, body] of Object.entries(bodies))
          node.message(5, a => a.string(1, key).raw(6, body.finish(key, current)).int(20, 5));
      });
    }
    return this.proto.string(2, name).finish();
  }
}

function writeAttribute(a: ProtoWriter, name: string, value: OnnxAttribute): void {
  a.string(1, name);
  if (typeof value === 'number') a.int(3, value).int(20, 2);
  else if (typeof value === 'string') a.string(4, value).int(20, 3);
  else if ('float' in value) a.float(2, value.float).int(20, 1);
  else {
    for (const item of value) a.int(8, item);
    a.int(20, 7);
  }
}

function writeValueInfo(
  value: ProtoWriter,
  name: string,
  dtype: Stored,
  shape: readonly (number | string)[],
): void {
  value.string(1, name).message(2, type =>
    type.message(1, tensor => {
      tensor.int(1, ELEMENT[dtype]);
      tensor.message(2, s => {
        for (const d of shape)
          s.message(1, dim => (typeof d === 'number' ? dim.int(1, d) : dim.string(2, d)));
      });
    }),
  );
}

/** The field of a model that holds what it says of itself. */
export const METADATA = 14;

/** Opset and IR version of a model. */
export interface Version {
  readonly opset: number;
  readonly ir: number;
}

/** What the runtimes read that Saddle comes with. */
const CURRENT: Version = { opset: 21, ir: 10 };

/** For models that leave: the oldest that has all ops as they are written here. ONNX Runtime reads it since 1.14, of February 2023. */
export const PORTABLE: Version = { opset: 18, ir: 8 };

/** Wraps a main graph as a model file, which may say something of itself. */
export function onnxModel(
  graph: OnnxGraph,
  metadata: Readonly<Record<string, string>> = {},
  { opset, ir }: Version = CURRENT,
): Uint8Array {
  const model = new ProtoWriter().int(1, ir).string(2, 'saddle').raw(7, graph.finish('saddle'));
  model.message(8, set => set.string(1, '').int(2, opset));
  for (const [key, value] of Object.entries(metadata)) {
    model.message(METADATA, entry => entry.string(1, key).string(2, value));
  }
  return model.finish();
}
