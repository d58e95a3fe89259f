import type { InferenceSession } from 'onnxruntime-common';
import type { BatchProgram } from '../graph/batch.ts';
import { encodeBatch } from '../graph/onnx/encode.ts';
import { peakBytes } from '../graph/peak.ts';
import { nameOf, type Program } from '../graph/program.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { Arrays, Executable } from './engine.ts';
import { checkInputs, checkState, Turn } from './guard.ts';
import {
  type Feeds,
  floats,
  type OrtModule,
  openSession,
  runSession,
  type ScanOptions,
  toFeed,
} from './ort.ts';

/** Bytes of intermediate values that one call into the runtime may hold: what processors cache. */
const CACHED = 2 ** 20;
/** Rows of a usual batch. */
const USUAL = 100;

/**
 * Runs a program for any number of rows: calls of as many as the caches hold. The runtime multiplies one row alone in another
 * order than rows among others, so it is computed twice: what comes out for a row does not depend on their number.
 */
export class BatchExecutable implements Executable {
  private readonly ort: OrtModule;
  private readonly session: InferenceSession;
  /** For one row. */
  private readonly program: Program;
  private readonly reusesOutputs: boolean;
  private readonly rows: number;
  private readonly turn = new Turn();
  private readonly weights: Feeds;

  private constructor(ort: OrtModule, session: InferenceSession, program: Program, reusesOutputs: boolean) {
    this.ort = ort;
    this.session = session;
    this.program = program;
    this.reusesOutputs = reusesOutputs;
    this.rows = Math.max(USUAL, Math.floor(CACHED / Math.max(1, peakBytes(program))));
    this.weights = Object.fromEntries(
      program.state.map(({ value }) => [
        nameOf(value),
        floats(ort, new Float32Array(sizeOf(value.shape)), value.shape),
      ]),
    );
  }

  /** @param optionsFor a usual batch */
  static async create(ort: OrtModule, program: BatchProgram, optionsFor: (usual: Program) => ScanOptions) {
    const { reusesOutputs, ...options } = optionsFor(program.at(USUAL));
    const session = await openSession(ort, encodeBatch(program), options);
    return new BatchExecutable(ort, session, program.at(1), reusesOutputs);
  }

  async write(values: Arrays): Promise<void> {
    checkState(this.program, values);
    await this.turn.take(async () => {
      for (const [name, data] of Object.entries(values)) (this.weights[name].data as Float32Array).set(data);
    });
  }

  async read(names = Object.keys(this.weights)): Promise<Record<string, Float32Array>> {
    return Object.fromEntries(names.map(name => [name, (this.weights[name].data as Float32Array).slice()]));
  }

  run(rows: number, inputs: Arrays): Promise<Record<string, Float32Array>> {
    return this.turn.take(async () => {
      checkInputs(this.program, rows, inputs);
      if (rows !== 1) return this.compute(rows, inputs);
      const results = await this.compute(2, twice(inputs));
      return Object.fromEntries(
        Object.entries(results).map(([name, data]) => [name, data.slice(0, data.length / 2)]),
      );
    });
  }

  private async compute(rows: number, inputs: Arrays): Promise<Record<string, Float32Array>> {
    const outputs = Object.fromEntries(
      Object.entries(this.program.outputs).map(([name, node]) => [
        name,
        new Float32Array(rows * sizeOf(node.shape)),
      ]),
    );
    for (let first = 0, end = 0; first < rows; first = end) {
      end = first + this.rows + 1 < rows ? first + this.rows : rows; // never one row alone
      await this.call(first, end, inputs, outputs);
    }
    return outputs;
  }

  /** Computes the rows from `first` to `end` into `outputs`. */
  private async call(first: number, end: number, inputs: Arrays, outputs: Record<string, Float32Array>) {
    const { ort, program, session, reusesOutputs } = this;
    const shapeOf = ([perRow, ...rest]: readonly number[]) => [perRow * (end - first), ...rest];
    const feeds: Feeds = { ...this.weights };
    for (const node of program.inputs) {
      const size = sizeOf(node.shape);
      const data = inputs[nameOf(node)].subarray(first * size, end * size);
      feeds[nameOf(node)] = toFeed(ort, node, data, shapeOf(node.shape));
    }
    const parts = Object.entries(program.outputs).map(([name, { shape }]) => {
      const part = outputs[name].subarray(first * sizeOf(shape), end * sizeOf(shape));
      return [name, part, shapeOf(shape)] as const;
    });
    if (reusesOutputs) {
      await runSession(
        session,
        feeds,
        Object.fromEntries(parts.map(([name, part, shape]) => [name, floats(ort, part, shape)])),
      );
      return;
    }
    const results = await runSession(session, feeds);
    for (const [name, part] of parts) part.set(results[name].data as Float32Array);
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

function twice(inputs: Arrays): Arrays {
  const doubled = (data: Float32Array | Int32Array) => {
    const both =
      data instanceof Float32Array ? new Float32Array(2 * data.length) : new Int32Array(2 * data.length);
    both.set(data);
    both.set(data, data.length);
    return both;
  };
  return Object.fromEntries(Object.entries(inputs).map(([name, data]) => [name, doubled(data)]));
}
