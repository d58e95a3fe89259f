import { describe, expect, it } from 'vitest';
import { sequential } from '../../src/nn/layer.ts';
import { activation } from '../../src/nn/layers/activations.ts';
import { conv } from '../../src/nn/layers/conv.ts';
import { dense } from '../../src/nn/layers/dense.ts';
import { flatten } from '../../src/nn/layers/shape.ts';
import { fromStored } from '../../src/nn/layout.ts';
import { Network } from '../../src/nn/network.ts';
import { mlp } from '../../src/nn/networks/mlp.ts';
import { Random } from '../../src/util/random.ts';
import { loadTorch, type Named, type PenaltyTerm, permute, type Recorded } from '../fixtures/torch/load.ts';
import { identity, type PenaltyStep, penaltyStep } from './penalty-terms.ts';

const smoothMlp = {
  discriminator: new Network('discriminator', mlp({ hidden: [6, 5], activation: 'tanh', output: [1] }), [3]),
  generator: new Network('generator', mlp({ hidden: [5], activation: 'tanh', output: [3] }), [2]),
};

const smoothConv = {
  discriminator: new Network(
    'discriminator',
    sequential([
      conv(3, 3, { stride: 2, padding: 1 }),
      activation('tanh'),
      conv(4, 3, { padding: 1 }),
      activation('softplus'),
      flatten(),
      dense(1),
    ]),
    [4, 5, 2],
  ),
  generator: new Network('generator', mlp({ hidden: [5], activation: 'tanh', output: [4, 5, 2] }), [2]),
};

/** Penalties as the command line writes them, those with averages so that these are the ones of before. */
const differentiable = [
  'wgan-gp',
  'one-sided-gp:10,0.1',
  'dragan',
  'gp0',
  'r1:10',
  'r2:10',
  'r1:1 r2:3',
  'cr:10,1,0.5',
  'bcr:10,4,1,0.5',
  'zcr:5,0.5,0.3',
  'lecam:0.3,1,0',
  'orthogonal-d:0.3 orthogonal-g:0.2',
  'historical:0.5',
];
const longAgo: Readonly<Record<string, readonly number[]>> = {
  'memory/historical/D': [1e12],
  'memory/historical/G': [1e12],
};

/** Derivative of both penalties together along a direction, by central differences and by the gradient. */
function derivatives({ defaults, evaluate }: PenaltyStep, player: 'D' | 'G', direction: number) {
  const given: Readonly<Record<string, ArrayLike<number>>> = { ...defaults, ...longAgo };
  const network = player === 'D' ? 'discriminator/' : 'generator/';
  const names = Object.keys(evaluate(given).gradient).filter(name => name.startsWith(network));
  const along = Object.fromEntries(
    names.map(name => [name, new Random(direction, name).normals(new Float64Array(given[name].length))]),
  );
  const h = 1e-5;
  const at = (step: number) => {
    const moved = names.map(name => [name, along[name].map((v, i) => given[name][i] + step * v)] as const);
    const { penaltyD, penaltyG } = evaluate({ ...given, ...Object.fromEntries(moved) });
    return player === 'D' ? penaltyD : penaltyG;
  };
  const { gradient } = evaluate(given);
  const byGradient = names.reduce(
    (total, name) => total + gradient[name].reduce((sum, g, i) => sum + g * along[name][i], 0),
    0,
  );
  return { byGradient, byDifferences: (at(h) - at(-h)) / (2 * h) };
}

describe.each([
  ['an MLP', smoothMlp],
  ['a convolutional D', smoothConv],
] as const)('gradients of penalties on %s equal finite differences', (_, networks) => {
  it.each(differentiable)('%s', text => {
    const step = penaltyStep(text.split(' '), networks);
    for (const player of ['D', 'G'] as const) {
      const { byGradient, byDifferences } = derivatives(step, player, 11);
      expect(Math.abs(byGradient - byDifferences)).toBeLessThan(1e-6 * Math.max(1, Math.abs(byDifferences)));
      if (player === 'D' || /zcr|orthogonal|historical/.test(text)) {
        expect(Math.abs(byDifferences)).toBeGreaterThan(1e-4);
      } else expect(byDifferences).toBe(0);
    }
  });
});

