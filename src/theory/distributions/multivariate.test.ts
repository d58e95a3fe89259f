import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { cholesky, product, symmetricEigenvalues, transpose } from '../linear.ts';
import { integrate } from '../quadrature.ts';
import {
  buildPlanar,
  type MultivariateDistribution,
  multivariateNormal,
  normal,
  type PlanarName,
  planar,
  ring,
} from './index.ts';

const names = Object.keys(planar) as PlanarName[];

function sampleMoments(p: MultivariateDistribution, n: number) {
  const random = new Random(3, p.name);
  const x = new Float64Array(p.dimension);
  const d = p.dimension;
  const mean = new Float64Array(d);
  const second = new Float64Array(d * d);
  for (let k = 0; k < n; k++) {
    p.draw(random, x);
    for (let i = 0; i < d; i++) {
      mean[i] += x[i] / n;
      for (let j = 0; j < d; j++) second[i * d + j] += (x[i] * x[j]) / n;
    }
  }
  return { mean, covariance: second.map((s, k) => s - mean[Math.floor(k / d)] * mean[k % d]) };
}

describe.each(names)('%s', name => {
  const p = buildPlanar({ name });

  it('samples have the stated mean and covariance', () => {
    const n = 40000;
    const { mean, covariance } = sampleMoments(p, n);
    const spread = Math.sqrt(p.covariance[0] + p.covariance[3]);
    for (let i = 0; i < 2; i++)
      expect(Math.abs(mean[i] - p.mean[i])).toBeLessThan((4 * spread) / Math.sqrt(n));
    for (let i = 0; i < 4; i++) {
      expect(Math.abs(covariance[i] - p.covariance[i])).toBeLessThan((6 * spread * spread) / Math.sqrt(n));
    }
  });

  it('density integrates to the share of samples in a box', () => {
    const wide = name === 'ring' ? { name, sigma: 0.1 } : name === 'grid' ? { name, sigma: 0.3 } : { name };
    const q = buildPlanar(wide);
    const [x0, x1, y0, y1] = [q.mean[0] - 0.3, q.mean[0] + 1.1, q.mean[1] - 0.2, q.mean[1] + 1.3];
    const cells = 200; // midpoint rule
    let mass = 0;
    for (let i = 0; i < cells; i++) {
      for (let j = 0; j < cells; j++) {
        const at = [x0 + ((i + 0.5) * (x1 - x0)) / cells, y0 + ((j + 0.5) * (y1 - y0)) / cells];
        mass += (q.density(at) * (x1 - x0) * (y1 - y0)) / cells ** 2;
      }
    }
    const n = 20000;
    const random = new Random(5, name);
    const x = new Float64Array(2);
    let inside = 0;
    for (let k = 0; k < n; k++) {
      q.draw(random, x);
      if (x[0] > x0 && x[0] < x1 && x[1] > y0 && x[1] < y1) inside++;
    }
    expect(mass).toBeGreaterThan(0.02);
    expect(Math.abs(mass - inside / n)).toBeLessThan(4 * Math.sqrt((mass * (1 - mass)) / n) + 0.005);
  });
});

describe.each(names.filter(name => buildPlanar({ name }).conditional))('%s', name => {
  it('conditionals multiply to the density', () => {
    const p = buildPlanar({ name });
    const random = new Random(9, name);
    const x = new Float64Array(2);
    for (let k = 0; k < 50; k++) {
      p.draw(random, x);
      const chain = p.conditional!([]).logDensity(x[0]) + p.conditional!([x[0]]).logDensity(x[1]);
      expect(chain).toBeCloseTo(p.logDensity(x), 9);
    }
  });
});

it('ring is the protocol of VEEGAN and PacGAN, without the doubled mode', () => {
  const p = ring();
  expect(p.modes).toHaveLength(8);
  expect(p.sigma).toBe(0.01);
  expect([...p.modes[1]]).toEqual([Math.cos(Math.PI / 4), Math.sin(Math.PI / 4)]);
  expect(p.modes[7][1]).toBeLessThan(-0.7);
  // P(within 3σ of its mode) = 1 − e^{−4.5}: the ceiling of the high-quality share
  const random = new Random(1, 'ring');
  const x = new Float64Array(2);
  let good = 0;
  for (let k = 0; k < 20000; k++) {
    p.draw(random, x);
    if (p.modes.some(m => Math.hypot(x[0] - m[0], x[1] - m[1]) < 0.03)) good++;
  }
  expect(Math.abs(good / 20000 - (1 - Math.exp(-4.5)))).toBeLessThan(0.003);
});

