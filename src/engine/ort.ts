import type { InferenceSession, Tensor as OrtTensor, TensorConstructor } from 'onnxruntime-common';
import { encodeScan, encodeStep, nextName } from '../graph/onnx/encode.ts';
import { nameOf, type Program } from '../graph/program.ts';
import { sizeOf, type Tensor } from '../graph/tensor.ts';
import { assert } from '../util/error.ts';
import type { Arrays, Executable } from './engine.ts';

/** What is used of an ONNX Runtime package; onnxruntime-node and onnxruntime-web share it. */
export interface OrtModule {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
}

type Feeds = Record<string, OrtTensor>;

function floats(ort: OrtModule, data: Float32Array, shape: readonly number[]): OrtTensor {
  return new ort.Tensor('float32', data, [...shape]);
}

function toFeed(
  ort: OrtModule,
  node: Tensor,
  data: Float32Array | Int32Array,
  shape: readonly number[],
): OrtTensor {
  assert(
    data.length === shape.reduce((p, d) => p * d, 1),
    `${nameOf(node)}: ${data.length} values for [${shape}]`,
  );
  if (node.dtype === 'int')
    return new ort.Tensor('int64', BigInt64Array.from(data as Int32Array, BigInt), [...shape]);
  return floats(ort, data as Float32Array, shape);
}

/**
 * Runs all steps of a call inside one ONNX Scan, for devices whose memory is the process's own.
 * State alternates between two sets of arrays: no call allocates any.
 */
export class ScanExecutable implements Executable {
  private readonly ort: OrtModule;
  private readonly session: InferenceSession;
  private readonly program: Program;
  private current: Feeds;
  private spare: Feeds;

  private constructor(ort: OrtModule, session: InferenceSession, program: Program) {
    this.ort = ort;
    this.session = session;
    this.program = program;
    const allocate = () =>
      Object.fromEntries(
        program.state.map(({ value }) => [
          nameOf(value),
          floats(ort, new Float32Array(sizeOf(value.shape)), value.shape),
        ]),
      );
    this.current = allocate();
    this.spare = allocate();
  }

  static async create(ort: OrtModule, program: Program, options: InferenceSession.SessionOptions) {
    return new ScanExecutable(ort, await ort.InferenceSession.create(encodeScan(program), options), program);
  }

  async write(values: Arrays): Promise<void> {
    for (const [name, data] of Object.entries(values)) (this.current[name].data as Float32Array).set(data);
  }

  async read(names = Object.keys(this.current)): Promise<Record<string, Float32Array>> {
    return Object.fromEntries(names.map(name => [name, (this.current[name].data as Float32Array).slice()]));
  }

  async run(steps: number, inputs: Arrays): Promise<Record<string, Float32Array>> {
    const { ort, program, current, spare } = this;
    const feeds: Feeds = { ...current };
    for (const node of program.inputs) {
      feeds[nameOf(node)] = toFeed(ort, node, inputs[nameOf(node)], [steps, ...node.shape]);
    }
    const outputs = Object.entries(program.outputs).map(([name, node]) => {
      const shape = [steps, ...node.shape];
      return [name, floats(ort, new Float32Array(sizeOf(shape)), shape)] as const;
    });
    const next = Object.entries(spare).map(([name, tensor]) => [nextName(name), tensor] as const);
    await this.session.run(feeds, Object.fromEntries([...next, ...outputs]));
    this.current = spare;
    this.spare = current;
    return Object.fromEntries(outputs.map(([name, tensor]) => [name, tensor.data as Float32Array]));
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

/**
 * Runs one call per step with the state bound to device buffers: what a step returns is fed to the
 * next without leaving the device.
 */
export class BoundExecutable implements Executable {
  private readonly ort: OrtModule;
  private readonly session: InferenceSession;
  private readonly program: Program;
  private state: Feeds = {};

  private constructor(ort: OrtModule, session: InferenceSession, program: Program) {
    this.ort = ort;
    this.session = session;
    this.program = program;
  }

  static async create(ort: OrtModule, program: Program, options: InferenceSession.SessionOptions) {
    const locations: Record<string, 'cpu' | 'gpu-buffer'> = {};
    for (const name of Object.keys(program.outputs)) locations[name] = 'cpu';
    for (const { value } of program.state) locations[nextName(nameOf(value))] = 'gpu-buffer';
    const session = await ort.InferenceSession.create(encodeStep(program), {
      ...options,
      preferredOutputLocation: locations,
    });
    return new BoundExecutable(ort, session, program);
  }

  async write(values: Arrays): Promise<void> {
    for (const { value } of this.program.state) {
      const name = nameOf(value);
      if (!values[name]) continue;
      this.state[name]?.dispose();
      this.state[name] = floats(this.ort, Float32Array.from(values[name]), value.shape);
    }
  }

  async read(names = Object.keys(this.state)): Promise<Record<string, Float32Array>> {
    const result: Record<string, Float32Array> = {};
    for (const name of names) {
      const data = (await this.state[name].getData(false)) as Float32Array;
      result[name] = data.slice();
    }
    return result;
  }

  async run(steps: number, inputs: Arrays): Promise<Record<string, Float32Array>> {
    const outputs = Object.entries(this.program.outputs).map(
      ([name, node]) => [name, new Float32Array(steps * sizeOf(node.shape))] as const,
    );
    for (let step = 0; step < steps; step++) {
      const results = await this.step(step, inputs);
      for (const [name, values] of outputs) {
        const data = results[name].data as Float32Array;
        values.set(data, step * data.length);
      }
    }
    return Object.fromEntries(outputs);
  }

  private async step(step: number, inputs: Arrays): Promise<Feeds> {
    const feeds: Feeds = { ...this.state };
    for (const node of this.program.inputs) {
      const size = sizeOf(node.shape);
      const data = inputs[nameOf(node)].subarray(step * size, (step + 1) * size);
      feeds[nameOf(node)] = toFeed(this.ort, node, data, node.shape);
    }
    const results = (await this.session.run(feeds)) as Feeds;
    for (const name of Object.keys(this.state)) {
      this.state[name].dispose();
      this.state[name] = results[nextName(name)];
    }
    return results;
  }

  async dispose(): Promise<void> {
    for (const tensor of Object.values(this.state)) tensor.dispose();
    await this.session.release();
  }
}
