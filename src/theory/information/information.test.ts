import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lawOf, pairOfLaws } from '../../../test/laws.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { beta, exponential, gamma, mixture, normal, studentT, uniform } from '../distributions/index.ts';
import { kl } from '../divergences/divergences.ts';
import {
  differentialCrossEntropy,
  differentialEntropy,
  differentialEntropyByQuadrature,
} from './differential.ts';
import {
  conditionalEntropy,
  crossEntropy,
  entropy,
  jointEntropy,
  marginals,
  mutualInformation,
  selfInformation,
} from './entropy.ts';
import {
  countLabels,
  differentialEntropyFromSamples,
  entropyFromCounts,
  mutualInformationFromCounts,
} from './estimate.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/theory-divergences.json', import.meta.url), 'utf8'),
);

describe('closed forms', () => {
  it('a sure event tells nothing, a coin one bit, a die log 6', () => {
    expect(selfInformation(1)).toBe(0);
    expect(selfInformation(0)).toBe(Infinity);
    expect(selfInformation(1 / 8, { bits: true })).toBeCloseTo(3, 15);
    expect(entropy([0, 1, 0])).toBe(0);
    expect(entropy([0.5, 0.5], { bits: true })).toBe(1);
    expect(entropy(new Array(6).fill(1 / 6))).toBeCloseTo(Math.log(6), 14);
    expect(crossEntropy([0.5, 0.5], [1, 0])).toBe(Infinity);
  });

  it('a noiseless channel transmits H(X), a useless one nothing', () => {
    const clean = [
      [0.5, 0],
      [0, 0.5],
    ];
    const useless = [
      [0.25, 0.25],
      [0.25, 0.25],
    ];
    expect(mutualInformation(clean, { bits: true })).toBeCloseTo(1, 15);
    expect(conditionalEntropy(clean)).toBe(0);
    expect(mutualInformation(useless)).toBe(0);
    expect(conditionalEntropy(useless, { bits: true })).toBeCloseTo(1, 15);
  });

  it.each([normal(3, 0.01), uniform(2, 9), exponential(7), gamma(2.5, 3), beta(2, 5), studentT(4)])(
    '$name: closed-form differential entropy equals quadrature',
    p => {
      expect(differentialEntropyByQuadrature(p)).toBeCloseTo(differentialEntropy(p), 10);
      expect(differentialEntropy(p, { bits: true })).toBeCloseTo(differentialEntropy(p) / Math.LN2, 12);
    },
  );

  it('a mixture far apart has the mean entropy plus the entropy of the choice', () => {
    const far = mixture([0.25, 0.75], [normal(-100, 1), normal(100, 1)]);
    expect(differentialEntropy(far)).toBeCloseTo(differentialEntropy(normal()) + entropy([0.25, 0.75]), 9);
  });
});

it('scipy: entropy in nats and bits to 1e-12', () => {
  for (const { p, entropy: nats, bits } of fixture.discrete) {
    expect(Math.abs(entropy(p) / nats - 1)).toBeLessThan(1e-12);
    expect(Math.abs(entropy(p, { bits: true }) / bits - 1)).toBeLessThan(1e-12);
  }
});

describe('identities over random laws', () => {
  it('0 ≤ H ≤ log n, and H(p, q) = H(p) + KL(p‖q)', () => {
    fc.assert(
      fc.property(pairOfLaws(), ([p, q]) => {
        expect(entropy(p)).toBeGreaterThanOrEqual(0);
        expect(entropy(p)).toBeLessThanOrEqual(Math.log(p.length) + 1e-12);
        expect(Math.abs(crossEntropy(p, q) - entropy(p) - kl(p, q))).toBeLessThan(1e-11);
      }),
    );
  });

  it('chain rule, and I(X; Y) = H(X) + H(Y) − H(X, Y) ≥ 0', () => {
    const joint = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
      .chain(([a, b]) =>
        lawOf(a * b, true).map(p => Array.from({ length: a }, (_, i) => p.slice(i * b, (i + 1) * b))),
      );
    fc.assert(
      fc.property(joint, table => {
        const [x, y] = marginals(table);
        expect(conditionalEntropy(table)).toBeCloseTo(jointEntropy(table) - entropy(x), 10);
        expect(mutualInformation(table)).toBeCloseTo(entropy(x) + entropy(y) - jointEntropy(table), 10);
        expect(mutualInformation(table)).toBeCloseTo(entropy(y) - conditionalEntropy(table), 10);
      }),
    );
  });

  it('differential cross-entropy = h(p) + KL(p‖q)', () => {
    const [p, q] = [normal(0, 1), studentT(3, 1, 2)];
    expect(differentialCrossEntropy(p, q)).toBeCloseTo(differentialEntropy(p) + kl(p, q), 10);
  });
});

