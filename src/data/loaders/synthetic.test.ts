import { describe, expect, it } from 'vitest';
import type { Distribution, ModeDistribution } from '../../theory/distributions/index.ts';
import { checkConditionValues, classNames } from '../../util/condition.ts';
import { Random } from '../../util/random.ts';
import type { Dataset, FiniteDataset, SamplerDataset } from '../dataset.ts';
import { type DataConfig, datasets, openDataset, resolveData } from '../registry.ts';

const sample = (dataset: Dataset, count: number) => {
  const out = new Float32Array(count * dataset.shape.reduce((a, b) => a * b));
  if (dataset.kind === 'sampler') dataset.draw(new Random(1, 'test'), out);
  else
    dataset.read(
      Uint32Array.from({ length: count }, (_, i) => i),
      out,
    );
  return out;
};

const moments = (values: Float32Array, d: number, i: number, j = i) => {
  const n = values.length / d;
  let [mi, mj, cross] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    mi += values[k * d + i] / n;
    mj += values[k * d + j] / n;
    cross += (values[k * d + i] * values[k * d + j]) / n;
  }
  return { mean: mi, covariance: cross - mi * mj };
};

const laws = Object.entries(datasets).filter(([, entry]) => entry.kind === '1-D' || entry.kind === '2-D');

describe.each(laws)('%s', (name, entry) => {
  it('samples its law', async () => {
    const dataset = await openDataset({ name });
    const d = dataset.shape[0];
    expect(dataset.shape).toEqual([entry.kind === '1-D' ? 1 : 2]);
    expect(dataset.size).toBe(Number.POSITIVE_INFINITY);
    const values = sample(dataset, 20_000);
    const truth = dataset.moments;
    for (let i = 0; i < d; i++) {
      const { mean, covariance } = moments(values, d, i);
      const [m, v] = [truth?.mean[i] ?? Number.NaN, truth?.variance[i] ?? Number.NaN];
      if (!Number.isFinite(v)) continue; // Cauchy
      expect(Math.abs(mean - m)).toBeLessThanOrEqual(4 * Math.sqrt(v / 20_000));
      expect(Math.abs(covariance - v)).toBeLessThanOrEqual(0.1 * v);
    }
  });
});

it('draws the ring and the grid of the PacGAN protocol', async () => {
  const ring = await openDataset({ name: 'ring', count: 100_000 });
  expect([ring.kind, ring.size]).toEqual(['finite', 100_000]);
  const law = ring.law as ModeDistribution;
  expect([law.modes.length, law.sigma]).toEqual([8, 0.01]);
  const values = sample(ring, 100_000);
  const near = Array.from({ length: 100_000 }, (_, i) =>
    law.modes.some(m => Math.hypot(values[2 * i] - m[0], values[2 * i + 1] - m[1]) < 3 * law.sigma),
  );
  // 1 − e^−4.5 = .98889, standard error .00033
  expect(Math.abs(near.filter(Boolean).length / 100_000 - 0.98889)).toBeLessThan(0.0014);
  const grid = await openDataset({ name: 'grid' });
  expect((grid.law as ModeDistribution).modes.length).toBe(25);
});

it('fixes a draw by its seed', async () => {
  const print = async (config: object) => (await openDataset({ name: 'moons', ...config })).fingerprint;
  expect(await print({ count: 50 })).toBe(await print({ count: 50, seed: 0 }));
  const others = [await print({ count: 50, seed: 1 }), await print({ count: 51 }), await print({})];
  expect(new Set([await print({ count: 50 }), ...others, await print({ sigma: 0.1 })]).size).toBe(5);
});

it('gives pixels the law N(4, 0.5²)', async () => {
  const pixel = await openDataset({ name: 'normal', mean: 4, sigma: 0.5 });
  const values = [...sample(pixel, 20_000)].sort((a, b) => a - b);
  const law = pixel.law as Distribution;
  const ks = Math.max(...values.map((x, i) => Math.abs(law.cdf(x) - (i + 0.5) / values.length)));
  expect(ks).toBeLessThan(1.95 / Math.sqrt(20_000)); // 0.1 % level
});

