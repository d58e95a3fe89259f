import { describe, expect, it } from 'vitest';
import { nodeEngine } from '../src/engine/node.ts';
import { takeRows } from '../src/metrics/batch.ts';
import { pointsOf } from '../src/metrics/numerics/near.ts';
import { Products } from '../src/metrics/numerics/products.ts';
import { BANDWIDTHS, logLikelihoods, parzenWindow } from '../src/metrics/parzen.ts';
import { normal } from '../src/theory/distributions/index.ts';
import { Random } from '../src/util/random.ts';
import { hasDigits, realDigits } from './support/real-digits.ts';

const byHand = new Products();

describe('Parzen windows', () => {
  it('take σ from logspace(−1, 0, 10)', () => {
    const known = [0.1, 0.1292, 0.1668, 0.2154, 0.2783, 0.3594, 0.4642, 0.5995, 0.7743, 1];
    expect(BANDWIDTHS.map(sigma => Number(sigma.toFixed(4)))).toEqual(known);
  });

  it('have the density of a mixture of normal laws', async () => {
    const centres = pointsOf(Float32Array.of(-1, 0.5, 2), 1);
    const points = pointsOf(Float32Array.of(-0.25, 0.75, 90), 1);
    const [found] = await logLikelihoods(centres, points, [0.5], byHand);
    for (const i of [0, 1]) {
      const x = points.values[i];
      const density = [-1, 0.5, 2].reduce((sum, mu) => sum + normal(mu, 0.5).density(x) / 3, 0);
      expect(found[i]).toBeCloseTo(Math.log(density), 12);
    }
    // far out, where every density is 0 in doubles
    const far = -0.5 * ((90 - 2) / 0.5) ** 2 - Math.log(0.5 * Math.sqrt(2 * Math.PI)) - Math.log(3);
    expect(found[2] / far).toBeCloseTo(1, 12);
  });

  it('choose σ on other samples than they are measured on', async () => {
    const draw = (n: number, stream: string) => new Random(1, stream).normals(new Float32Array(4 * n));
    const [samples, validation, test] = [200, 50, 80].map((n, i) =>
      pointsOf(
        draw(n, `${i}`).map(x => x / 3),
        4,
      ),
    );
    const { sigma, likelihood } = await parzenWindow(samples, validation, test, byHand);
    const means = await Promise.all(
      BANDWIDTHS.map(async s => {
        const [values] = await logLikelihoods(samples, validation, [s], byHand);
        return values.reduce((sum, v) => sum + v, 0) / 50;
      }),
    );
    expect(sigma).toBe(BANDWIDTHS[means.indexOf(Math.max(...means))]);
    const [values] = await logLikelihoods(samples, test, [sigma], byHand);
    const mean = values.reduce((sum, v) => sum + v, 0) / 80;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 80);
    expect(likelihood.value).toBeCloseTo(mean, 12);
    expect(likelihood.error).toBeCloseTo(deviation / Math.sqrt(80), 12);
  });
});

describe.skipIf(!hasDigits)('the protocol of 2014 on MNIST', () => {
  const products = new Products(nodeEngine('cpu'));
  const none = { pixels: new Float32Array(), labels: new Uint8Array() };
  const { pixels, labels } = hasDigits ? realDigits('train') : none;
  const test = () => pointsOf(realDigits('t10k').pixels, 784);
  const validation = pointsOf(pixels.subarray(50_000 * 784, 51_000 * 784), 784);
  const firstOf = (rows: ArrayLike<number>) => pointsOf(takeRows(pixels, 784, rows), 784);
  const score = (rows: ArrayLike<number>) => parzenWindow(firstOf(rows), validation, test(), products);

  it('gives 10,000 training images 242.5 ± 2.1, of which draws differ by about 2', async () => {
    const rows = new Random(0, 'parzen').permutation(50_000).subarray(0, 10_000);
    const { sigma, likelihood } = await score(rows);
    expect(sigma).toBeCloseTo(0.1668, 4);
    expect(Math.abs(likelihood.value - 242.8)).toBeLessThan(4); // three draws of numpy: 242.5, 244.8, 241.1
    expect(Math.abs(likelihood.error - 2.1)).toBeLessThan(0.1);
  });

  it('punishes 5,000 images of one digit (−98.2) and the mean image (−59.1)', async () => {
    const ones = [...labels.subarray(0, 50_000).keys()].filter(i => labels[i] === 1);
    expect(Math.abs((await score(ones.slice(0, 5000))).likelihood.value + 98.2)).toBeLessThan(2);
    const mean = new Float32Array(784);
    for (let at = 0; at < 50_000 * 784; at++) mean[at % 784] += pixels[at] / 50_000;
    const { likelihood } = await parzenWindow(pointsOf(mean, 784), validation, test(), products);
    expect(Math.abs(likelihood.value + 59.1)).toBeLessThan(0.2);
  });

  it('is within 0.01 of double precision by products in single precision', async () => {
    const centres = pointsOf(pixels.subarray(0, 2000 * 784), 784);
    const points = pointsOf(test().values.subarray(0, 200 * 784), 784);
    const single = await logLikelihoods(centres, points, BANDWIDTHS, products);
    const double = await logLikelihoods(centres, points, BANDWIDTHS, byHand);
    for (const [s, values] of single.entries()) {
      for (const [i, value] of values.entries()) {
        expect(Math.abs(value - double[s][i])).toBeLessThan(0.01);
      }
    }
  });
});
