import { startFeeds } from '../../src/gan/feeds.ts';
import { sourceOf, stateName } from '../../src/gan/state.ts';
import type { GanStep } from '../../src/gan/step.ts';
import { interpret } from '../../src/graph/interpret.ts';
import { nameOf } from '../../src/graph/program.ts';
import { sizeOf } from '../../src/graph/tensor.ts';
import { Random } from '../../src/util/random.ts';

/** Arrays by name, in double precision: finite differences need more digits than float32 has. */
export type Doubles = Readonly<Record<string, Float64Array>>;
export type Values = Readonly<Record<string, ArrayLike<number>>>;

/** The state before the first step: initial weights, copies of them, and zeros. */
export function firstState({ state, networks }: Pick<GanStep, 'state' | 'networks'>): Doubles {
  const all = [...networks.discriminator, ...networks.generator];
  const initial: Record<string, Float32Array> = Object.assign({}, ...all.map(n => n.initialize(1)));
  return Object.fromEntries(
    state.map(array => {
      const source = initial[sourceOf(array) ?? ''];
      return [
        stateName(array),
        source ? Float64Array.from(source) : new Float64Array(sizeOf(array.value.shape)),
      ];
    }),
  );
}

/** What a step is fed: normal data, and its own noise and numbers. */
export function feed({ feeds }: GanStep, n: number): Doubles {
  const fill = (i: number, x: Float32Array) => void new Random(3, 'data', i).normals(x);
  const all = { ...startFeeds(feeds, 2, { fill }, n, 1).values };
  // the scalars exactly, so that a hand-written rule agrees to the last digits
  for (const f of feeds) if (f.kind === 'scalar') all[nameOf(f.node)] = Float64Array.of(f.value(n)) as never;
  return Object.fromEntries(Object.entries(all).map(([name, values]) => [name, Float64Array.from(values)]));
}

export interface Stepped {
  readonly state: Doubles;
  readonly outputs: Readonly<Record<string, number>>;
}

/** One step in the float64 interpreter, nothing rounded: each output whole. */
export function interpretStep({ program }: Pick<GanStep, 'program'>, state: Values, inputs: Values) {
  const given = { ...state, ...inputs };
  const names = Object.keys(program.outputs);
  const values = interpret([...Object.values(program.outputs), ...program.state.map(s => s.next)], given);
  return {
    outputs: Object.fromEntries(names.map((name, i) => [name, values[i]])),
    state: Object.fromEntries(program.state.map((s, i) => [nameOf(s.value), values[names.length + i]])),
  };
}

/** {@link interpretStep} of a step whose outputs are scalars. */
export function takeStep(step: GanStep, state: Doubles, inputs: Doubles): Stepped {
  const after = interpretStep(step, state, inputs);
  const outputs = Object.entries(after.outputs).map(([name, [value]]) => [name, value]);
  return { outputs: Object.fromEntries(outputs), state: after.state };
}
