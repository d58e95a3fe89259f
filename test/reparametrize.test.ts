import { describe, expect, it } from 'vitest';
import { grad } from '../src/graph/grad.ts';
import { interpret } from '../src/graph/interpret.ts';
import { mul, sub } from '../src/graph/ops/elementwise.ts';
import { constant, input } from '../src/graph/ops/leaf.ts';
import { sum } from '../src/graph/ops/reduce.ts';
import { mean } from '../src/graph/ops/statistics.ts';
import { sequential } from '../src/nn/layer.ts';
import { activation } from '../src/nn/layers/activations.ts';
import { conv, convTranspose } from '../src/nn/layers/conv.ts';
import { dense } from '../src/nn/layers/dense.ts';
import { batchNorm } from '../src/nn/layers/norm.ts';
import { flatten } from '../src/nn/layers/shape.ts';
import { fromStored } from '../src/nn/layout.ts';
import { Network } from '../src/nn/network.ts';
import { mlp } from '../src/nn/networks/mlp.ts';
import { reparametrizations } from '../src/nn/reparametrize/index.ts';
import { spectralNorm } from '../src/nn/reparametrize/spectral.ts';
import { weightNorm } from '../src/nn/reparametrize/weight.ts';
import type { Parameter, RandomSource } from '../src/nn/scope.ts';
import { loadTorch, type Named, permute, type ReparametrizeCase } from './fixtures/torch/load.ts';

const still: RandomSource = { uniform: shape => input('u', shape), normal: shape => input('n', shape) };

const half = { stride: 2, padding: 1 };
const leaky = activation('leaky-relu', 0.2);
const families = {
  mlp: { layer: mlp({ hidden: [8, 8], activation: 'leaky-relu', output: [1] }), shape: [4] },
  image: {
    layer: sequential([
      conv(4, 4, half),
      leaky,
      convTranspose(3, 4, { ...half, bias: false }),
      leaky,
      flatten(),
      dense(1),
    ]),
    shape: [4, 4, 2],
  },
};

type Arrays = Readonly<Record<string, ArrayLike<number>>>;

const named = (names: readonly string[], values: readonly Float64Array[]): Arrays =>
  Object.fromEntries(names.map((name, i) => [name, values[i]]));

/** What PyTorch calls a parameter: the raw weight is `weight_orig` or `weight_v`. */
function recordedName({ name }: Parameter, kind: ReparametrizeCase['name']): string {
  const [, layerName, part] = name.split('/');
  return `${layerName}.${part === 'weight' ? { spectral: 'weight_orig', weight: 'weight_v' }[kind] : part}`;
}

function converted(network: Network, { name }: ReparametrizeCase, recorded: Named) {
  return Object.fromEntries(
    network.parameters.map(p => {
      const tensor = recorded[recordedName(p, name)];
      const flat =
        tensor.shape[1] === 48 ? permute({ ...tensor, shape: [1, 3, 4, 4] }, [0, 2, 3, 1]) : tensor;
      return [p.name, Float64Array.from(fromStored(p, flat.data))] as const;
    }),
  );
}

/** One step of gradient descent of a network in float64, its buffers included. */
function descent(network: Network, recorded: ReparametrizeCase, rate: number) {
  const batch = recorded.x.shape[0];
  const [x, target] = [input('x', [batch, ...network.input]), input('target', [batch, 1])];
  const values = network.variables();
  const { output, updates } = network.forward(x, { values, training: true, random: still });
  const error = sub(output, target);
  const loss = mean(mul(error, error));
  const trained = network.parameters.filter(p => p.trainable).map(p => p.name);
  const gradients = grad(
    loss,
    trained.map(name => values.get(name)!),
  );
  const next = new Map(updates);
  trained.forEach((name, i) => {
    next.set(name, sub(values.get(name)!, mul(rate, gradients[i])));
  });
  const images = recorded.x.shape.length === 4;
  const data = images ? permute(recorded.x, [0, 2, 3, 1]).data : recorded.x.data;
  return (state: Arrays) => {
    const given = { ...state, x: data, target: recorded.target.data };
    const [value, ...results] = interpret([loss, ...next.values()], given);
    return { loss: value[0], state: named([...next.keys()], results) };
  };
}

describe.each(['mlp', 'image'] as const)('%s with normalised weights', family => {
  const { rate, [family]: cases } = loadTorch('reparametrize');
  it.each(cases)('$name: three steps equal those of PyTorch', recorded => {
    const { layer, shape } = families[family];
    const reparametrize = reparametrizations[recorded.name];
    const network = new Network('net', layer, shape, { reparametrize });
    const step = descent(network, recorded, rate);
    let state: Arrays = converted(network, recorded, recorded.initial);
    recorded.after.forEach((after, i) => {
      const done = step(state);
      expect(Math.abs(done.loss - recorded.losses[i])).toBeLessThan(1e-6);
      state = done.state;
      expect(Object.keys(state).length).toBe(network.parameters.length);
      for (const [name, expected] of Object.entries(converted(network, recorded, after))) {
        const gaps = expected.map((e, j) => Math.abs(e - state[name][j]));
        expect(Math.max(...gaps), `${name} after step ${i + 1}`).toBeLessThan(2e-6);
      }
    });
  });
});

