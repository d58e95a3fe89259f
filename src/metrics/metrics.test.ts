import { describe, expect, it } from 'vitest';
import { nodeHost } from '../data/loaders/node.ts';
import { openDataset } from '../data/registry.ts';
import { normal } from '../theory/distributions/index.ts';
import { ring } from '../theory/distributions/modes.ts';
import { jsd, kl } from '../theory/divergences/divergences.ts';
import { wasserstein } from '../theory/transport/wasserstein.ts';
import { COMPARED, gaugeOf, givenOf, measure } from '../train/measure.ts';
import { realSamples } from '../train/pictures.ts';
import { UserError } from '../util/error.ts';
import { metricsOf } from './gauge.ts';
import { figureKinds, metrics } from './index.ts';
import { modeCoverage } from './modes.ts';

const open = (name: string) => openDataset({ name } as Parameters<typeof openDataset>[0], nodeHost());

describe.each(['normal', 'mixture', 'ring', 'moons', 'discrete', 'multivariate-normal'])('of %s', name => {
  it('samples of the law itself score about the floor', async () => {
    const dataset = await open(name);
    const gauge = await gaugeOf(dataset);
    const rounds = 12;
    const scores = [];
    for (let i = 0; i < rounds; i++)
      scores.push(await gauge.measure(await realSamples(dataset, COMPARED, 1000 + i)));
    expect(Object.keys(scores[0]).length).toBeGreaterThanOrEqual(4);
    for (const figure of Object.keys(scores[0])) {
      const { floor, samples, network } = scores[0][figure];
      const mean = scores.reduce((sum, score) => sum + score[figure].value / rounds, 0);
      expect([samples, network]).toEqual([COMPARED, null]);
      expect(floor.mean, figure).toBeGreaterThan(0);
      // both means are of some draws: 4 and 8 of the floor, 12 here
      const error = floor.deviation * Math.sqrt(1 / 4 + 1 / rounds);
      expect(Math.abs(mean - floor.mean), figure).toBeLessThanOrEqual(4 * error + 0.1 * floor.mean);
    }
  });
});

it('comes to the exact distances on the line, far above the floor', async () => {
  const dataset = await open('normal');
  const [p, q] = [normal(0, 1), normal(0.5, 1.2)];
  const samples = Float32Array.from({ length: COMPARED }, (_, i) => q.quantile((i + 0.5) / COMPARED));
  const got = await measure(dataset, samples);
  expect(got.js.value).toBeCloseTo(jsd(p, q), 2);
  expect(got.kl.value / kl(p, q)).toBeGreaterThan(0.9);
  expect(got.kl.value / kl(p, q)).toBeLessThan(1.05);
  expect(got.reverseKl.value / kl(q, p)).toBeGreaterThan(0.85);
  expect(got.reverseKl.value / kl(q, p)).toBeLessThan(1.05);
  expect(got.w1.value).toBeCloseTo(wasserstein(p, q), 2);
  for (const { value, floor } of Object.values(got)) {
    expect(value).toBeGreaterThan(floor.mean + 5 * floor.deviation);
  }
});

it('tells a shift of the line by δ at its true Kolmogorov-Smirnov distance, 2Φ(δ/2) − 1', async () => {
  const dataset = await open('normal');
  const samples = (await realSamples(dataset, 40_000, 9)).map(x => x + 0.5);
  const { ks } = await measure(dataset, samples, { metrics: ['ks'] });
  expect(Math.abs(ks.value - 0.1974)).toBeLessThan(0.01);
  expect(ks.floor.mean * Math.sqrt(40_000)).toBeGreaterThan(0.6); // 0.8687 on average
  expect(ks.floor.mean * Math.sqrt(40_000)).toBeLessThan(1.2);
});

it('tells what is left out from what is made up', async () => {
  const dataset = await open('ring');
  const reals = await realSamples(dataset, 20 * COMPARED, 7);
  const right: number[] = [];
  for (let i = 0; i < reals.length && right.length < 2 * COMPARED; i += 2) {
    if (reals[i] > 0.2) right.push(reals[i], reals[i + 1]); // three of eight modes
  }
  const half = await measure(dataset, Float32Array.from(right));
  expect(half.reverseKl.value).toBeCloseTo(Math.log(8 / 3), 1);
  expect(half.kl.value).toBeGreaterThan(2);
  expect([half.modesFound.value, half.modesFound.of, half.modesFound.floor.mean]).toEqual([3, 8, 8]);
});

