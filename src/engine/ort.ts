import type { Env, InferenceSession, Tensor as OrtTensor, TensorConstructor } from 'onnxruntime-common';
import { encodeScan, encodeStep, nextName, STEPS } from '../graph/onnx/encode.ts';
import { nameOf, type Program } from '../graph/program.ts';
import { sizeOf, type Tensor } from '../graph/tensor.ts';
import type { Arrays, Executable } from './engine.ts';
import { checkInputs, checkState, Turn } from './guard.ts';
import { ofRuntime } from './ort-fault.ts';

/** What is used of an ONNX Runtime package; onnxruntime-node and onnxruntime-web share it. */
export interface OrtModule {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
}

export type Feeds = Record<string, OrtTensor>;

/** What ORT would print beside the exceptions that it throws is left out: only fatal errors are logged. */
const QUIET = { logSeverityLevel: 4 } as const;

/** Opens a model; faults have types. */
export function openSession(
  ort: OrtModule,
  model: Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  return ofRuntime(ort.InferenceSession.create(model, { ...QUIET, ...options }));
}

/** Runs a model; faults have types. */
export async function runSession(
  session: InferenceSession,
  feeds: Feeds,
  fetches: Feeds | readonly string[] = session.outputNames,
): Promise<Feeds> {
  return (await ofRuntime(session.run(feeds, fetches))) as Feeds;
}

/** The same as {@link QUIET} for what ORT prints outside of sessions, unless somebody has chosen another level than ORT's own. */
export function quieten(env: Env): void {
  if (env.logLevel === 'warning') env.logLevel = 'fatal';
}

export function floats(ort: OrtModule, data: Float32Array, shape: readonly number[]): OrtTensor {
  return new ort.Tensor('float32', data, [...shape]);
}

export function toFeed(
  ort: OrtModule,
  node: Tensor,
  data: Float32Array | Int32Array,
  shape: readonly number[],
): OrtTensor {
  if (node.dtype === 'float') return floats(ort, data as Float32Array, shape);
  return new ort.Tensor('int64', BigInt64Array.from(data as Int32Array, BigInt), [...shape]);
}

export interface ScanOptions extends InferenceSession.SessionOptions {
  /** Whether the runtime writes results into arrays that it is given (onnxruntime-web does not). */
  readonly reusesOutputs: boolean;
}

/**
 * Runs all steps of a call inside one ONNX Scan: state enters and leaves the runtime once a call.
 * Where the runtime allows it, state alternates between two sets of arrays and no call allocates any.
 */
export class ScanExecutable implements Executable {
  private readonly ort: OrtModule;
  private readonly session: InferenceSession;
  private readonly program: Program;
  private readonly reusesOutputs: boolean;
  private readonly turn = new Turn();
  private current: Feeds;
  private spare: Feeds;

  private constructor(ort: OrtModule, session: InferenceSession, program: Program, reusesOutputs: boolean) {
    this.ort = ort;
    this.session = session;
    this.program = program;
    this.reusesOutputs = reusesOutputs;
    const allocate = () =>
      Object.fromEntries(
        program.state.map(({ value }) => [
          nameOf(value),
          floats(ort, new Float32Array(sizeOf(value.shape)), value.shape),
        ]),
      );
    this.current = allocate();
    this.spare = reusesOutputs ? allocate() : {};
  }

  static async create(ort: OrtModule, program: Program, { reusesOutputs, ...options }: ScanOptions) {
    const session = await openSession(ort, encodeScan(program), options);
    return new ScanExecutable(ort, session, program, reusesOutputs);
  }

  async write(values: Arrays): Promise<void> {
    checkState(this.program, values);
    await this.turn.take(async () => {
      for (const [name, data] of Object.entries(values)) (this.current[name].data as Float32Array).set(data);
    });
  }

  async read(names = Object.keys(this.current)): Promise<Record<string, Float32Array>> {
    return Object.fromEntries(names.map(name => [name, (this.current[name].data as Float32Array).slice()]));
  }

  run(steps: number, inputs: Arrays): Promise<Record<string, Float32Array>> {
    return this.turn.take(async () => {
      checkInputs(this.program, steps, inputs);
      const feeds = this.feeds(steps, inputs);
      const results = await runSession(this.session, feeds, this.fetches(steps));
      this.spare = this.reusesOutputs ? this.current : {};
      this.current = Object.fromEntries(
        this.program.state.map(({ value }) => [nameOf(value), results[nextName(nameOf(value))]]),
      );
      const names = Object.keys(this.program.outputs);
      return Object.fromEntries(names.map(name => [name, results[name].data as Float32Array]));
    });
  }

