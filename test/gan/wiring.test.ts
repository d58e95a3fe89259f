import { describe, expect, it } from 'vitest';
import { objective } from '../../src/gan/objectives/index.ts';
import type { Penalty } from '../../src/gan/penalties/penalty.ts';
import { buildStep, type StepOptions } from '../../src/gan/step.ts';
import { mean } from '../../src/graph/ops/statistics.ts';
import { dense } from '../../src/nn/layers/dense.ts';
import { Network } from '../../src/nn/network.ts';
import { mlp } from '../../src/nn/networks/mlp.ts';
import { sgd } from '../../src/nn/optimizers/sgd.ts';
import { UserError } from '../../src/util/error.ts';
import { type Doubles, feed, firstState, takeStep } from './float64.ts';

/* Remedies inside the step against the same sums by hand: G(z) = A z + a in the plane, D(x) = w·x (for packs too). */

const M = 4;
const plain = { rule: sgd({ momentum: false }), learningRate: 1 };
const softplus = (t: number) => Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
const sigmoid = (t: number) => 1 / (1 + Math.exp(-t));
const average = (x: readonly number[]) => x.reduce((s, v) => s + v, 0) / x.length;

function linear(options: Partial<StepOptions>) {
  const networks = {
    generator: new Network('generator', mlp({ hidden: [], output: [2] }), [2]),
    discriminator: new Network('discriminator', dense(1, { bias: false }), [2 * (options.pac ?? 1)]),
  };
  const step = buildStep({
    ...networks,
    objective: objective('non-saturating'),
    optimizers: { discriminator: plain, generator: plain },
    batch: M,
    ...options,
  });
  const [state, inputs] = [firstState(step), feed(step, 0)];
  const { outputs, state: next } = takeStep(step, state, inputs);
  return { step, state, inputs, outputs, next };
}

const rows = (x: Float64Array, width = 2) =>
  Array.from({ length: x.length / width }, (_, i) => Array.from(x.slice(width * i, width * (i + 1))));
const plus = (x: number[][], y: number[][], scale: number) =>
  x.map((row, i) => row.map((v, j) => v + scale * y[i][j]));
const generate = (state: Doubles, z: Float64Array) => {
  const [A, a] = [state['generator/dense1/weight'], state['generator/dense1/bias']];
  return rows(z).map(([p, q]) => [p * A[0] + q * A[2] + a[0], p * A[1] + q * A[3] + a[1]]);
};
const logits = (w: Float64Array, x: number[][]) => x.map(row => row.reduce((s, v, i) => s + v * w[i], 0));
const lossD = (real: number[], fake: number[]) =>
  average(real.map(s => softplus(-s))) + average(fake.map(s => softplus(s)));

describe('instance noise', () => {
  const instanceNoise = { kind: 'linear', from: 0.5, to: 0, steps: 2 } as const;

  it("is added to all that D sees, also in G's step", () => {
    const { state, inputs, outputs, next } = linear({ instanceNoise });
    const w = state['discriminator/weight'];
    const seen = (x: number[][], name: string) => plus(x, rows(inputs[`${name}/instance`]), 0.5);
    const real = logits(w, seen(rows(inputs['x1']), 'discriminator1/x'));
    const fake = logits(w, seen(generate(state, inputs['z1']), 'discriminator1/generated'));
    expect(outputs['lossD']).toBeCloseTo(lossD(real, fake), 12);
    const again = seen(generate(state, inputs['z']), 'discriminator/generated');
    const lossG = average(logits(next['discriminator/weight'], again).map(s => softplus(-s)));
    expect(outputs['lossG']).toBeCloseTo(lossG, 12);
  });

  it('ends with its schedule', () => {
    const { step, state } = linear({ instanceNoise });
    const without = linear({}).step;
    const [late, none] = [step, without].map(s => takeStep(s, state, feed(s, 2)));
    expect(late.outputs['lossD']).toBeCloseTo(none.outputs['lossD'], 12);
    expect(late.outputs['lossG']).toBeCloseTo(none.outputs['lossG'], 12);
  });
});

describe('packing', () => {
  it('lets D judge neighbours together, all real or all generated', () => {
    const { state, inputs, outputs } = linear({ pac: 2 });
    const w = state['discriminator/weight'];
    const fake = logits(w, rows(Float64Array.from(generate(state, inputs['z1']).flat()), 4));
    expect(fake.length).toBe(M / 2);
    expect(outputs['lossD']).toBeCloseTo(lossD(logits(w, rows(inputs['x1'], 4)), fake), 12);
  });

  it('refuses packs that do not divide the batch', () => {
    expect(() => linear({ pac: 3 })).toThrow(UserError);
  });
});

