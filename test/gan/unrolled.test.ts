import { describe, expect, it } from 'vitest';
import { objective } from '../../src/gan/objectives/index.ts';
import { buildStep } from '../../src/gan/step.ts';
import { Network } from '../../src/nn/network.ts';
import { mlp } from '../../src/nn/networks/mlp.ts';
import { adam } from '../../src/nn/optimizers/adam.ts';
import type { Optimizer } from '../../src/nn/optimizers/optimizer.ts';
import { rmsprop } from '../../src/nn/optimizers/rmsprop.ts';
import { sgd } from '../../src/nn/optimizers/sgd.ts';
import { type Doubles, feed, firstState, takeStep } from './float64.ts';

/*
 * The gradient of G through K ascents of D, against central differences of that whole map, which is written
 * here a second time by hand: D(x) = v·φ(W x + b) + c on the plane, G(z) = A z + a, minimax.
 */

const [H, M] = [3, 4];
const sigmoid = (t: number) => 1 / (1 + Math.exp(-t));
const softplus = (t: number) => Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));

interface Activation {
  readonly f: (t: number) => number;
  readonly slope: (t: number) => number;
}
const activations: Record<'tanh' | 'relu', Activation> = {
  tanh: { f: Math.tanh, slope: t => 1 - Math.tanh(t) ** 2 },
  relu: { f: t => Math.max(t, 0), slope: t => Number(t > 0) },
};

/** D's parameters in one array: W [2, H], b [H], v [H], c. */
const SIZE = 4 * H + 1;
const names = ['dense1/weight', 'dense1/bias', 'dense2/weight', 'dense2/bias'].map(n => `discriminator/${n}`);
const flat = (state: Doubles, slot = '') => names.flatMap(name => Array.from(state[name + slot]));

function judge(theta: readonly number[], x: readonly number[], { f, slope }: Activation) {
  const pre = Array.from({ length: H }, (_, j) => theta[j] * x[0] + theta[H + j] * x[1] + theta[2 * H + j]);
  const logit = pre.reduce((s, t, j) => s + theta[3 * H + j] * f(t), theta[4 * H]);
  const back = pre.map((t, j) => theta[3 * H + j] * slope(t));
  const gradient = [...back.map(d => d * x[0]), ...back.map(d => d * x[1]), ...back, ...pre.map(f), 1];
  return { logit, gradient };
}

/** ∂/∂θ of mean softplus(−D(x)) + softplus(D(G(z))). */
function gradientD(theta: readonly number[], real: number[][], fake: number[][], a: Activation): number[] {
  const total = new Array<number>(SIZE).fill(0);
  const add = (x: number[], weight: (s: number) => number) => {
    const { logit, gradient } = judge(theta, x, a);
    gradient.forEach((g, i) => {
      total[i] += (weight(logit) * g) / M;
    });
  };
  for (const x of real) add(x, s => -sigmoid(-s));
  for (const x of fake) add(x, sigmoid);
  return total;
}

/** A rule as textbooks write it: the new value of one number, and its moments. */
type ByHand = (w: number, g: number, m: number, v: number, t: number) => [w: number, m: number, v: number];
const LR = 0.05;
interface Rule {
  readonly rule: Optimizer;
  readonly byHand: ByHand;
  /** The moments m and v after the step's own ascent. */
  readonly slots: (state: Doubles) => [readonly number[], readonly number[]];
}
const zeros = new Array<number>(SIZE).fill(0);
const rules: Record<string, Rule> = {
  sgd: {
    rule: sgd({ momentum: false }),
    byHand: (w, g) => [w - LR * g, 0, 0],
    slots: () => [zeros, zeros],
  },
  'sgd with momentum': {
    rule: sgd(),
    byHand: (w, g, m) => [w + 0.7 * m - LR * g, 0.7 * m - LR * g, 0],
    slots: state => [flat(state, ':velocity'), zeros],
  },
  adam: {
    rule: adam({ beta1: 0.5, beta2: 0.9 }),
    byHand: (w, g, m0, v0, t) => {
      const [m, v] = [0.5 * m0 + 0.5 * g, 0.9 * v0 + 0.1 * g * g];
      return [w - (LR * m) / (1 - 0.5 ** t) / (Math.sqrt(v / (1 - 0.9 ** t)) + 1e-8), m, v];
    },
    slots: s => [flat(s, ':M').map(x => 0.5 * x), flat(s, ':V').map(x => 0.1 * x)],
  },
  rmsprop: {
    rule: rmsprop({ decay: 0.9 }),
    byHand: (w, g, _, v0) => {
      const v = 0.9 * v0 + 0.1 * g * g;
      return [w - (LR * g) / (Math.sqrt(v) + 1e-8), 0, v];
    },
    slots: s => [zeros, flat(s, ':v')],
  },
};

