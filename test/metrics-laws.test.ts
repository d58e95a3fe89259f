import { describe, expect, it } from 'vitest';
import { pointDataset } from '../src/data/dataset.ts';
import { Batch } from '../src/metrics/batch.ts';
import { classes } from '../src/metrics/classes.ts';
import { Gauge } from '../src/metrics/gauge.ts';
import { heldOutGap } from '../src/metrics/held-out-gap.ts';
import { inceptionScore } from '../src/metrics/inception.ts';
import { nearestTraining, probabilityBelow } from '../src/metrics/memorization.ts';
import type { FeatureNetwork, Given } from '../src/metrics/metric.ts';
import { jackknife } from '../src/metrics/numerics/errors.ts';
import { pivotedCholesky } from '../src/metrics/numerics/factor.ts';
import { frechet, gaussian } from '../src/metrics/numerics/gaussian.ts';
import { nearest, neighbourRadii, pointsOf } from '../src/metrics/numerics/near.ts';
import { Products } from '../src/metrics/numerics/products.ts';
import { givenOf } from '../src/train/measure.ts';
import { Random } from '../src/util/random.ts';

const normals = (n: number, stream: string) => new Random(1, stream).normals(new Float32Array(n));
const SHAPE = [8, 8, 1] as const;

/** Images whose features are their pixels, and whose class is the quarter that their mean is in. */
const network: FeatureNetwork = {
  name: 'pixels',
  short: 'pixels',
  protocol: 'none',
  classes: ['a', 'b', 'c', 'd'],
  async look(values, count) {
    const probabilities = new Float32Array(4 * count).fill(0.1);
    for (let i = 0; i < count; i++) {
      const mean = values.subarray(64 * i, 64 * (i + 1)).reduce((sum, v) => sum + v / 64, 0);
      probabilities[4 * i + Math.max(0, Math.min(3, Math.floor(4 * mean)))] = 0.7;
    }
    return { values: values.slice(), size: 64, probabilities };
  },
};

/** Images of even brightness between 0 and 1, with some noise. */
function images(count: number, stream: string): Float32Array {
  const random = new Random(2, stream);
  return Float32Array.from(
    { length: 64 * count },
    (_, at) => (Math.floor(at / 64) % 97) / 97 + 0.02 * random.normal(),
  );
}

const dataset = pointDataset({
  name: 'even',
  shape: [...SHAPE],
  values: images(2000, 'data'),
  source: 'a test',
});
const heldOut = pointDataset({
  name: 'others',
  shape: [...SHAPE],
  values: images(400, 'others'),
  source: 'a test',
});
const given = (samples: number): Given => ({ ...givenOf(dataset, samples, { network }), heldOut });

