import type { Program } from '../graph/program.ts';

export const devices = ['cpu', 'webgpu', 'cuda', 'wasm', 'reference'] as const;

/** Where a program runs: `reference` is the float64 interpreter. */
export type Device = (typeof devices)[number];

/** Values by name: float32, or int32 for tensors of dtype `int`. */
export type Arrays = Readonly<Record<string, Float32Array | Int32Array>>;

/** Something that runs programs. */
export interface Engine {
  readonly device: Device;
  /** Runtime, version, device and threads, in words: two runs agree to the bit only where this agrees. */
  readonly description: string;
  compile(program: Program): Promise<Executable>;
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
