import type { Arrays, Engine } from '../../src/engine/engine.ts';
import { nextOf, type Stage, splitStep } from '../../src/gan/split.ts';
import { grad } from '../../src/graph/grad.ts';
import { interpret } from '../../src/graph/interpret.ts';
import { encodeBatch } from '../../src/graph/onnx/encode.ts';
import * as e from '../../src/graph/ops/elementwise.ts';
import { type OpName, ops } from '../../src/graph/ops/index.ts';
import { constant, input } from '../../src/graph/ops/leaf.ts';
import { gather, matmul } from '../../src/graph/ops/linear.ts';
import { sum } from '../../src/graph/ops/reduce.ts';
import { mean } from '../../src/graph/ops/statistics.ts';
import { optimizeBatch } from '../../src/graph/passes/optimize.ts';
import { nameOf, type Program } from '../../src/graph/program.ts';
import { sizeOf, type Tensor } from '../../src/graph/tensor.ts';
import { inference } from '../../src/nn/inference.ts';
import { Network } from '../../src/nn/network.ts';
import { mlp } from '../../src/nn/networks/mlp.ts';
import { UserError } from '../../src/util/error.ts';
import { Random } from '../../src/util/random.ts';
import { opCases } from './cases.ts';
import { classStep, convStep, curedStep, mlpStep, penalizedStep } from './gan-steps.ts';
import { batchCases, givenTo } from './networks.ts';
import { buildCase } from './values.ts';

/** One promise of the engine interface; `check` throws where an engine breaks it. */
export interface Promised {
  readonly name: string;
  check(engine: Engine): Promise<void>;
}

/** Float32 against float64: 1e-4 relative to the element, or to the array's largest where terms cancel. */
const RELATIVE = 1e-4;
const FLOOR = 1e-6;

/**
 * What WGSL promises less of than float32 arithmetic gives elsewhere: its sin and cos have an absolute
 * error of 2⁻¹¹ (WGSL, 15.7.4.1), and softplus is computed as log(1 + eˣ), which rounds at 2⁻²³.
 */
const COARSE: Readonly<Record<string, number>> = { sin: 2 ** -11, cos: 2 ** -11, softplus: 2 ** -23 };

function floorOf(engine: Engine, op: string, otherwise: number): number {
  return (engine.device === 'webgpu' && COARSE[op]) || otherwise;
}

function compare(where: string, actual: Float32Array, expected: ArrayLike<number>, floor = FLOOR): void {
  if (actual.length !== expected.length) {
    throw new Error(`${where}: ${actual.length} values, expected ${expected.length}`);
  }
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Number.isFinite(expected[i])) largest = Math.max(largest, Math.abs(expected[i]));
  }
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i], expected[i]];
    const within = Math.abs(a - b) <= RELATIVE * Math.abs(b) + floor * Math.max(1, largest);
    if (!within && !Object.is(a, Math.fround(b))) throw new Error(`${where}[${i}]: ${a}, expected ${b}`);
  }
}

function equalBits(where: string, actual: Float32Array, expected: Float32Array): void {
  const [a, b] = [actual, expected].map(x => new Uint32Array(x.buffer, x.byteOffset, x.length));
  const at = a.findIndex((bits, i) => bits !== b[i]);
  if (a.length !== b.length || at >= 0)
    throw new Error(`${where}[${at}]: ${actual[at]} is not ${expected[at]}`);
}

function toArray(node: Tensor, data: Float64Array): Float32Array | Int32Array {
  return node.dtype === 'int' ? Int32Array.from(data) : Float32Array.from(data);
}

/** Runs a program for one step and compares every output with the interpreter. */
async function matches(
  engine: Engine,
  program: Program,
  given: Readonly<Record<string, Float64Array>>,
  floor?: number,
): Promise<void> {
  const executable = await engine.compile(program);
  try {
    const inputs = Object.fromEntries(
      program.inputs.map(node => [nameOf(node), toArray(node, given[nameOf(node)])]),
    );
    const actual = await executable.run(1, inputs);
    const expected = interpret(Object.values(program.outputs), given);
    Object.keys(program.outputs).forEach((name, i) => {
      compare(name, actual[name], expected[i], floor);
    });
  } finally {
    await executable.dispose();
  }
}

