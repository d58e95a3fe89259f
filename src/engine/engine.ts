import type { BatchProgram } from '../graph/batch.ts';
import type { Program } from '../graph/program.ts';
import { UserError } from '../util/error.ts';
import { MemoryError } from '../util/platform.ts';

export const devices = ['cpu', 'webgpu', 'cuda', 'wasm', 'reference'] as const;

/** Where a program runs: `reference` is the float64 interpreter. */
export type Device = (typeof devices)[number];

/** Values by name: float32, or int32 for tensors of dtype `int`. */
export type Arrays = Readonly<Record<string, Float32Array | Int32Array>>;

/** The runtime has given up in the middle of its work, mostly for want of memory: nothing runs in it any more. */
export class DeadEngineError extends MemoryError {}

/** There is no graphics adapter, or no driver of one. */
export class NoAdapterError extends UserError {}

/**
 * Something that runs programs. What it lacks to do so is said by errors of these types: `MemoryError`, `DeadEngineError`, and
 * `UnreachedError` where the files of the runtime cannot be fetched.
 */
export interface Engine {
  readonly device: Device;
  /** Runtime, version, device and threads, in words: two runs agree to the bit only where this agrees. */
  readonly description: string;
  compile(program: Program): Promise<Executable>;
  /**
   * Compiles what is computed for a batch of any size: rows take the place of steps, all of a call computed together, and
   * the state is only read.
   * @throws UserError when the result for a row depends on the other rows
   */
  compileBatch(program: BatchProgram): Promise<Executable>;
  /**
   * Opens an ONNX model, whoever made it.
   * @param name what errors call it; default `a file`
   * @throws UserError, one sentence, when it is none, or the engine runs no models
   */
  load(model: Uint8Array, name?: string): Promise<Model>;
}

/** A compiled program with its carried state, which stays inside the runtime between steps. */
export interface Executable {
  /** Sets carried tensors, all of them before the first run. */
  write(values: Arrays): Promise<void>;
  /** Copies of carried tensors; default all. */
  read(names?: readonly string[]): Promise<Record<string, Float32Array>>;
  /**
   * Runs `steps` steps in one call.
   * @param inputs each input's values for all steps: shape [steps, ...shape]
   * @returns each output's values for all steps: shape [steps, ...shape]
   * @throws when a call is still under way
   */
  run(steps: number, inputs: Arrays): Promise<Record<string, Float32Array>>;
  dispose(): Promise<void>;
}

/** An ONNX model, run as it is. */
export interface Model {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /**
   * @param inputs values of every input by name
   * @returns every output by name
   * @throws UserError when an input is missing, unknown, or of another type or shape than the model takes
   */
  run(inputs: Readonly<Record<string, Values>>): Promise<Record<string, Values>>;
  dispose(): Promise<void>;
}

/** An input or output of a model. */
export interface Port {
  readonly name: string;
  /** As ONNX Runtime names it, such as `float32` or `int64`. */
  readonly type: string;
  /** Extents; undefined where any will do. */
  readonly shape: readonly (number | undefined)[];
}

/** A port in words, such as `z float32 [n, 100]`. */
export function portText({ name, type, shape }: Port): string {
  return `${name} ${type} [${shape.map(extent => extent ?? 'n').join(', ')}]`;
}

/** An array with its shape, row-major; numbers of 64 bits are given and returned as int32. */
export interface Values {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}
