import { type BatchProgram, requireIndependentRows } from '../graph/batch.ts';
import { interpret } from '../graph/interpret.ts';
import { nameOf, type Program } from '../graph/program.ts';
import { sizeOf } from '../graph/tensor.ts';
import { UserError } from '../util/error.ts';
import type { Arrays, Engine, Executable } from './engine.ts';
import { checkInputs, checkState, Turn } from './guard.ts';

/** Runs programs in the float64 interpreter: exact and slow, to check the others by. */
export const referenceEngine: Engine = {
  device: 'reference',
  description: 'float64 interpreter',
  compile: async program => new ReferenceExecutable(program),
  compileBatch: async program => new ReferenceBatch(program),
  load: async () => {
    throw new UserError('device reference: expected a program, got an ONNX model; load it on cpu or wasm');
  },
};

/** State is float32 between steps, as everywhere: what `read` returns is all that the next step sees. */
class ReferenceExecutable implements Executable {
  private readonly program: Program;
  private readonly state = new Map<string, Float32Array>();
  private readonly turn = new Turn();

  constructor(program: Program) {
    this.program = program;
  }

  async write(values: Arrays): Promise<void> {
    checkState(this.program, values);
    for (const [name, data] of Object.entries(values)) this.state.set(name, Float32Array.from(data));
  }

  async read(
    names: readonly string[] = this.program.state.map(s => nameOf(s.value)),
  ): Promise<Record<string, Float32Array>> {
    return Object.fromEntries(names.map(name => [name, this.state.get(name)!.slice()]));
  }

  run(steps: number, inputs: Arrays): Promise<Record<string, Float32Array>> {
    return this.turn.take(async () => {
      checkInputs(this.program, steps, inputs);
      const outputs = Object.entries(this.program.outputs);
      const results = outputs.map(([, node]) => new Float32Array(steps * sizeOf(node.shape)));
      for (let step = 0; step < steps; step++) {
        this.step(step, inputs).forEach((values, i) => {
          results[i].set(values, step * values.length);
        });
      }
      return Object.fromEntries(outputs.map(([name], i) => [name, results[i]]));
    });
  }

  /** One step; returns the outputs and replaces the state. */
  private step(step: number, inputs: Arrays): Float64Array[] {
    const { program, state } = this;
    const given: Record<string, ArrayLike<number>> = Object.fromEntries(state);
    for (const node of program.inputs) {
      const size = sizeOf(node.shape);
      given[nameOf(node)] = inputs[nameOf(node)].subarray(step * size, (step + 1) * size);
    }
    const outputs = Object.values(program.outputs);
    const values = interpret([...outputs, ...program.state.map(s => s.next)], given);
    program.state.forEach((s, i) => {
      state.set(nameOf(s.value), Float32Array.from(values[outputs.length + i]));
    });
    return values.slice(0, outputs.length);
  }

  async dispose(): Promise<void> {
    this.state.clear();
  }
}

/** Runs the program for as many rows as there are, as one step. */
class ReferenceBatch implements Executable {
  private readonly batch: BatchProgram;
  /** For one row: holds the state. */
  private readonly single: ReferenceExecutable;

  constructor(batch: BatchProgram) {
    requireIndependentRows(batch);
    this.batch = batch;
    this.single = new ReferenceExecutable(batch.at(1));
  }

  write(values: Arrays): Promise<void> {
    return this.single.write(values);
  }

  read(names?: readonly string[]): Promise<Record<string, Float32Array>> {
    return this.single.read(names);
  }

  async run(rows: number, inputs: Arrays): Promise<Record<string, Float32Array>> {
    const whole = new ReferenceExecutable(this.batch.at(rows));
    await whole.write(await this.read());
    return whole.run(1, inputs);
  }

  dispose(): Promise<void> {
    return this.single.dispose();
  }
}