  private feeds(steps: number, inputs: Arrays): Feeds {
    const feeds: Feeds = { ...this.current };
    for (const node of this.program.inputs) {
      feeds[nameOf(node)] = toFeed(this.ort, node, inputs[nameOf(node)], [steps, ...node.shape]);
    }
    if (this.program.inputs.length === 0) feeds[STEPS] = floats(this.ort, new Float32Array(steps), [steps]);
    return feeds;
  }

  /** Arrays that receive the results, or their names where the runtime makes its own. */
  private fetches(steps: number): Feeds | string[] {
    const { ort, program, spare } = this;
    const outputs = Object.entries(program.outputs);
    const carried = program.state.map(s => nameOf(s.value));
    if (!this.reusesOutputs) return [...carried.map(nextName), ...outputs.map(([name]) => name)];
    const fresh = outputs.map(([name, node]) => {
      const shape = [steps, ...node.shape];
      return [name, floats(ort, new Float32Array(sizeOf(shape)), shape)];
    });
    return Object.fromEntries([...carried.map(name => [nextName(name), spare[name]]), ...fresh]);
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
  /** Copies state to the process's memory: onnxruntime-node cannot download a device buffer itself. */
  private readonly reader: InferenceSession | undefined;
  private readonly program: Program;
  private readonly turn = new Turn();
  private state: Feeds = {};

  private constructor(
    ort: OrtModule,
    session: InferenceSession,
    reader: InferenceSession | undefined,
    program: Program,
  ) {
    this.ort = ort;
    this.session = session;
    this.reader = reader;
    this.program = program;
  }

  static async create(ort: OrtModule, program: Program, options: InferenceSession.SessionOptions) {
    const locations: Record<string, 'cpu' | 'gpu-buffer'> = {};
    for (const name of Object.keys(program.outputs)) locations[name] = 'cpu';
    for (const { value } of program.state) locations[nextName(nameOf(value))] = 'gpu-buffer';
    const open = (model: Uint8Array, more: InferenceSession.SessionOptions = {}) =>
      openSession(ort, model, { ...options, ...more });
    const session = await open(encodeStep(program), { preferredOutputLocation: locations });
    const reader = program.state.length > 0 ? await open(encodeStep(copies(program))) : undefined;
    return new BoundExecutable(ort, session, reader, program);
  }

  async write(values: Arrays): Promise<void> {
    checkState(this.program, values);
    await this.turn.take(async () => {
      for (const { value } of this.program.state) {
        const name = nameOf(value);
        if (!values[name]) continue;
        this.state[name]?.dispose();
        this.state[name] = floats(this.ort, Float32Array.from(values[name]), value.shape);
      }
    });
  }

  read(names = Object.keys(this.state)): Promise<Record<string, Float32Array>> {
    return this.turn.take(async () => {
      if (!this.reader || names.length === 0) return {};
      const results = await runSession(this.reader, this.state, names.map(nextName));
      return Object.fromEntries(names.map(name => [name, results[nextName(name)].data as Float32Array]));
    });
  }

  run(steps: number, inputs: Arrays): Promise<Record<string, Float32Array>> {
    return this.turn.take(async () => {
      checkInputs(this.program, steps, inputs);
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
    });
  }

  private async step(step: number, inputs: Arrays): Promise<Feeds> {
    const feeds: Feeds = { ...this.state };
    for (const node of this.program.inputs) {
      const size = sizeOf(node.shape);
      const data = inputs[nameOf(node)].subarray(step * size, (step + 1) * size);
      feeds[nameOf(node)] = toFeed(this.ort, node, data, node.shape);
    }
    const results = await runSession(this.session, feeds);
    for (const name of Object.keys(this.state)) {
      this.state[name].dispose();
      this.state[name] = results[nextName(name)];
    }
    return results;
  }

  async dispose(): Promise<void> {
    for (const tensor of Object.values(this.state)) tensor.dispose();
    this.state = {};
    await this.session.release();
    await this.reader?.release();
  }
}

/** A program that returns the state of `program` as it is. */
function copies(program: Program): Program {
  const state = program.state.map(s => s.value);
  return {
    inputs: state,
    state: [],
    outputs: Object.fromEntries(state.map(node => [nextName(nameOf(node)), node])),
  };
}
