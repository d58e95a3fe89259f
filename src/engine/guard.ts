import { nameOf, type Program } from '../graph/program.ts';
import { sizeOf } from '../graph/tensor.ts';
import { assert } from '../util/error.ts';
import type { Arrays } from './engine.ts';

/** Checks the values of carried tensors before any of them is replaced. */
export function checkState(program: Program, values: Arrays): void {
  const sizes = new Map(program.state.map(({ value }) => [nameOf(value), sizeOf(value.shape)]));
  for (const [name, data] of Object.entries(values)) {
    assert(sizes.has(name), `'${name}' is not carried by this program`);
    assert(data.length === sizes.get(name), `${name}: ${data.length} values for ${sizes.get(name)}`);
  }
}

/** Checks the inputs of `steps` steps. */
export function checkInputs(program: Program, steps: number, inputs: Arrays): void {
  for (const node of program.inputs) {
    const data = inputs[nameOf(node)];
    const expected = steps * sizeOf(node.shape);
    assert(data, `no values for the input '${nameOf(node)}'`);
    assert(
      data.length === expected,
      `${nameOf(node)}: ${data.length} values for ${steps} × [${node.shape}] = ${expected}`,
    );
  }
}

/** Lets one call at a time through: a second one would mix two states. */
export class Turn {
  private taken = false;

  async take<T>(call: () => Promise<T>): Promise<T> {
    assert(!this.taken, 'a call is still under way; await it first');
    this.taken = true;
    try {
      return await call();
    } finally {
      this.taken = false;
    }
  }
}
