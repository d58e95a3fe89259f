import { describe, expect, it } from 'vitest';
import { openDataset } from '../../data/registry.ts';
import { normal } from '../../theory/distributions/index.ts';
import { jsd, kl } from '../../theory/divergences/divergences.ts';
import { wasserstein } from '../../theory/transport/wasserstein.ts';
import { realSamples } from '../pictures.ts';
import { boundsOf } from './bounds.ts';
import { COMPARED, Comparison } from './quality.ts';

const compare = async (data: Parameters<typeof openDataset>[0]) => {
  const dataset = await openDataset(data);
  return { dataset, comparison: new Comparison(dataset, boundsOf(dataset, 0), 0) };
};
const quantities = ['js', 'kl', 'reverseKl', 'transport'] as const;

describe.each([
  { name: 'normal' },
  { name: 'mixture' },
  { name: 'ring' },
  { name: 'moons' },
  { name: 'discrete' },
] as Parameters<typeof openDataset>[0][])('of $name', data => {
  it('samples of the law itself score about the floor', async () => {
    const { dataset, comparison } = await compare(data);
    const scores = Array.from({ length: 12 }, (_, i) =>
      comparison.measure(realSamples(dataset, COMPARED, 1000 + i)),
    );
    for (const name of quantities) {
      const mean = scores.reduce((sum, score) => sum + score[name].value / 12, 0);
      const { floor } = scores[0][name];
      expect(floor, name).toBeGreaterThan(0);
      // between modes far apart, W₁ depends on how many samples each mode happens to get
      const slack = name === 'transport' ? 2.5 : 1.3;
      expect(mean / floor, name).toBeGreaterThan(1 / slack);
      expect(mean / floor, name).toBeLessThan(slack);
    }
  });
});

it('comes to the exact divergences on the line', async () => {
  const { comparison } = await compare({ name: 'normal' });
  const [p, q] = [normal(0, 1), normal(0.5, 1.2)];
  const samples = Float32Array.from({ length: COMPARED }, (_, i) => q.quantile((i + 0.5) / COMPARED));
  const got = comparison.measure(samples);
  expect(got.exact).toBe(true);
  expect(got.js.value).toBeCloseTo(jsd(p, q), 2);
  expect(got.kl.value / kl(p, q)).toBeGreaterThan(0.9);
  expect(got.kl.value / kl(p, q)).toBeLessThan(1.05);
  expect(got.reverseKl.value / kl(q, p)).toBeGreaterThan(0.85);
  expect(got.reverseKl.value / kl(q, p)).toBeLessThan(1.05);
  expect(got.transport.value).toBeCloseTo(wasserstein(p, q), 2);
});

it('tells what is left out from what is made up', async () => {
  const { dataset, comparison } = await compare({ name: 'ring' });
  const reals = realSamples(dataset, 20 * COMPARED, 7);
  const right: number[] = [];
  for (let i = 0; i < reals.length && right.length < 2 * COMPARED; i += 2) {
    if (reals[i] > 0.2) right.push(reals[i], reals[i + 1]); // three of eight modes
  }
  const half = comparison.measure(Float32Array.from(right));
  expect(half.exact).toBe(false);
  expect(half.reverseKl.value).toBeCloseTo(Math.log(8 / 3), 1);
  expect(half.kl.value).toBeGreaterThan(2);
  expect(half.modes?.found).toBe(3);
});