/** All cases of an op in one program: value, gradient and second-order gradient of each. */
function opProgram(op: OpName): { program: Program; given: Record<string, Float64Array> } {
  const inputs: Tensor[] = [];
  const given: Record<string, Float64Array> = {};
  const outputs: Record<string, Tensor> = {};
  const random = (name: string, like: Tensor) => {
    const node = input(name, like.shape);
    given[name] = Float64Array.from(new Random(3, name).normals(new Float32Array(sizeOf(like.shape))));
    inputs.push(node);
    return node;
  };
  opCases[op].forEach((opCase, n) => {
    const built = buildCase(opCase, `${n}.`);
    inputs.push(...built.inputs);
    Object.assign(given, built.given);
    outputs[`${opCase.name} value`] = built.result;
    const floats = built.inputs.filter(x => x.dtype === 'float');
    const first = grad(sum(e.mul(built.result, random(`${n}.r`, built.result))), floats);
    const terms = first.map((g, i) => sum(e.mul(g, random(`${n}.s${i}`, g))));
    const second = grad(
      terms.reduce((a, b) => e.add(a, b)),
      floats,
    );
    first.forEach((g, i) => {
      outputs[`${opCase.name} d/d${i}`] = g;
    });
    second.forEach((g, i) => {
      outputs[`${opCase.name} d²/d${i}`] = g;
    });
  });
  return { program: { inputs, state: [], outputs }, given };
}

const opPromises: Promised[] = (Object.keys(ops) as OpName[]).map(op => ({
  name: `${op}: value, gradient and second-order gradient`,
  check: async engine => {
    const { program, given } = opProgram(op);
    await matches(engine, program, given, floorOf(engine, op, FLOOR));
  },
}));

/** Functions at the edges of float32: what float64 rounds to, with the overflow of float32. */
const edges: Readonly<
  Record<string, { f: (x: Tensor) => Tensor; at: readonly number[]; is?: readonly number[] }>
> = {
  softplus: { f: e.softplus, at: [-100, -88, -50, -20, 0, 20, 50, 88, 100, 1000] },
  'softplus of a negation': { f: x => e.softplus(e.neg(x)), at: [-100, 100] },

  sigmoid: { f: e.sigmoid, at: [-100, -80, -20, 0, 20, 80, 100] },
  tanh: { f: e.tanh, at: [-100, -20, -1e-3, 0, 1e-3, 20, 100] },
  exp: { f: e.exp, at: [-80, 0, 80, 89, 100], is: [Math.exp(-80), 1, Math.exp(80), Infinity, Infinity] },
  log: { f: e.log, at: [1e-30, 1e30, 0], is: [Math.log(1e-30), Math.log(1e30), -Infinity] },
  reciprocal: { f: e.reciprocal, at: [1e-30, -1e30], is: [1e30, -1e-30] },
  erf: { f: e.erf, at: [-10, -3, 0, 1e-3, 3, 10] },
  sign: { f: e.sign, at: [-5, 0, 5] },
  step: { f: e.step, at: [-1e-20, 0, 1e-20, 1e20] },
  relu: { f: e.relu, at: [-1e30, 0, 1e30] },
  leakyRelu: { f: x => e.leakyRelu(x), at: [-100, 0, 100] },
  'gradient of leakyRelu': { f: x => grad(sum(e.leakyRelu(x)), [x])[0], at: [-100, -1e-20, 0, 1e-20, 100] },
  'gradient of softplus': { f: x => grad(sum(e.softplus(x)), [x])[0], at: [-100, -20, 0, 20, 100] },
  'gradient of relu': { f: x => grad(sum(e.relu(x)), [x])[0], at: [-1, 0, 1] },
  floor: { f: e.floor, at: [-2.5, -2, -0.5, 0.5, 2, 1e6 + 0.5] },
  maximum: { f: x => e.maximum(x, 0), at: [-100, 0, 100] },
  'square of a negative': { f: x => e.pow(x, 2), at: [-3, -1e15, 0, 1e15] },
  'power of a fraction': { f: x => e.pow(x, 1.5), at: [0, 1e-6, 1e6] },
};