const leakyMlp =
  (name: string, input: number, output: number, outputActivation: 'linear' | 'tanh' = 'linear') =>
  (activation: 'leaky-relu' | 'softplus') =>
    new Network(name, mlp({ hidden: [8, 8], activation, output: [output], outputActivation }), [input]);

const recordedConv = new Network(
  'discriminator',
  sequential([
    conv(4, 4, { stride: 2, padding: 1 }),
    activation('leaky-relu', 0.2),
    conv(6, 3, { stride: 2, padding: 1 }),
    activation('leaky-relu', 0.2),
    flatten(),
    dense(1),
  ]),
  [8, 8, 2],
);

/** PyTorch's arrays by Saddle's names: `dense1.weight` is `discriminator/dense1/weight`. */
function converted(network: Network, recorded: Named): Record<string, Float32Array> {
  const lastOfConv = network === recordedConv;
  return Object.fromEntries(
    network.parameters.map(p => {
      const [, layerName, part] = p.name.split('/');
      const flat = lastOfConv && layerName === 'dense1';
      const tensor = recorded[`${flat ? 'dense' : layerName}.${part}`];
      const reordered =
        flat && part === 'weight' ? permute({ ...tensor, shape: [1, 6, 2, 2] }, [0, 2, 3, 1]) : tensor;
      return [p.name, fromStored(p, reordered.data)];
    }),
  );
}

const channelsLast = (x: Recorded) => (x.shape.length === 4 ? permute(x, [0, 2, 3, 1]).data : x.data);

/** Gap relative to the largest value. */
function gap(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const largest = Math.max(1e-3, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (e, i) => Math.abs(actual[i] - e))) / largest;
}

describe.each(loadTorch('penalties').cases)('penalties on the recorded $name equal PyTorch', recorded => {
  const images = recorded.real.shape.length === 4;
  const smooth = recorded.name.includes('softplus') ? 'softplus' : 'leaky-relu';
  const discriminator = images ? recordedConv : leakyMlp('discriminator', 4, 1)(smooth);
  const [m, ...rest] = recorded.real.shape;
  const shape = images ? [8, 8, 2] : rest;
  const given = {
    ...converted(discriminator, recorded.D),
    x1: channelsLast(recorded.real),
    z1: channelsLast(recorded.fake),
    'memory/lecam/real': [recorded.lecam.before.real],
    'memory/lecam/fake': [recorded.lecam.before.fake],
  };
  const first = 'discriminator1/penalty/random';

  function agrees(network: Network, gradient: Record<string, ArrayLike<number>>, term: PenaltyTerm) {
    for (const [name, expected] of Object.entries(converted(network, term.grad))) {
      expect(gap(gradient[name], expected), name).toBeLessThan(1e-6);
    }
  }

  /** What the random inputs of a penalty must be, in the order in which it draws them. */
  function draws(text: string): Record<string, ArrayLike<number>> {
    const { alpha, noise, offsets, changes } = recorded;
    if (!/^b?cr/.test(text)) return { [`${first}1`]: alpha.data, [`${first}2`]: channelsLast(noise) };
    if (changes) {
      const half = changes.data.length / 2;
      return { [`${first}1`]: changes.data.slice(0, half), [`${first}2`]: changes.data.slice(half) };
    }
    const move = (which: number, axis: number) =>
      Array.from({ length: m }, (_, n) => (offsets!.data[(which * m + n) * 2 + axis] + 2.5) / 5);
    return Object.fromEntries([0, 1, 2, 3].map(i => [`${first}${i + 1}`, move(i >> 1, i & 1)]));
  }

  it.each(Object.entries(recorded.terms))('%s', (text, term) => {
    const step = penaltyStep([text], { discriminator, generator: identity(shape) }, { batch: m });
    const { penaltyD, gradient, next } = step.evaluate({ ...given, ...draws(text) });
    expect(Math.abs(penaltyD - term.value)).toBeLessThan(1e-6 * Math.abs(term.value));
    agrees(discriminator, gradient, term);
    if (text.startsWith('lecam')) {
      expect(next['memory/lecam/real'][0]).toBeCloseTo(recorded.lecam.after.real, 6);
      expect(next['memory/lecam/fake'][0]).toBeCloseTo(recorded.lecam.after.fake, 6);
    }
  });

  const { G, z, delta, zcrD, zcrG, orthogonalG } = recorded;
  if (!G) return;
  it('zcr and orthogonal-g', () => {
    const generator = leakyMlp('generator', 3, 4, 'tanh')('leaky-relu');
    const networks = { discriminator, generator };
    const all = { ...given, ...converted(generator, G), z1: z!.data, z: z!.data };
    const zcr = penaltyStep(['zcr:5,0.5,0.03'], networks, { batch: m }).evaluate({
      ...all,
      [`${first}1`]: delta!.data,
      'generator/penalty/random1': delta!.data,
    });
    expect(zcr.penaltyD).toBeCloseTo(zcrD!.value, 6);
    expect(zcr.penaltyG).toBeCloseTo(zcrG!.value, 6);
    agrees(discriminator, zcr.gradient, zcrD!);
    agrees(generator, zcr.gradient, zcrG!);
    const orthogonal = penaltyStep(['orthogonal-g:0.1'], networks, { batch: m }).evaluate(all);
    expect(orthogonal.penaltyG).toBeCloseTo(orthogonalG!.value, 6);
    agrees(generator, orthogonal.gradient, orthogonalG!);
  });
});