describe('modes', () => {
  it('gives the law itself all modes and 98.89 % of high quality', async () => {
    const dataset = await open('ring');
    const { modesFound, highQuality } = await measure(dataset, await realSamples(dataset, 40_000, 1), {
      metrics: ['modes'],
    });
    expect(modesFound.value).toBe(8);
    expect(Math.abs(highQuality.value - 0.98889)).toBeLessThan(0.003);
    expect(Math.abs(highQuality.floor.mean - 0.98889)).toBeLessThan(0.002);
    expect(highQuality.floor.deviation).toBeLessThan(0.002); // 0.0005 by the binomial law
  });

  it('sees missing modes, and their divergence from uniform', () => {
    const law = ring();
    const points = Float32Array.from([0, 1, 0, 1, 2].flatMap(k => [...law.modes[k]]));
    points.set([5, 5], 8);
    const { found, counts, highQuality, reverseKl } = modeCoverage(law, points);
    expect([found, counts.slice(0, 3), highQuality]).toEqual([2, [2, 2, 0], 0.8]);
    expect(reverseKl).toBeCloseTo(Math.log(4), 12);
    expect(modeCoverage(law, Float32Array.of(9, 9)).reverseKl).toBe(Number.POSITIVE_INFINITY);
  });
});

it('compares moments where there are no modes', async () => {
  const dataset = await open('multivariate-normal');
  const samples = await realSamples(dataset, 40_000, 1);
  const fit = await measure(dataset, samples, { metrics: ['moments'] });
  expect(fit.meanError.value).toBeLessThan(0.02);
  expect(fit.varianceError.value).toBeLessThan(0.02);
  const wide = samples.map((x, i) => (i % 2 === 0 ? 1 + 2 * (x - 1) : x));
  const { varianceError } = await measure(dataset, wide, { metrics: ['moments'] });
  expect(Math.abs(varianceError.value - 1.5)).toBeLessThan(0.05);
});

describe('neighbours', () => {
  it('covers 1 − 2⁻⁵ of the data by samples of their law, less by half of it', async () => {
    const dataset = await open('ring');
    const real = await realSamples(dataset, 256, 3);
    const { pixelCoverage, spread } = await measure(dataset, real, { metrics: ['neighbours'] });
    expect(pixelCoverage.floor.mean).toBeGreaterThan(0.94);
    expect(pixelCoverage.floor.mean).toBeLessThan(1);
    expect(Math.abs(spread.value - 1)).toBeLessThan(0.2);
    const still = await measure(
      dataset,
      real.map((_, i) => real[i % 2]),
      { metrics: ['neighbours'] },
    );
    expect(still.pixelCoverage.value).toBeLessThan(0.2);
    expect(still.spread.value).toBe(0);
  });
});

describe('stacks', () => {
  /** Reads the digit off the first pixel. */
  const network = {
    name: 'first pixel',
    short: 'first',
    protocol: 'none',
    classes: [...'0123456789'],
    look: async (images: Float32Array, count: number) => {
      const probabilities = new Float32Array(10 * count);
      for (let i = 0; i < count; i++) probabilities[10 * i + Math.round(4.5 * (images[784 * i] + 1))] = 1;
      return { values: probabilities, size: 10, probabilities };
    },
  };

  it('counts triples through a named network, with the floor of even digits', async () => {
    const dataset = await open('stacked-mnist');
    const samples = new Float32Array(40 * 28 * 28 * 3);
    for (let i = 0; i < 40; i++) samples.fill((i % 10) / 4.5 - 1, 2352 * i, 2352 * (i + 1));
    const { triplesFound, triplesKl } = await measure(dataset, samples, { metrics: ['stacks'], network });
    expect([triplesFound.value, triplesFound.of, triplesFound.network]).toEqual([10, 1000, 'first pixel']);
    expect(triplesKl.value).toBeCloseTo(Math.log(100), 10);
    expect(triplesFound.floor.mean).toBeCloseTo(1000 * (1 - 0.999 ** 40), 10);
    expect(triplesKl.floor.mean).toBeCloseTo(999 / 80, 10);
  });

  it('asks for a network', async () => {
    const asked = measure(await open('stacked-mnist'), new Float32Array(2352), { metrics: ['stacks'] });
    await expect(asked).rejects.toThrow(UserError);
    await expect(asked).rejects.toThrow('stacks: expected a classifier of 10 classes, got stacked-mnist');
  });
});

describe('a gauge', () => {
  it('takes what suits the data: nothing where the law is not known', async () => {
    const names = async (name: string) => metricsOf(givenOf(await open(name), 10));
    expect(await names('normal')).toEqual(['ks', 'divergences', 'w1']);
    expect(await names('ring')).toEqual(['modes', 'divergences', 'w2']);
    expect(await names('mnist')).toEqual([]);
    expect(await measure(await open('mnist'), new Float32Array(784))).toEqual({});
  });

  it('refuses what the data lack, and samples of another number than its floors are for', async () => {
    const dataset = await open('moons');
    await expect(gaugeOf(dataset, 10, { metrics: ['ks'] })).rejects.toThrow(
      'ks: expected samples of dimension 1 and a law with a distribution function, got moons',
    );
    const gauge = await gaugeOf(dataset, 10);
    await expect(gauge.measure(new Float32Array(8))).rejects.toThrow('metrics: expected 10 samples, got 4');
  });
});

it('every figure has one metric, and a title', () => {
  const names = Object.values(metrics).flatMap(({ figures }) => Object.keys(figures));
  expect(new Set(names).size).toBe(names.length);
  expect(Object.keys(figureKinds).sort()).toEqual(names.sort());
});
