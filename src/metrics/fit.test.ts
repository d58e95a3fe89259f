import { describe, expect, it } from 'vitest';
import type { SamplerDataset } from '../data/dataset.ts';
import { openDataset } from '../data/registry.ts';
import { ring } from '../theory/distributions/modes.ts';
import { Random } from '../util/random.ts';
import { measureFit } from './fit.ts';
import { modeCoverage } from './modes.ts';

async function draws(data: { name: string }, n: number): Promise<[SamplerDataset, Float32Array]> {
  const dataset = (await openDataset(data)) as SamplerDataset;
  const out = new Float32Array(n * dataset.shape.reduce((a, b) => a * b, 1));
  dataset.draw(new Random(1, 'fit'), out);
  return [dataset, out];
}

describe('measureFit on the line', () => {
  it('tells a shift by δ at its true size, 2Φ(δ/2) − 1', async () => {
    const [dataset, samples] = await draws({ name: 'normal' }, 40_000);
    const { ks } = measureFit(
      dataset,
      samples.map(x => x + 0.5),
    );
    expect(Math.abs(ks - 0.1974)).toBeLessThan(0.01);
    expect(measureFit(dataset, samples).ks).toBeLessThan(0.01);
  });
});

describe('modeCoverage', () => {
  it('gives the law itself all modes and 98.89 % of high quality', async () => {
    const [dataset, samples] = await draws({ name: 'ring' }, 40_000);
    const { modesFound, modes, highQuality } = measureFit(dataset, samples);
    expect([modesFound, modes]).toEqual([8, 8]);
    expect(Math.abs(highQuality - 0.98889)).toBeLessThan(0.003);
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
  const [dataset, samples] = await draws({ name: 'multivariate-normal' }, 40_000);
  const fit = measureFit(dataset, samples);
  expect(fit.meanError).toBeLessThan(0.02);
  expect(fit.varianceError).toBeLessThan(0.02);
  const wide = samples.map((x, i) => (i % 2 === 0 ? 1 + 2 * (x - 1) : x));
  expect(Math.abs(measureFit(dataset, wide).varianceError - 1.5)).toBeLessThan(0.05);
});