const edgePromises: Promised[] = Object.entries(edges).map(([name, { f, at, is }]) => ({
  name: `${name} at ${at.join(', ')}`,
  check: async engine => {
    const x = input('x', [at.length]);
    const executable = await engine.compile({ inputs: [x], state: [], outputs: { y: f(x) } });
    const { y } = await executable.run(1, { x: Float32Array.from(at) });
    const [expected] = interpret([f(x)], { x: Float64Array.from(at, Math.fround) });
    const rounded = is ? Float64Array.from(is) : expected;
    rounded.forEach((value, i) => {
      const within = Math.abs(y[i] - value) <= RELATIVE * Math.abs(value) + floorOf(engine, name, 1e-30);
      if (!within && y[i] !== value) throw new Error(`${name}(${at[i]}): ${y[i]}, expected ${value}`);
    });
    await executable.dispose();
  },
}));

const [BATCH, STEPS] = [8, 6];

/** A two-layer perceptron under Adam; the step count is carried, and one tensor is carried as it is. */
function adamProgram(): { program: Program; initial: Arrays; inputs: Arrays } {
  const x = input('x', [BATCH, 3]);
  const target = input('target', [BATCH, 1]);
  const shapes = { w1: [3, 16], b1: [16], w2: [16, 1], b2: [1] };
  const weights = Object.entries(shapes).map(([name, shape]) => input(name, shape));
  const [w1, b1, w2, b2] = weights;
  const fixed = input('fixed', [2, 2]);
  const t = input('t', []);
  const hidden = e.leakyRelu(e.add(matmul(x, w1), b1));
  const error = e.sub(e.add(matmul(hidden, w2), b2), target);
  const loss = mean(e.mul(error, error));
  const gradients = grad(loss, weights);
  const next = e.add(t, 1);
  const [beta1, beta2, rate] = [0.9, 0.999, 0.01];
  const power = (beta: number) => e.exp(e.mul(next, Math.log(beta)));
  const state = weights.flatMap((w, i) => {
    const [m, v] = ['m', 'v'].map(moment => input(`${moment}.${nameOf(w)}`, w.shape));
    const g = gradients[i];
    const m1 = e.add(e.mul(m, beta1), e.mul(g, 1 - beta1));
    const v1 = e.add(e.mul(v, beta2), e.mul(e.mul(g, g), 1 - beta2));
    const size = e.div(m1, e.sub(1, power(beta1)));
    const scale = e.add(e.sqrt(e.div(v1, e.sub(1, power(beta2)))), 1e-8);
    return [
      { value: w, next: e.sub(w, e.mul(e.div(size, scale), rate)) },
      { value: m, next: m1 },
      { value: v, next: v1 },
    ];
  });
  state.push({ value: t, next }, { value: fixed, next: fixed });
  const random = (name: string, count: number) => new Random(5, name).normals(new Float32Array(count));
  const initial = Object.fromEntries(
    state.map(({ value }) => {
      const name = nameOf(value);
      const zero = name.startsWith('m.') || name.startsWith('v.') || name === 't';
      return [name, zero ? new Float32Array(sizeOf(value.shape)) : random(name, sizeOf(value.shape))];
    }),
  );
  return {
    program: { inputs: [x, target], state, outputs: { loss, error } },
    initial,
    inputs: { x: random('x', STEPS * BATCH * 3), target: random('target', STEPS * BATCH) },
  };
}

/** The part of the inputs of steps `from` to `to`. */
function steps(inputs: Arrays, from: number, to: number): Arrays {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, data]) => [
      name,
      data.subarray((from * data.length) / STEPS, (to * data.length) / STEPS),
    ]),
  );
}

/** Losses and final state of STEPS steps taken `perCall` at a time. */
async function train(engine: Engine, perCall: number) {
  const { program, initial, inputs } = adamProgram();
  const executable = await engine.compile(program);
  await executable.write(initial);
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step += perCall) {
    const { loss } = await executable.run(perCall, steps(inputs, step, step + perCall));
    losses.push(...loss);
  }
  const state = await executable.read();
  await executable.dispose();
  return { losses: Float32Array.from(losses), state };
}

/** The same steps in the interpreter, in float64 throughout. */
function trainExactly() {
  const { program, initial, inputs } = adamProgram();
  const state: Record<string, ArrayLike<number>> = { ...initial };
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const given = { ...state, ...steps(inputs, step, step + 1) };
    const [loss, ...next] = interpret([program.outputs['loss'], ...program.state.map(s => s.next)], given);
    losses.push(loss[0]);
    program.state.forEach(({ value }, i) => {
      state[nameOf(value)] = next[i];
    });
  }
  return { losses, state };
}