it('a noisy line has the closed-form density Φ-difference × normal', () => {
  const p = planar.line.create({ x0: 0, y0: 0, x1: 2, y1: 0, sigma: 0.1 });
  const z = normal(0, 0.1);
  for (const [x, y] of [
    [0.5, 0.05],
    [-0.2, 0],
    [2.1, -0.3],
    [-1, 2],
  ]) {
    const along =
      integrate(s => z.density(x - s), 0, 2, { breaks: [Math.min(1.99, Math.max(0.01, x))], absolute: 0 }) /
      2;
    expect(p.density([x, y]) / (along * z.density(y))).toBeCloseTo(1, 10);
  }
});

describe('multivariate normal', () => {
  const covariance = [2, 0.6, -0.4, 0.6, 1, 0.3, -0.4, 0.3, 0.5];
  const p = multivariateNormal([1, -2, 0.5], covariance);

  it('has the density of the quadratic form, and conditionals that multiply to it', () => {
    // value from scipy.stats.multivariate_normal([1, -2, .5], covariance).logpdf([0.3, -1, 1])
    expect(p.logDensity([0.3, -1, 1])).toBeCloseTo(-3.39140425439027, 12);
    const x = [0.3, -1, 1];
    const chain = x.reduce((sum, v, k) => sum + p.conditional!(x.slice(0, k)).logDensity(v), 0);
    expect(chain).toBeCloseTo(p.logDensity(x), 12);
  });

  it('draws have its moments, singular ones too', () => {
    const singular = multivariateNormal([0, 0], [1, 2, 2, 4]);
    for (const q of [p, singular]) {
      const { covariance: got } = sampleMoments(q, 40000);
      got.forEach((v, i) => {
        expect(Math.abs(v - q.covariance[i])).toBeLessThan(0.1);
      });
    }
    expect(() => singular.density([0, 0])).toThrow('it has no density');
    expect(singular.entropy).toBe(-Infinity);
  });
});

describe('linear algebra', () => {
  const matrix = fc
    .integer({ min: 1, max: 7 })
    .chain(n =>
      fc
        .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n * n, maxLength: n * n })
        .map(a => ({ n, a })),
    );

  it('L Lᵀ gives the matrix back; eigenvalues have its trace, squares and determinant', () => {
    fc.assert(
      fc.property(matrix, ({ n, a }) => {
        const s = product(a, transpose(a, n, n), n, n, n);
        for (let i = 0; i < n; i++) s[i * n + i] += 0.1;
        const l = cholesky('test', s, n);
        product(l, transpose(l, n, n), n, n, n).forEach((v, i) => {
          expect(v).toBeCloseTo(s[i], 10);
        });
        const values = symmetricEigenvalues(s, n);
        let [trace, squares, logDet] = [0, 0, 0];
        for (let i = 0; i < n; i++) {
          trace += s[i * n + i];
          logDet += 2 * Math.log(l[i * n + i]);
        }
        for (const v of s) squares += v * v;
        expect(values.reduce((x, v) => x + v, 0)).toBeCloseTo(trace, 9);
        expect(values.reduce((x, v) => x + v * v, 0) / squares).toBeCloseTo(1, 10);
        expect(values.reduce((x, v) => x + Math.log(v), 0)).toBeCloseTo(logDet, 7);
      }),
    );
  });

  it('eigenvalues of the second difference matrix are 2 − 2 cos(kπ/(n + 1))', () => {
    const n = 40;
    const a = Float64Array.from(
      { length: n * n },
      (_, k) => [2, -1][Math.abs(Math.floor(k / n) - (k % n))] ?? 0,
    );
    symmetricEigenvalues(a, n).forEach((v, k) => {
      expect(v).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)), 12);
    });
  });

  it.each([
    [() => multivariateNormal([0, 0], [1, 2, 2, 1]), 'positive semi-definite'],
    [
      () => multivariateNormal([0, 0], [1, 0.5, 0.4, 1]),
      'symmetric covariance, got 0.4 at (1, 0) and 0.5 at (0, 1)',
    ],
    [() => multivariateNormal([0, 0], [1]), '2 × 2 = 4 entries, got 1'],
    [() => buildPlanar({ name: 'rign' }), "unknown planar distribution 'rign'; did you mean 'ring'?"],
    [() => buildPlanar({ name: 'ring', sgma: 1 }), "unknown option of ring 'sgma'; did you mean 'sigma'?"],
    [() => buildPlanar({ name: 'ring', sigma: 0 }), 'ring: expected sigma > 0, got 0'],
    [() => buildPlanar({ name: 'grid', side: 2.5 }), 'grid: expected an integer side ≥ 1, got 2.5'],
    [() => buildPlanar({ name: 'correlated', rho: 1 }), 'correlated: expected −1 < rho < 1, got 1'],
  ])('error %#', (run, message) => {
    expect(run).toThrow(UserError);
    expect(run).toThrow(message);
  });
});