describe('closed forms', () => {
  it('Fréchet distance of normal laws: Σ (μ − μ′)² + (σ − σ′)² for equal axes, also singular ones', () => {
    const law = (mean: number[], deviations: number[]) =>
      gaussian(
        Float64Array.from(mean),
        Float64Array.from({ length: mean.length ** 2 }, (_, at) =>
          at % (mean.length + 1) === 0 ? deviations[at / (mean.length + 1)] ** 2 : 0,
        ),
      );
    expect(frechet(law([0, 1, 2], [1, 2, 0]), law([1, 1, 0], [3, 0, 0]))).toBeCloseTo(5 + 4 + 4, 12);
    expect(frechet(law([0, 0], [1e-6, 1]), law([0, 0], [1e-6, 1]))).toBeCloseTo(0, 14);
  });

  it('Fréchet distance is that of the rotated laws', () => {
    const a = normals(25, 'rotation');
    const square = (scale: number) =>
      Float64Array.from({ length: 25 }, (_, at) => {
        let sum = 0;
        for (let k = 0; k < 5; k++) sum += a[5 * Math.floor(at / 5) + k] * a[5 * (at % 5) + k];
        return scale * sum;
      });
    const zero = new Float64Array(5);
    const trace = [0, 6, 12, 18, 24].reduce((sum, at) => sum + square(1)[at], 0);
    expect(frechet(gaussian(zero, square(1)), gaussian(zero, square(4)))).toBeCloseTo(trace, 10); // (2 − 1)² tr Σ
  });

  it('a factor with pivots multiplies to the matrix and ends at the rank', () => {
    const b = Float64Array.from(normals(12, 'factor'));
    const matrix = Float64Array.from({ length: 36 }, (_, at) => {
      const [i, j] = [Math.floor(at / 6), at % 6];
      return b[2 * i] * b[2 * j] + b[2 * i + 1] * b[2 * j + 1];
    });
    const { rank, values } = pivotedCholesky(matrix, 6);
    expect(rank).toBe(2);
    for (const [at, x] of matrix.entries()) {
      const [i, j] = [Math.floor(at / 6), at % 6];
      expect(values[2 * i] * values[2 * j] + values[2 * i + 1] * values[2 * j + 1]).toBeCloseTo(x, 12);
    }
  });

  it('the form of the Inception Score: classes for sure and even samples, 1 for samples that look alike', () => {
    const sure = new Float32Array(400);
    for (let i = 0; i < 100; i++) sure[4 * i + (i % 4)] = 1;
    const order = Uint32Array.from({ length: 100 }, (_, i) => i);
    const score = (probabilities: Float32Array) =>
      inceptionScore({ values: probabilities, size: 4, probabilities }, order).value;
    // ten samples of a part have classes 3, 3, 2, 2 times
    const part = Math.exp(-(2 * 0.3 * Math.log(0.3) + 2 * 0.2 * Math.log(0.2)));
    expect(score(sure)).toBeCloseTo(part, 6);
    expect(score(new Float32Array(400).fill(0.25))).toBeCloseTo(1, 12);
  });

  it('the Mann-Whitney statistic with halves for ties', () => {
    expect(probabilityBelow(Float64Array.of(1, 2), Float64Array.of(1.5, 3)).value).toBe(0.75);
    expect(probabilityBelow(Float64Array.of(1, 1), Float64Array.of(1, 1)).value).toBe(0.5);
    expect(probabilityBelow(Float64Array.of(0, 0), Float64Array.of(1, 2))).toEqual({ value: 1, error: 0 });
  });

  it('the error of a mean by leaving out is its usual one', () => {
    const values = Array.from(normals(10, 'jackknife'));
    const mean = values.reduce((sum, v) => sum + v / 10, 0);
    const without = values.map(v => (10 * mean - v) / 9);
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 9;
    expect(jackknife(without)).toBeCloseTo(Math.sqrt(variance / 10), 12);
  });
});

describe('neighbours', () => {
  it('are exact, with ties in order', async () => {
    const line = pointsOf(Float32Array.of(0, 1, 3, 6, 10), 1);
    const asked = pointsOf(Float32Array.of(2, 9), 1);
    const { indices, squares } = await nearest(new Products(), asked, line, 2);
    expect([...indices]).toEqual([1, 2, 4, 3]);
    expect([...squares]).toEqual([1, 1, 1, 9]);
    const [second] = await neighbourRadii(new Products(), line, [2]);
    expect([...second]).toEqual([9, 4, 9, 16, 49]);
  });

  it('of samples are found among those of training', async () => {
    const rows = new Float32Array(128);
    await dataset.read([1234, 7], rows);
    const { indices, distances } = await nearestTraining(rows, dataset, 3);
    expect([indices[0], indices[3], distances[0], distances[3]]).toEqual([1234, 7, 0, 0]);
    expect(distances[1]).toBeGreaterThan(0);
  });
});

describe('classes', () => {
  it('counts what is recognised against real samples', async () => {
    const law = await classes.prepare(given(500));
    expect(law.threshold).toBeCloseTo(0.7, 6);
    const values = images(500, 'made').map(v => 0.5 * v); // two of four
    const scores = await classes.compute(new Batch(values, 500, network), law);
    expect(scores.classesFound).toBe(2);
    expect(scores.classKl).toBeCloseTo(Math.log(2), 1);
    expect(scores.recognisable).toEqual({ value: 1, error: 0 });
  });
});