const statePromises: Promised[] = [
  {
    name: 'six steps of Adam equal the interpreter',
    check: async engine => {
      const exact = trainExactly();
      const { losses, state } = await train(engine, STEPS);
      compare('loss', losses, exact.losses);
      for (const [name, values] of Object.entries(exact.state)) compare(name, state[name], values);
    },
  },
  {
    name: 'one call of six steps equals six of one and three of two, bit for bit',
    check: async engine => {
      const [whole, single, pairs] = [
        await train(engine, STEPS),
        await train(engine, 1),
        await train(engine, 2),
      ];
      for (const other of [single, pairs]) {
        equalBits('loss', other.losses, whole.losses);
        for (const name of Object.keys(whole.state)) equalBits(name, other.state[name], whole.state[name]);
      }
    },
  },
  {
    name: 'state can be read in part, and written in part between runs',
    check: async engine => {
      const { program, initial, inputs } = adamProgram();
      const executable = await engine.compile(program);
      await executable.write(initial);
      compare('w1 before the first step', (await executable.read(['w1']))['w1'], initial['w1']);
      await executable.run(1, steps(inputs, 0, 1));
      const saved = await executable.read();
      await executable.run(1, steps(inputs, 1, 2));
      const once = await executable.read();
      await executable.write({ w1: saved['w1'] });
      equalBits('w1', (await executable.read(['w1']))['w1'], saved['w1']);
      equalBits('w2', (await executable.read(['w2']))['w2'], once['w2']);
      await executable.write(saved);
      await executable.run(1, steps(inputs, 1, 2));
      const again = await executable.read();
      for (const name of Object.keys(once)) equalBits(name, again[name], once[name]);
      equalBits('fixed', again['fixed'], initial['fixed'] as Float32Array);
      await executable.dispose();
    },
  },
  {
    name: 'outputs have a leading axis of steps, and stay as they were when the engine runs on',
    check: async engine => {
      const { program, initial, inputs } = adamProgram();
      const executable = await engine.compile(program);
      await executable.write(initial);
      const { error } = await executable.run(2, steps(inputs, 0, 2));
      if (error.length !== 2 * BATCH) throw new Error(`${error.length} values, expected ${2 * BATCH}`);
      const before = error.slice();
      await executable.run(2, steps(inputs, 2, 4));
      equalBits('error', error, before);
      await executable.dispose();
    },
  },
  {
    name: 'a program without inputs runs as many steps as it is told',
    check: async engine => {
      const x = input('x', [2]);
      const program = { inputs: [], state: [{ value: x, next: e.mul(x, 0.5) }], outputs: { y: e.add(x, 1) } };
      const executable = await engine.compile(program);
      await executable.write({ x: Float32Array.of(8, 16) });
      const { y } = await executable.run(3, {});
      compare('y', y, [9, 17, 5, 9, 3, 5]);
      compare('x', (await executable.read())['x'], [1, 2]);
      await executable.dispose();
    },
  },
  {
    name: 'any names will do, so long as they differ',
    check: async engine => {
      const names = ['b1', '0', 'b.x', 'x', 'c0', 'b%0', 'b'];
      const nodes = names.map(name => input(name, [2]));
      const total = nodes.reduce((a, b) => e.add(e.mul(a, 2), b));
      const state = nodes.slice(3).map(value => ({ value, next: e.add(value, total) }));
      const executable = await engine.compile({
        inputs: nodes.slice(0, 3),
        state,
        outputs: { 'b.out0': total },
      });
      const ones = (from: number, to: number) =>
        Object.fromEntries(names.slice(from, to).map(name => [name, Float32Array.of(1, 1)]));
      await executable.write(ones(3, 7));
      const results = await executable.run(1, ones(0, 3));
      compare('total', results['b.out0'], [127, 127]);
      compare('b', (await executable.read(['b']))['b'], [128, 128]);
      await executable.dispose();
    },
  },
  {
    name: 'carried tensors may be swapped, take one value, and be outputs too',
    check: async engine => {
      const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(name => input(name, [2]));
      const doubled = e.mul(c, 2);
      const executable = await engine.compile({
        inputs: [],
        state: [
          { value: a, next: b },
          { value: b, next: a },
          { value: c, next: doubled },
          { value: d, next: doubled },
        ],
        outputs: { y: doubled, 'a before': a },
      });
      const [one, two] = [Float32Array.of(1, 1), Float32Array.of(2, 2)];
      await executable.write({ a: one, b: two, c: one, d: one });
      for (let step = 1; step <= 5; step++) {
        const { y } = await executable.run(1, {});
        compare('y', y, [2 ** step, 2 ** step]);
        const state = await executable.read();
        compare('c', state['c'], y);
        compare('d', state['d'], y);
        compare('a', state['a'], step % 2 === 1 ? two : one);
        compare('b', state['b'], step % 2 === 1 ? one : two);
      }
      await executable.dispose();
    },
  },
  {
    name: 'what steps choose may be carried, chosen twice, an output, or another choice',
    check: async engine => {
      const [p, q] = ['p', 'q'].map(name => input(name, []));
      const [a, b] = ['a', 'b'].map(name => input(name, [2]));
      const grown = e.where(e.greater(p, 0), e.mul(a, 2), a);
      const moved = e.where(e.greater(p, 0), e.add(b, grown), e.where(e.greater(q, 0), e.sub(b, 1), b));
      const state = [
        { value: a, next: grown },
        { value: b, next: moved },
      ];
      const chosen = e.where(e.greater(q, 0), 1, 0);
      const executable = await engine.compile({ inputs: [p, q], state, outputs: { moved, chosen } });
      await executable.write({ a: Float32Array.of(1, 2), b: Float32Array.of(0, 0) });
      const results = await executable.run(4, {
        p: Float32Array.of(1, 0, 0, 1),
        q: Float32Array.of(0, 0, 1, 1),
      });
      compare('moved', results['moved'], [2, 4, 2, 4, 1, 3, 5, 11]);
      compare('chosen', results['chosen'], [0, 0, 1, 1]);
      const after = await executable.read();
      compare('a', after['a'], [4, 8]);
      compare('b', after['b'], [5, 11]);
      await executable.dispose();
    },
  },
  {
    name: 'two outputs may be the same node, an input or a constant',
    check: async engine => {
      const x = input('x', [2]);
      const y = e.mul(x, 2);
      const program = { inputs: [x], state: [], outputs: { a: y, b: y, c: x, d: constant([1, 2], [2]) } };
      const executable = await engine.compile(program);
      const results = await executable.run(2, { x: Float32Array.of(1, 2, 3, 4) });
      compare('a', results['a'], [2, 4, 6, 8]);
      compare('b', results['b'], [2, 4, 6, 8]);
      compare('c', results['c'], [1, 2, 3, 4]);
      compare('d', results['d'], [1, 2, 1, 2]);
      await executable.dispose();
    },
  },
  {
    name: 'ints index rows',
    check: async engine => {
      const k = input('k', [3], 'int');
      const table = input('table', [4, 1]);
      const executable = await engine.compile({
        inputs: [k, table],
        state: [],
        outputs: { y: gather(table, k) },
      });
      const { y } = await executable.run(1, {
        k: Int32Array.of(3, 0, 2),
        table: Float32Array.of(5, 6, 7, 8),
      });
      compare('y', y, [8, 5, 7]);
      await executable.dispose();
    },
  },
  {
    name: 'a second call while one is under way is refused',
    check: async engine => {
      const { program, initial, inputs } = adamProgram();
      const executable = await engine.compile(program);
      await executable.write(initial);
      const first = executable.run(3, steps(inputs, 0, 3));
      const second = await executable.run(3, steps(inputs, 3, 6)).then(
        () => 'accepted',
        (error: Error) => error.message,
      );
      if (!second.includes('a call is still under way')) throw new Error(`the second call: ${second}`);
      await first;
      await executable.dispose();
    },
  },
  {
    name: 'values of a wrong size, for an unknown name, or missing are refused',
    check: async engine => {
      const { program, initial, inputs } = adamProgram();
      const executable = await engine.compile(program);
      const refused = async (what: string, call: () => Promise<unknown>) => {
        const outcome = await call().then(
          () => 'accepted',
          () => 'refused',
        );
        if (outcome !== 'refused') throw new Error(`${what}: accepted`);
      };
      await refused('short state', () => executable.write({ ...initial, w1: new Float32Array(2) }));
      await refused('unknown state', () => executable.write({ ...initial, nobody: new Float32Array(2) }));
      await executable.write(initial);
      await refused('missing input', () => executable.run(1, { x: steps(inputs, 0, 1)['x'] }));
      await refused('short input', () => executable.run(2, steps(inputs, 0, 1)));
      const { loss } = await executable.run(1, steps(inputs, 0, 1));
      compare('loss after refusals', loss, trainExactly().losses.slice(0, 1));
      await executable.dispose();
    },
  },
];