describe('top-k', () => {
  it.each([0.5, 0.75])('of share %d lets G learn from the samples that D likes best', topK => {
    const { state, inputs, outputs, next } = linear({ topK });
    const w = next['discriminator/weight'];
    const scores = logits(w, generate(state, inputs['z']));
    const best = [...scores].sort((a, b) => b - a).slice(0, M * topK);
    expect(outputs['lossG']).toBeCloseTo(average(best.map(s => softplus(-s))), 12);
    const slope = average(best.map(s => -sigmoid(-s)));
    next['generator/dense1/bias'].forEach((b, i) => {
      expect(state['generator/dense1/bias'][i] - b).toBeCloseTo(slope * w[i], 12);
    });
  });
});

describe('noisy labels', () => {
  it('exchange the logits of a pair in the loss of D only', () => {
    const { state, inputs, outputs } = linear({ noisyLabels: 0.6 });
    const w = state['discriminator/weight'];
    const [real, fake] = [rows(inputs['x1']), generate(state, inputs['z1'])].map(x => logits(w, x));
    const u = inputs['discriminator1/labels'];
    const swapped = Array.from(u, v => v < 0.6);
    expect(new Set(swapped).size).toBe(2);
    const pick = (a: number[], b: number[]) => a.map((s, i) => (swapped[i] ? b[i] : s));
    expect(outputs['lossD']).toBeCloseTo(lossD(pick(real, fake), pick(fake, real)), 12);
  });
});

describe('feature matching', () => {
  const networks = {
    generator: new Network('generator', mlp({ hidden: [], output: [2] }), [2]),
    discriminator: new Network('discriminator', mlp({ hidden: [3], activation: 'tanh', output: [1] }), [2]),
  };
  const build = (featureMatching: number) =>
    buildStep({
      ...networks,
      objective: objective('non-saturating'),
      optimizers: { discriminator: plain, generator: plain },
      batch: M,
      featureMatching,
    });

  it.each([0.3, 1])('with share %d adds ‖E f(x) − E f(G(z))‖², f the last hidden layer of D', share => {
    const step = build(share);
    const [start, inputs] = [firstState(step), feed(step, 0)];
    const { state: next, outputs } = takeStep(step, start, inputs);
    const [W, b] = ['weight', 'bias'].map(p => next[`discriminator/dense1/${p}`]);
    const [v, c] = ['weight', 'bias'].map(p => next[`discriminator/dense2/${p}`]);
    const features = (x: number[][]) =>
      x.map(([p, q]) => [0, 1, 2].map(j => Math.tanh(p * W[j] + q * W[3 + j] + b[j])));
    const centre = (f: number[][]) => [0, 1, 2].map(j => average(f.map(row => row[j])));
    const real = centre(features(rows(inputs['x1'])));
    const loss = (state: Doubles) => {
      const f = features(generate(state, inputs['z']));
      const distance = centre(f).reduce((s, m, j) => s + (m - real[j]) ** 2, 0);
      const scores = f.map(row => row.reduce((s, h, j) => s + h * v[j], c[0]));
      return share * distance + (1 - share) * average(scores.map(s => softplus(-s)));
    };
    expect(outputs['lossG']).toBeCloseTo(loss(start), 12);
    for (const name of ['generator/dense1/weight', 'generator/dense1/bias']) {
      const at = (i: number, h: number) => ({
        ...start,
        [name]: start[name].map((w, j) => (i === j ? w + h : w)),
      });
      start[name].forEach((w, i) => {
        expect(w - next[name][i]).toBeCloseTo((loss(at(i, 1e-5)) - loss(at(i, -1e-5))) / 2e-5, 8);
      });
    }
  });

  it('refuses a D that shows no hidden layer', () => {
    expect(() => linear({ featureMatching: 1 })).toThrow(UserError);
  });
});

describe('a penalty on D that generates anew', () => {
  it('gives G no gradient through the ascent that is over', () => {
    const penalty: Penalty = { discriminator: ({ judge, generate, noise }) => mean(judge(generate(noise!))) };
    const { state, inputs, next } = linear({ penalties: [penalty] });
    const w = next['discriminator/weight'];
    const slope = average(logits(w, generate(state, inputs['z'])).map(s => -sigmoid(-s)));
    next['generator/dense1/bias'].forEach((b, i) => {
      expect(state['generator/dense1/bias'][i] - b).toBeCloseTo(slope * w[i], 12);
    });
  });
});

describe('minibatch layers', () => {
  it('judge real and generated samples apart', () => {
    const networks = {
      generator: new Network('generator', mlp({ hidden: [], output: [2] }), [2]),
      discriminator: new Network(
        'discriminator',
        mlp({ hidden: [2], output: [1], minibatch: 'stddev' }),
        [2],
      ),
    };
    const step = buildStep({
      ...networks,
      objective: objective('non-saturating'),
      optimizers: { discriminator: plain, generator: plain },
      batch: M,
    });
    const [start, inputs] = [firstState(step), feed(step, 0)];
    const moved = { ...inputs, x1: inputs['x1'].map(v => 10 * v) };
    const [a, b] = [inputs, moved].map(given => takeStep(step, start, given).outputs);
    expect(b['scoreReal']).not.toBeCloseTo(a['scoreReal'], 3);
    expect(b['scoreFake']).toBe(a['scoreFake']); // generated samples do not feel real ones
  });
});