describe('the gap of D', () => {
  it('is in standard deviations, with the floor of equal laws', async () => {
    const judge = async (batch: Batch) =>
      normals(batch.count, `${batch.count}`).map(v => 3 * v + (batch.count === 1000 ? 6 : 0));
    const asked = { ...given(1000), judge };
    const scores = await heldOutGap.compute(
      new Batch(new Float32Array(), 0),
      await heldOutGap.prepare(asked),
    );
    const { value, error } = scores.heldOutGap as { value: number; error: number };
    expect(Math.abs(value - 2)).toBeLessThan(0.25);
    expect(error).toBeCloseTo(Math.sqrt(1 / 1000 + 1 / 400), 2);
    const floor = heldOutGap.floor as (given: Given) => { heldOutGap: { mean: number; deviation: number } };
    expect(floor(asked).heldOutGap).toEqual({ mean: 0, deviation: Math.sqrt(1 / 1000 + 1 / 400) });
  });
});

const all = [
  'fd',
  'fdInfinity',
  'kd',
  'is',
  'prdc',
  'swd',
  'msssim',
  'classes',
  'memorization',
  'pixelMemorization',
] as const;

describe('a gauge of images', () => {
  it('gives real samples about what they score, with errors, and constant ones finite figures', async () => {
    const gauge = await Gauge.create(given(400), all);
    const figures = await gauge.measure(images(400, 'perfect'));
    for (const [name, { value, floor, error }] of Object.entries(figures)) {
      expect(Number.isFinite(floor.mean), name).toBe(true);
      const spread = 6 * floor.deviation + 3 * (error ?? 0) + 0.05 * Math.abs(floor.mean) + 1e-4;
      expect(Math.abs(value - floor.mean), `${name}: ${value} against ${floor.mean}`).toBeLessThan(spread);
    }
    for (const name of [
      'fd',
      'fdInfinity',
      'kd',
      'is',
      'precision',
      'recall',
      'density',
      'msssim',
      'memorization',
    ]) {
      expect(figures[name].error, name).toBeGreaterThanOrEqual(0);
    }
    const constant = await gauge.measure(new Float32Array(64 * 400).fill(0.5));
    for (const [name, { value }] of Object.entries(constant)) expect(Number.isFinite(value), name).toBe(true);
    expect(constant.fd.value).toBeGreaterThan(20 * figures.fd.value);
    expect([constant.recall.value, constant.classesFound.value, constant.is.value]).toEqual([
      0,
      1,
      expect.closeTo(1, 6),
    ]);
    expect(constant.msssim.value).toBeCloseTo(1, 12);
  });

  it.each([
    ['kd', 10, 'kd: expected at least 20 samples where 10 are measured, got even'],
    ['fd', 10, 'fd: expected at least 20 samples where 10 are measured, got even'],
    ['asked', 100, 'asked: expected a generator that is asked for classes, got even'],
    ['heldOutGap', 100, 'heldOutGap: expected a discriminator, got even'],
  ] as const)('refuses %s of %i samples with what is missing', async (name, samples, message) => {
    await expect(Gauge.create(given(samples), [name])).rejects.toThrow(message);
  });

  it('refuses samples and features that are not finite, by name', async () => {
    const gauge = await Gauge.create(given(50), ['swd']);
    const broken = images(50, 'broken');
    broken[64 * 3] = Number.NaN;
    await expect(gauge.measure(broken)).rejects.toThrow(
      'metrics: expected finite samples, got NaN in sample 3',
    );
    const look: FeatureNetwork['look'] = async (_, count) => ({
      values: new Float32Array(count).fill(NaN),
      size: 1,
    });
    const silent = { ...network, name: 'broken net', look };
    await expect(Gauge.create(givenOf(dataset, 50, { network: silent }), ['fd'])).rejects.toThrow(
      'network broken net: expected finite features, got NaN for sample 0',
    );
  });
});