it('samples 1024 pixels with the stated mean, variance and correlation', async () => {
  const field = await openDataset({ name: 'pixels1024' });
  expect(field.shape).toEqual([32, 32, 1]);
  const n = 3000;
  const values = sample(field, n);
  const { mean = new Float64Array(), variance = new Float64Array() } = field.moments ?? {};
  let [meanError, ratio] = [0, 0];
  for (let k = 0; k < 1024; k += 7) {
    const { mean: m, covariance: v } = moments(values, 1024, k);
    meanError = Math.max(meanError, Math.abs(m - mean[k]));
    ratio = Math.max(ratio, Math.abs(v / variance[k] - 1));
  }
  expect(meanError).toBeLessThan((4.5 * 0.5) / Math.sqrt(n));
  expect(ratio).toBeLessThan(4.5 * Math.sqrt(2 / n));
  const at = (y: number, x: number) => y * 32 + x;
  for (const [dy, dx] of [
    [0, 1],
    [1, 0],
    [3, 0],
    [2, 3],
    [9, 9],
  ]) {
    const { covariance } = moments(values, 1024, at(10, 12), at(10 + dy, 12 + dx));
    expect(Math.abs(covariance / 0.25 - Math.exp(-(dy * dy + dx * dx) / 18))).toBeLessThan(0.08);
  }
});

describe('resolveData', () => {
  it('names every option', () => {
    expect(resolveData({ name: 'ring', sigma: 0.02 })).toEqual({
      name: 'ring',
      modes: 8,
      radius: 1,
      sigma: 0.02,
      labelled: false,
      count: 0,
      seed: 0,
    });
  });

  it.each([
    [{ name: 'rign' }, /unknown dataset 'rign'; did you mean 'ring'\?/],
    [{ name: 'ring', mode: 3 }, /unknown option of ring 'mode'; did you mean 'modes'\?/],
    [{ name: 'ring', modes: '8' }, /ring\.modes: expected a whole number of at least 1, got a string "8"/],
    [{ name: '__proto__' }, /unknown dataset/],
    [{ name: 'ring', sigma: 0 }, /ring\.sigma: expected a number above 0, got 0/],
    [{ name: 'grid', side: 2.5 }, /grid\.side: expected a whole number of at least 1, got 2\.5/],
    [{ name: 'correlated', rho: 1 }, /correlated\.rho: expected a number above -1 and below 1, got 1/],
    [
      { name: 'mixture', weights: [1.5, -0.5] },
      /mixture\.weights: expected a list, each item a number of at least 0, got -0\.5/,
    ],
    [{ name: 'high-dim', modes: 0 }, /high-dim\.modes: expected a whole number of at least 1, got 0/],
    [{ name: 'pixels1024', count: -1 }, /pixels1024\.count: expected a whole number of at least 0, got -1/],
    [
      { name: 'mnist', classes: [3, 0.5] },
      /mnist\.classes: expected a list, each item a whole number of at least 0, got 0\.5/,
    ],
    [{ name: 'mnist', split: 'tset' }, /mnist\.split: expected one of train, test, all, got a string "tset"/],
    [{ name: 'idx', range: '[0,1]' }, /idx\.range: expected one of \[-1, 1\], \[0, 1\], got a string/],
  ])('refuses %j', (config, message) => {
    expect(() => resolveData(config)).toThrow(message);
  });

  it.each([
    [{ name: 'ring', sigma: -1 }, /ring\.sigma: expected a number above 0, got -1/],
    [{ name: 'ring', count: 2.5 }, /ring\.count: expected a whole number of at least 0, got 2\.5/],
    [{ name: 'pixels1024', length: 0 }, /pixels1024\.length: expected a number above 0, got 0/],
    [{ name: 'mnist' }, /expected a host that can read files/],
  ])('cannot open %j', async (config, message) => {
    await expect(openDataset(config)).rejects.toThrow(message);
  });
});