describe('what penalties are in closed form', () => {
  const linear = new Network('discriminator', mlp({ hidden: [], output: [1] }), [3]);
  const generator = identity([3]);
  const value = (text: string, weight: readonly number[], more = {}) => {
    const step = penaltyStep([text], { discriminator: linear, generator });
    return step.evaluate({ 'discriminator/dense1/weight': weight, ...more });
  };
  const unit = [2 / 7, 3 / 7, -6 / 7];

  it('the gradient penalties of a linear D are functions of ‖w‖', () => {
    for (const text of ['wgan-gp', 'one-sided-gp', 'dragan']) {
      expect(Math.abs(value(text, unit).penaltyD)).toBeLessThan(1e-20);
    }
    const [w, half] = [unit.map(x => 3 * x), unit.map(x => x / 2)];
    expect(value('wgan-gp:10', w).penaltyD).toBeCloseTo(10 * 2 ** 2, 9);
    expect(value('wgan-gp:10', half).penaltyD).toBeCloseTo(10 * 0.5 ** 2, 9);
    expect(value('one-sided-gp:10', w).penaltyD).toBeCloseTo(10 * 2 ** 2, 9);
    expect(value('one-sided-gp:10', half).penaltyD).toBe(0);
    expect(value('dragan:2,1.5', w).penaltyD).toBeCloseTo(2 * 1.5 ** 2, 9);
    expect(value('gp0:2', w).penaltyD).toBeCloseTo(2 * 9, 9);
    expect(value('r1:4', w).penaltyD).toBeCloseTo((4 / 2) * 9, 9);
    expect(value('r2:4', w).penaltyD).toBeCloseTo((4 / 2) * 9, 9);
    expect([...value('r1:4', w).gradient['discriminator/dense1/weight']]).toEqual(
      w.map(x => expect.closeTo(4 * x, 9)), // γ·w
    );
  });

  it.each(['wgan-gp', 'one-sided-gp', 'dragan', 'gp0', 'r1', 'r2'])(
    '%s has a finite gradient where D is flat',
    text => {
      const { gradient, penaltyD } = value(text, [0, 0, 0]);
      expect([...gradient['discriminator/dense1/weight']].every(Number.isFinite)).toBe(true);
      expect(penaltyD).toBeCloseTo(/wgan|dragan/.test(text) ? 10 : 0, 4);
    },
  );

  it('consistency of a linear D is ‖w‖ times the noise', () => {
    const delta = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1];
    const { penaltyD } = value('cr:10,0,0,0.5', [2, 0, -4], { 'discriminator1/penalty/random1': delta });
    expect(penaltyD).toBeCloseTo((10 * 0.25 * (2 ** 2 + 0 + 4 ** 2 + 2 ** 2)) / 4, 9);
  });

  it('orthogonality is free for orthogonal columns of any length, and β Σ (wᵢ·wⱼ)² else', () => {
    const discriminator = new Network('discriminator', mlp({ hidden: [2], output: [1] }), [3]);
    const overlap = (weight: number[]) =>
      penaltyStep(['orthogonal-d:0.5'], { discriminator, generator }).evaluate({
        'discriminator/dense1/weight': weight,
      }).penaltyD;
    expect(overlap([3, 0, 0, 0.1, 0, 0])).toBe(0);
    expect(overlap([1, 2, 1, 0, 0, 5])).toBeCloseTo(0.5 * 2 * 2 ** 2, 9); // columns (1, 1, 0)·(2, 0, 5) = 2
  });
});