const stepCases = [mlpStep(), classStep(), convStep(), curedStep(), penalizedStep()];

/** Two whole training steps (D and G, Adam, averages), each against the interpreter from the same state. */
const ganPromises: Promised[] = stepCases.map(({ name, step: { program }, initial, inputs }) => ({
  name: `training steps of a ${name} equal the interpreter`,
  check: async engine => {
    const executable = await engine.compile(program);
    await executable.write(initial);
    const outputs = Object.keys(program.outputs);
    for (let step = 0; step < 2; step++) {
      const given = { ...(await executable.read()), ...inputs(step, 1) };
      const results = await executable.run(1, inputs(step, 1));
      const state = await executable.read();
      const roots = [...Object.values(program.outputs), ...program.state.map(s => s.next)];
      const expected = interpret(roots, given);
      outputs.forEach((output, i) => {
        compare(output, results[output], expected[i]);
      });
      program.state.forEach(({ value }, i) => {
        compare(nameOf(value), state[nameOf(value)], expected[outputs.length + i], 1e-5);
      });
    }
    await executable.dispose();
  },
}));

/** A step as programs of gradients and updates, each compiled apart, against the whole step on the same engine. */
const splitPromises: Promised[] = stepCases.map(({ name, step, initial, inputs }) => ({
  name: `a training step of a ${name} in stages equals the whole step`,
  check: async engine => {
    const whole = await engine.compile(step.program);
    await whole.write(initial);
    const outputs = await whole.run(1, inputs(0, 1));
    const state = await whole.read();
    await whole.dispose();
    const values = await runStages(engine, splitStep(step), { ...initial, ...inputs(0, 1) });
    for (const [output, expected] of Object.entries(outputs)) compare(output, values[output], expected);
    for (const [array, expected] of Object.entries(state)) {
      compare(array, values[nextOf(array)] ?? initial[array], expected, 1e-5);
    }
  },
}));