describe('labelled laws', () => {
  const COUNT = 20_000;
  const open = async (config: DataConfig) =>
    (await openDataset({ labelled: true, ...config })) as SamplerDataset;
  const labelled = Object.entries(datasets).filter(([, entry]) => 'labelled' in entry.defaults);
  const small = { 'high-dim': { intrinsic: 3, dimension: 5 }, spiral: { arms: 3 } };

  it.each(labelled)('%s draws the same samples with their classes as without', async name => {
    const dataset = await open({ name, ...small[name as keyof typeof small] });
    const [x, same] = [new Float32Array(60), new Float32Array(60)];
    const y = new Int32Array(60 / dataset.shape[0]);
    dataset.draw(new Random(3, 'x'), x, y);
    dataset.draw(new Random(3, 'x'), same);
    expect(x).toEqual(same);
    const names = classNames(dataset.condition)!;
    checkConditionValues(name, dataset.condition!, y, y.length);
    expect(names[0]).toMatch(/^(mode|moon|arm|component) 1$/);
    expect(new Set(y).size).toBeGreaterThan(1);
    expect((await openDataset({ name, ...small[name as keyof typeof small] })).condition).toBeUndefined();
  });

  it('names the mode that each point of the ring came from', async () => {
    const ring = await open({ name: 'ring' });
    const [x, y] = [new Float32Array(2 * COUNT), new Int32Array(COUNT)];
    ring.draw(new Random(1, 'test'), x, y);
    const { modes } = ring.law as ModeDistribution;
    const off = Array.from(y, (k, i) => Math.hypot(x[2 * i] - modes[k][0], x[2 * i + 1] - modes[k][1]));
    expect(Math.max(...off)).toBeLessThan(6 * 0.01); // P < 1e-7 for each of them
    for (let k = 0; k < 8; k++) {
      const share = y.filter(label => label === k).length / COUNT;
      expect(Math.abs(share - 1 / 8)).toBeLessThan(4 * Math.sqrt((1 / 8) * (7 / 8) * (1 / COUNT)));
    }
  });

  it('draws the component of a mixture by its posterior: each component has its own weight, mean and variance', async () => {
    const weights = [0.3, 0, 0.7];
    const components = [
      { name: 'normal', mean: -0.5, sigma: 0.6 },
      { name: 'normal', mean: 9, sigma: 1 },
      { name: 'normal', mean: 0.8, sigma: 1 },
    ];
    const mixture = await open({ name: 'mixture', weights, components });
    expect(mixture.condition).toEqual({ kind: 'class', names: ['component 1', 'component 2'] });
    const [x, y] = [new Float32Array(COUNT), new Int32Array(COUNT)];
    mixture.draw(new Random(2, 'test'), x, y);
    for (const [k, weight, mean, sigma] of [
      [0, 0.3, -0.5, 0.6],
      [1, 0.7, 0.8, 1],
    ]) {
      const own = x.filter((_, i) => y[i] === k);
      const found = moments(own, 1, 0);
      expect(Math.abs(own.length / COUNT - weight)).toBeLessThan(4 * Math.sqrt(0.21 / COUNT));
      expect(Math.abs(found.mean - mean)).toBeLessThan((4 * sigma) / Math.sqrt(own.length));
      expect(Math.abs(found.covariance / sigma ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / own.length));
    }
  });

  it('keeps the classes of a fixed draw, whose points stay the same', async () => {
    const fixed = (await openDataset({ name: 'ring', count: 500, labelled: true })) as FiniteDataset;
    const plain = (await openDataset({ name: 'ring', count: 500 })) as FiniteDataset;
    expect(sample(fixed, 500)).toEqual(sample(plain, 500));
    expect(fixed.fingerprint).not.toBe(plain.fingerprint);
    const { modes } = fixed.law as ModeDistribution;
    const [x, y] = [new Float32Array(6), new Int32Array(3)];
    fixed.read([499, 0, 7], x, y);
    for (const [i, k] of y.entries()) {
      expect(Math.hypot(x[2 * i] - modes[k][0], x[2 * i + 1] - modes[k][1])).toBeLessThan(0.06);
    }
    expect(() => (plain as FiniteDataset).read([0], new Float32Array(2), new Int32Array(1))).toThrow(
      'ring: expected data with conditions, such as classes, got data without; choose data that have them',
    );
  });

  it('has a fingerprint of its own', async () => {
    const prints = [{}, { labelled: true }].map(
      async o => (await openDataset({ name: 'grid', ...o })).fingerprint,
    );
    expect(new Set(await Promise.all(prints)).size).toBe(2);
  });
});