describe('penalties with a memory', () => {
  const networks = {
    discriminator: new Network('discriminator', mlp({ hidden: [], output: [1] }), [1]),
    generator: identity([1]),
  };
  const [w, b] = ['discriminator/dense1/weight', 'discriminator/dense1/bias'];

  it('lecam waits for its averages, then pulls to them', () => {
    const step = penaltyStep(['lecam:0.5,0.9,2'], networks, { batch: 2 });
    const data = { [w]: [1], [b]: [0], x1: [3, 5], z1: [-1, -3] };
    let memory: Record<string, ArrayLike<number>> = {};
    const values = [1, 2, 3].map(() => {
      const { penaltyD, next } = step.evaluate({ ...data, ...memory });
      memory = Object.fromEntries(Object.entries(next).filter(([name]) => name.startsWith('memory/')));
      return penaltyD;
    });
    expect(memory['memory/lecam/real'][0]).toBeCloseTo(4, 12);
    expect(memory['memory/lecam/fake'][0]).toBeCloseTo(-2, 12);
    const apart = (5 ** 2 + 7 ** 2) / 2 + (5 ** 2 + 7 ** 2) / 2; // distances of 3, 5 to −2 and of −1, −3 to 4
    expect(values).toEqual([0, 0, expect.closeTo(0.5 * apart, 9)]);
  });

  it('historical averaging keeps the mean of all parameters so far', () => {
    const step = penaltyStep(['historical:2'], networks, { batch: 2 });
    let memory: Record<string, ArrayLike<number>> = {};
    const values = [1, 5, 3].map(weight => {
      const { penaltyD, next, gradient } = step.evaluate({ ...memory, [w]: [weight], [b]: [0] });
      memory = Object.fromEntries(Object.entries(next).filter(([name]) => name.startsWith('memory/')));
      return [penaltyD, gradient[w][0]];
    });
    expect(memory[`memory/historical/${w}`][0]).toBeCloseTo(3, 12);
    expect(values).toEqual([
      [0, 0],
      [2 * 2 ** 2, 2 * 2 * 2], // mean of 1 and 5 is 3
      [expect.closeTo(0, 12), expect.closeTo(0, 12)],
    ]);
  });

  it('memory moves once for each ascent of D', () => {
    const { evaluate } = penaltyStep(['historical:2'], networks, { batch: 2, k: 3 });
    expect(evaluate({}).next['memory/historical/D'][0]).toBe(3);
  });
});