describe('from samples', () => {
  it('bias corrections come closer than the plug-in, which is low by about (k − 1)/2n', () => {
    const [k, n, repeats] = [50, 200, 300];
    const mean = { 'plug-in': 0, 'miller-madow': 0, grassberger: 0 };
    for (let r = 0; r < repeats; r++) {
      const random = new Random(1, 'labels', r);
      const labels = Array.from({ length: n }, () => random.integer(k));
      for (const method of Object.keys(mean) as (keyof typeof mean)[]) {
        mean[method] += entropyFromCounts(countLabels(labels, k), { method }) / repeats;
      }
    }
    const bias = (method: keyof typeof mean) => mean[method] - Math.log(k);
    expect(bias('plug-in') / (-(k - 1) / (2 * n))).toBeGreaterThan(0.95);
    expect(bias('plug-in') / (-(k - 1) / (2 * n))).toBeLessThan(1.2);
    expect(Math.abs(bias('miller-madow'))).toBeLessThan(0.02);
    expect(Math.abs(bias('grassberger'))).toBeLessThan(0.005);
  });

  it('mutual information of independent labels is near 0 once corrected', () => {
    const [n, repeats] = [300, 200];
    let [plugIn, corrected] = [0, 0];
    for (let r = 0; r < repeats; r++) {
      const random = new Random(4, 'pairs', r);
      const table = Array.from({ length: 5 }, () => new Float64Array(7));
      for (let i = 0; i < n; i++) table[random.integer(5)][random.integer(7)]++;
      plugIn += mutualInformationFromCounts(table, { method: 'plug-in' }) / repeats;
      corrected += mutualInformationFromCounts(table) / repeats;
    }
    expect(plugIn / ((4 * 6) / (2 * n))).toBeGreaterThan(0.9);
    expect(plugIn / ((4 * 6) / (2 * n))).toBeLessThan(1.15);
    expect(Math.abs(corrected)).toBeLessThan(0.006);
  });

  it.each([normal(1, 2), exponential(0.5), uniform(0, 3)])('$name: spacings estimate h', p => {
    const random = new Random(2, p.name);
    const x = Array.from({ length: 4000 }, () => p.sample(random));
    // deviation √(Var log p / n) ≈ .016 at most, plus an edge bias of about √n/n
    expect(Math.abs(differentialEntropyFromSamples(x) - differentialEntropy(p))).toBeLessThan(0.06);
  });
});

it.each([
  [() => entropy([0.5, 0.4]), 'entropy: expected p to sum to 1, got 0.9'],
  [() => entropy([1.5, -0.5]), 'entropy: expected p[1] ≥ 0, got -0.5'],
  [() => entropy([NaN]), 'entropy: expected p[0] ≥ 0, got NaN'],
  [() => entropy([]), 'entropy: expected p to have entries'],
  [() => crossEntropy([1], [0.5, 0.5]), 'crossEntropy: expected q as long as p (1), got 2'],
  [() => selfInformation(1.2), 'selfInformation: expected 0 ≤ p ≤ 1, got 1.2'],
  [() => mutualInformation([[0.5, 0.5], [0.2]]), 'expected joint[1] as long as joint[0] (2), got 1'],
  [() => entropyFromCounts([0, 0]), 'at least one sample'],
  [() => entropyFromCounts([1.5]), 'expected an integer counts[0] ≥ 0, got 1.5'],
  [() => differentialEntropyFromSamples([1, 2]), 'expected at least 4 samples, got 2'],
  [() => countLabels([3], 3), 'expected labels in 0 … 2, got 3'],
])('error %#', (run, message) => {
  expect(run).toThrow(UserError);
  expect(run).toThrow(message);
});