function build(rule: Optimizer, activation: 'tanh' | 'relu', unroll: number) {
  const networks = {
    generator: new Network('generator', mlp({ hidden: [], output: [2] }), [2]),
    discriminator: new Network('discriminator', mlp({ hidden: [H], activation, output: [1] }), [2]),
  };
  const step = buildStep({
    ...networks,
    objective: objective('minimax'),
    optimizers: {
      discriminator: { rule, learningRate: LR, momentum: 0.7 },
      generator: { rule: sgd({ momentum: false }), learningRate: 1 },
    },
    batch: M,
    unroll,
  });
  return { step, state: firstState(step) };
}

const pairs = (x: Float64Array) => Array.from({ length: M }, (_, i) => [x[2 * i], x[2 * i + 1]]);

interface Check {
  readonly analytic: number[];
  readonly numeric: number[];
}

/** The gradient of G that the step takes, and central differences of the map by hand. */
function gradients(
  name: string,
  activation: 'tanh' | 'relu',
  unroll: number,
  change = (s: Doubles) => s,
): Check {
  const { rule, byHand, slots } = rules[name];
  const { step, state: initial } = build(rule, activation, unroll);
  const second = takeStep(step, change(initial), feed(step, 0)).state; // so that moments are not zero
  const inputs = feed(step, 1);
  const { state } = takeStep(step, second, inputs);
  const [real, noise] = [pairs(inputs['x1']), pairs(inputs['z'])];
  const theta = ['generator/dense1/weight', 'generator/dense1/bias'].flatMap(n => Array.from(second[n]));
  const after = ['generator/dense1/weight', 'generator/dense1/bias'].flatMap(n => Array.from(state[n]));
  const loss = (g: readonly number[]) => {
    const fake = noise.map(([p, q]) => [p * g[0] + q * g[2] + g[4], p * g[1] + q * g[3] + g[5]]);
    let [D, m, v] = [flat(state), ...slots(state).map(s => [...s])];
    for (let i = 0; i < unroll; i++) {
      const g = gradientD(D, real, fake, activations[activation]);
      const moved = D.map((w, j) => byHand(w, g[j], m[j], v[j], 3 + i)); // two ascents went before
      [D, m, v] = [0, 1, 2].map(part => moved.map(x => x[part]));
    }
    return fake.reduce((s, x) => s - softplus(judge(D, x, activations[activation]).logit) / M, 0);
  };
  const moved = (i: number, h: number) => loss(theta.map((w, j) => (i === j ? w + h : w)));
  return {
    analytic: theta.map((w, i) => w - after[i]),
    numeric: theta.map((_, i) => (moved(i, 1e-5) - moved(i, -1e-5)) / 2e-5),
  };
}

describe.each(Object.keys(rules))("G's gradient through ascents of D by %s", name => {
  it.each([0, 1, 3])('%i ahead is that of the whole map', unroll => {
    const { analytic, numeric } = gradients(name, 'tanh', unroll);
    analytic.forEach((g, i) => {
      expect(g).toBeCloseTo(numeric[i], 8);
    });
    expect(Math.max(...analytic.map(Math.abs))).toBeGreaterThan(0.01);
  });

  it('is finite where a unit of D has always been dead', () => {
    const dead = (state: Doubles) => ({
      ...state,
      'discriminator/dense1/bias': Float64Array.of(0.5, -100, 0.5),
    });
    const { analytic, numeric } = gradients(name, 'relu', 3, dead);
    analytic.forEach((g, i) => {
      expect(g).toBeCloseTo(numeric[i], 8);
    });
  });
});

it('looks ahead of D without moving it', () => {
  const { step, state } = build(rules['adam'].rule, 'tanh', 0);
  const ahead = build(rules['adam'].rule, 'tanh', 3).step;
  const [plain, unrolled] = [step, ahead].map(s => takeStep(s, state, feed(s, 0)).state);
  expect(flat(unrolled)).toEqual(flat(plain));
  expect(flat(unrolled, ':V')).toEqual(flat(plain, ':V'));
  expect(Array.from(unrolled['generator/dense1/weight'])).not.toEqual(
    Array.from(plain['generator/dense1/weight']),
  );
});