describe('spectralNorm', () => {
  const x = input('x', [2, 5]);
  const network = new Network('net', mlp({ hidden: [], output: [4] }), [5], {
    reparametrize: spectralNorm(),
  });
  const values = network.variables();
  const u = 'net/dense1/weight_u';
  const initial: Arrays = network.initialize(1);
  const eye = constant(
    Float64Array.from({ length: 25 }, (_, i) => Number(i % 6 === 0)),
    [5, 5],
  );

  /** W̄ of the present u, and the next u. */
  function effective(given: Arrays, training: boolean) {
    const { output, updates } = network.forward(eye, { values, training, random: still });
    const names = [...updates.keys()];
    const [weight, ...next] = interpret([output, ...updates.values()], given);
    return { weight, updates: named(names, next) };
  }

  /** The largest singular value of a matrix [5, 4], by many power iterations. */
  function sigma(W: ArrayLike<number>): number {
    let u = [1, 1, 1, 1];
    let length = 0;
    for (let k = 0; k < 500; k++) {
      const v = Array.from({ length: 5 }, (_, i) => u.reduce((t, x, j) => t + W[4 * i + j] * x, 0));
      const next = u.map((_, j) => v.reduce((t, x, i) => t + W[4 * i + j] * x, 0));
      length = Math.hypot(...next);
      u = next.map(value => value / length);
    }
    return Math.sqrt(length);
  }

  it('brings σ of what the layer computes with to 1', () => {
    let given = initial;
    const first = sigma(effective(given, true).weight);
    for (let i = 0; i < 60; i++) given = { ...given, ...effective(given, true).updates };
    const last = sigma(effective(given, true).weight);
    expect(first).toBeGreaterThan(1.001);
    expect(Math.abs(last - 1)).toBeLessThan(1e-9);
    expect(Math.abs(sigma(effective(given, false).weight) - 1)).toBeLessThan(1e-9);
  });

  it('iterates once for each version of the weights, and not in inference', () => {
    const pass = (training: boolean, given = values) =>
      network.forward(x, { values: given, training, random: still }).updates;
    expect(pass(true).get(u)).toBeDefined();
    expect(pass(true).get(u)).toBe(pass(true).get(u));
    expect(pass(false).size).toBe(0);
    const later = new Map(values).set('net/dense1/weight', input('new', [5, 4]));
    expect(pass(true, later).get(u)).not.toBe(pass(true).get(u));
  });

  it('is finite for tiny weights', () => {
    const given = { ...initial, 'net/dense1/weight': new Float64Array(20).fill(1e-30) };
    const { output } = network.forward(eye, { values, training: true, random: still });
    const [g] = grad(sum(mul(output, output)), [values.get('net/dense1/weight')!]);
    const [y, slope] = interpret([output, g], given);
    expect([...y, ...slope].every(Number.isFinite)).toBe(true);
  });
});

describe('weightNorm', () => {
  it.each(['mlp', 'image'] as const)('changes nothing at the start: %s', family => {
    const { layer, shape } = families[family];
    const free = new Network('net', layer, shape);
    const normal = new Network('net', layer, shape, { reparametrize: weightNorm() });
    const x = input('x', [3, ...shape]);
    const data = Float64Array.from({ length: 3 * shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i));
    const [a, b] = [free, normal].map(network => {
      const output = network.infer(x, network.variables());
      return interpret([output], { ...network.initialize(4), x: data })[0];
    });
    a.forEach((y, i) => {
      expect(Math.abs(y - b[i])).toBeLessThan(1e-6 * Math.max(1, Math.abs(y)));
    });
  });

  it('makes the length of a unit’s weights its gain', () => {
    const network = new Network('net', mlp({ hidden: [], output: [2] }), [2], {
      reparametrize: weightNorm(),
    });
    const eye = constant([1, 0, 0, 1], [2, 2]);
    const given = {
      'net/dense1/weight': [3, 0, 4, 5],
      'net/dense1/weight_g': [10, -1],
      'net/dense1/bias': [0, 0],
    };
    const [W] = interpret([network.infer(eye, network.variables())], given);
    expect([...W]).toEqual([6, 0, 8, -1].map(w => expect.closeTo(w, 9)));
  });
});

it.each(['spectral', 'weight'] as const)('%s leaves biases and norms alone', kind => {
  const layer = sequential([dense(3), batchNorm(), dense(1)]);
  const network = new Network('net', layer, [2], { reparametrize: reparametrizations[kind] });
  const added = network.parameters.filter(p => /_[ug]$/.test(p.name)).map(p => p.name);
  const suffix = { spectral: 'u', weight: 'g' }[kind];
  expect(added).toEqual([`net/dense1/weight_${suffix}`, `net/dense2/weight_${suffix}`]);
});
