import { assert } from '../../util/error.ts';
import { type BatchProgram, requireIndependentRows } from '../batch.ts';
import { nameOf, type Program } from '../program.ts';
import type { Shape, Tensor } from '../tensor.ts';
import { OnnxGraph, onnxModel, PORTABLE } from './graph.ts';
import { emitSymbolic, lengthOf, TRACED, type Traces } from './symbolic.ts';

/** Name of the result that holds the value of a carried tensor after the call. */
export function nextName(name: string): string {
  return `${name}'`;
}

/** Input of a scan that has no other: a float for each step, not read. */
export const STEPS = '@steps';

function checkNames(program: Program): void {
  const carried = program.state.map(s => nameOf(s.value));
  const names = [
    ...program.inputs.map(nameOf),
    ...carried,
    ...carried.map(nextName),
    ...Object.keys(program.outputs),
  ];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  assert(twice === undefined, `two of the program's inputs, state and outputs are named '${twice}'`);
}

/**
 * A model that runs one step: inputs and state in, outputs and next state out.
 */
export function encodeStep(program: Program): Uint8Array {
  checkNames(program);
  const graph = new OnnxGraph();
  for (const node of [...program.inputs, ...program.state.map(s => s.value)]) {
    graph.input(nameOf(node), node.dtype, node.shape);
  }
  const outputs = Object.entries(program.outputs);
  const roots = [...outputs.map(([, node]) => node), ...program.state.map(s => s.next)];
  const names = [...outputs.map(([name]) => name), ...program.state.map(s => nextName(nameOf(s.value)))];
  graph.emitAs(roots, names);
  for (const [i, root] of roots.entries()) graph.output(names[i], root.dtype, root.shape);
  return onnxModel(graph);
}

/**
 * A model that runs many steps in one call, the state never leaving the runtime: an ONNX Scan whose
 * inputs and outputs have a leading axis `steps`.
 */
export function encodeScan(program: Program): Uint8Array {
  checkNames(program);
  const graph = new OnnxGraph();
  const state = program.state.map(s => s.value);
  for (const node of state) graph.input(nameOf(node), node.dtype, node.shape);
  for (const node of program.inputs) graph.input(nameOf(node), node.dtype, ['steps', ...node.shape]);
  const given = program.inputs.length > 0 ? program.inputs.map(nameOf) : [STEPS];
  if (program.inputs.length === 0) graph.input(STEPS, 'float', ['steps']);
  const outputs = Object.entries(program.outputs);
  const next = state.map(node => nextName(nameOf(node)));
  graph.addNode(
    'Scan',
    [...state.map(nameOf), ...given],
    [...next, ...outputs.map(([name]) => name)],
    { num_scan_inputs: given.length },
    { body: scanBody(program) },
  );
  for (const [i, node] of state.entries()) graph.output(next[i], node.dtype, node.shape);
  for (const [name, node] of outputs) graph.output(name, node.dtype, ['steps', ...node.shape]);
  return onnxModel(graph);
}

function scanBody(program: Program): OnnxGraph {
  const body = new OnnxGraph('b');
  const given = [...program.state.map(s => s.value), ...program.inputs];
  const known = new Map<Tensor, string>(given.map(node => [node, `b%.${nameOf(node)}`]));
  for (const node of given) body.input(known.get(node)!, node.dtype, node.shape);
  if (program.inputs.length === 0) body.input(`b%.${STEPS}`, 'float', []);
  const roots = [...program.state.map(s => s.next), ...Object.values(program.outputs)];
  const names = roots.map((_, i) => `b%out${i}`);
  body.emitAs(roots, names, known);
  for (const [i, root] of roots.entries()) body.output(names[i], root.dtype, root.shape);
  return body;
}

/** A weight as whole numbers of 8 bits times a scale for each unit, the second axis. */
export interface Quantized {
  /** [a, units] or [a, units, b], with as many elements as the weight, in its order. */
  readonly shape: Shape;
  readonly values: Int8Array;
  /** [units] */
  readonly scales: Float32Array;
}

interface BatchModel {
  /** Values of the state, kept in the model; default: each call is given them. */
  readonly weights?: Readonly<Record<string, Float32Array | Quantized>>;
  /** What the model says of itself. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Bits of the numbers within the model; what it is given and returns has 32. Default 32. */
  readonly bits?: 16 | 32;
}

/**
 * A model for any number n of rows, the first axis of its inputs and outputs.
 * @throws UserError when the result for a row depends on the other rows
 */
export function encodeBatch(program: BatchProgram, options: BatchModel = {}): Uint8Array {
  requireIndependentRows(program);
  const { weights, metadata, bits = 32 } = options;
  const traces: Traces = [program.at(TRACED[0]), program.at(TRACED[1])];
  const [{ inputs, state }, twin] = traces;
  const graph = new OnnxGraph('', emitSymbolic(traces), bits === 16 ? 'half' : 'float');
  inputs.forEach((node, i) => {
    graph.input(nameOf(node), node.dtype, symbolicShape(node, twin.inputs[i]));
  });
  for (const { value } of state) {
    const weight = weights?.[nameOf(value)];
    if (weight instanceof Float32Array) graph.initializer(nameOf(value), value, bytesOf(weight));
    else if (weight) writeQuantized(graph, value, weight);
    else graph.input(nameOf(value), value.dtype, value.shape);
  }
  if (bits === 16) emitWithin(graph, traces);
  else graph.emitAs(Object.values(traces[0].outputs), Object.keys(traces[0].outputs));
  for (const [name, node] of Object.entries(traces[0].outputs)) {
    graph.output(name, node.dtype, symbolicShape(node, twin.outputs[name]));
  }
  return onnxModel(graph, metadata, weights && PORTABLE);
}

/** Emits all between a cast of each input to 16 bits and one of each output back. */
function emitWithin(graph: OnnxGraph, [{ inputs, outputs }]: Traces): void {
  const floats = inputs.filter(({ dtype }) => dtype === 'float');
  const halves = new Map(floats.map(x => [x, graph.cast(nameOf(x), `${nameOf(x)}.half`, 'half')]));
  const names = Object.keys(outputs);
  const within = names.map(name => `${name}.half`);
  graph.emitAs(Object.values(outputs), within, halves);
  for (const [i, name] of names.entries()) graph.cast(within[i], name, 'float');
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);

/** A quantized weight in the model: under its name the result of DequantizeLinear. */
function writeQuantized(graph: OnnxGraph, node: Tensor, weight: Quantized): void {
  const name = nameOf(node);
  const { shape, values, scales } = weight;
  const [stored, scale] = [`${name}.int8`, `${name}.scale`];
  graph.store(stored, shape, 'int8', bytesOf(values));
  graph.store(scale, [scales.length], 'float', bytesOf(scales));
  const flat = shape.length === node.shape.length ? name : `${name}.units`;
  graph.addNode('DequantizeLinear', [stored, scale], [flat], { axis: 1 });
  if (flat !== name) graph.addNode('Reshape', [flat, graph.ints(node.shape)], [name]);
}

/** Extents with those that grow with the number of rows as ONNX names them: `n`, or such as `4n` and `n + 64`. */
function symbolicShape(node: Tensor, twin: Tensor): (number | string)[] {
  return node.shape.map((extent, i) => {
    const other = twin.shape[i];
    if (extent === other) return extent;
    const length = lengthOf(extent, other);
    assert(length, `axis ${i} of '${node.scope}' does not grow with the number of rows`);
    return `${length.slope === 1 ? '' : length.slope}n${length.offset === 0 ? '' : ` + ${length.offset}`}`;
  });
}