/** All that stages give, one after the other, beside what they are given. */
async function runStages(
  engine: Engine,
  stages: readonly Stage[],
  given: Arrays,
): Promise<Record<string, Float32Array>> {
  const values = { ...given };
  for (const { program } of stages) {
    const executable = await engine.compile(program);
    const own = program.inputs.map(node => [nameOf(node), values[nameOf(node)]] as const);
    Object.assign(values, await executable.run(1, Object.fromEntries(own)));
    await executable.dispose();
  }
  return values as Record<string, Float32Array>;
}

/** Programs for any number of rows, against the interpreter, whose program is traced for each number. */
const batchPromises: Promised[] = batchCases.map(batchCase => ({
  name: `${batchCase.name}: any number of rows equals the interpreter`,
  check: async engine => {
    const executable = await engine.compileBatch(batchCase.program);
    await executable.write(batchCase.weights);
    for (const rows of [1, 3, 100, 3]) {
      const [expected] = interpret(
        Object.values(batchCase.program.at(rows).outputs),
        givenTo(batchCase, rows),
      );
      const { x } = await executable.run(rows, batchCase.inputs(rows));
      compare(`x of ${rows} rows`, x, expected, 1e-5);
    }
    await executable.dispose();
  },
}));

/** ONNX models as files: the same programs with their weights in them. */
const modelPromises: Promised[] = [
  ...batchCases.map(({ name, program, weights, inputs }) => ({
    name: `${name}: a model of any number of rows is loaded and run`,
    check: async (engine: Engine) => {
      if (engine.device === 'reference') return; // it runs no models
      const model = await engine.load(encodeBatch(optimizeBatch(program), { weights }));
      const nodes = program.at(1).inputs;
      const names = model.inputs.map(port => `${port.name} ${port.type} ${port.shape.slice(1)}`);
      const expectedNames = nodes.map(
        node => `${nameOf(node)} ${node.dtype === 'int' ? 'int64' : 'float32'} ${node.shape.slice(1)}`,
      );
      if (`${names}` !== `${expectedNames}`) throw new Error(`inputs: ${names}, expected ${expectedNames}`);
      if (model.inputs[0].shape[0] !== undefined) throw new Error(`rows: ${model.inputs[0].shape}`);
      for (const rows of [1, 3, 100]) {
        const given = inputs(rows);
        const shaped = nodes.map(node => {
          const [perRow, ...rest] = node.shape;
          return [nameOf(node), { data: given[nameOf(node)], shape: [perRow * rows, ...rest] }];
        });
        const { x } = await model.run(Object.fromEntries(shaped));
        const expected = interpret(
          Object.values(program.at(rows).outputs),
          givenTo({ name, program, weights, inputs }, rows),
        );
        if (x.shape[0] !== rows) throw new Error(`${x.shape[0]} rows, expected ${rows}`);
        compare(`x of ${rows} rows`, x.data as Float32Array, expected[0], 1e-5);
      }
      await model.dispose();
    },
  })),
  {
    name: 'what is no model, and inputs that a model does not take, are refused in a sentence',
    check: async engine => {
      const [{ program, weights }] = batchCases;
      const refused = async (what: string, call: () => Promise<unknown>, sentence: RegExp) => {
        const outcome = await call().then(
          () => 'accepted',
          (error: Error) => (error instanceof UserError ? error.message : `${error.name}: ${error.message}`),
        );
        if (!sentence.test(outcome)) throw new Error(`${what}: ${outcome}`);
      };
      const text = new TextEncoder().encode('this is no model');
      if (engine.device === 'reference') {
        return refused(
          'a model',
          () => engine.load(text),
          /^device reference: expected a program, got an ONNX model/,
        );
      }
      await refused(
        'a text',
        () => engine.load(text, 'a.txt'),
        /^model: expected an ONNX model, got a\.txt, which is damaged/,
      );
      const bytes = encodeBatch(optimizeBatch(program), { weights });
      await refused(
        'half a model',
        () => engine.load(bytes.subarray(0, bytes.length / 2)),
        /^model: expected an ONNX model, got a file, /,
      );
      const model = await engine.load(bytes);
      const [data, whole] = [new Float32Array(6), new Int32Array(6)];
      const takes = /^model: expected the inputs? z float32 \[n, 3\], got /;
      await refused('no input', () => model.run({}), takes);
      await refused('another input', () => model.run({ noise: { data, shape: [2, 3] } }), takes);
      await refused(
        'one more',
        () => model.run({ z: { data, shape: [2, 3] }, y: { data, shape: [6] } }),
        takes,
      );
      await refused('another shape', () => model.run({ z: { data, shape: [3, 2] } }), takes);
      await refused('too few values', () => model.run({ z: { data, shape: [3, 3] } }), takes);
      await refused('another type', () => model.run({ z: { data: whole, shape: [2, 3] } }), takes);
      await model.run({ z: { data, shape: [2, 3] } });
      await model.dispose();
    },
  },
  {
    name: 'programs whose rows influence each other are refused in a sentence',
    check: async engine => {
      const compare = new Network(
        'judge',
        mlp({ hidden: [4], output: [1], minibatch: 'discrimination' }),
        [2],
      );
      const program = inference([compare], (rows, infer) => {
        const x = input('x', [rows, 2]);
        return { inputs: [x], outputs: { y: infer(compare, x) } };
      });
      const outcome = await engine.compileBatch(program).then(
        () => 'accepted',
        (error: Error) => error.message,
      );
      if (!outcome.startsWith('judge: expected layers that treat each sample by itself'))
        throw new Error(outcome);
    },
  },
];

/** What every engine promises. */
export const conformance: readonly Promised[] = [
  ...opPromises,
  ...edgePromises,
  ...statePromises,
  ...ganPromises,
  ...splitPromises,
  ...batchPromises,
  ...modelPromises,
];

/** Runs every promise; the fault of each that is broken. */
export async function faults(engine: Engine): Promise<Record<string, string | null>> {
  const results: Record<string, string | null> = {};
  const x = input('x', [1]);
  // While one session lives, ONNX Runtime keeps the GPU device, and with it the shaders that it has compiled.
  const keeper = await engine.compile({ inputs: [x], state: [], outputs: { y: e.neg(x) } });
  for (const { name, check } of conformance) {
    results[name] = await check(engine).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  }
  await keeper.dispose();
  return results;
}
