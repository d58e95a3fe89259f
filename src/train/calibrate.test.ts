import { describe, expect, it } from 'vitest';
import { pointDataset } from '../data/dataset.ts';
import { openDataset } from '../data/registry.ts';
import { metric } from '../metrics/metric.ts';
import { Random } from '../util/random.ts';
import { independent, mostSamples, poolFloors, poolsOf } from './calibrate.ts';
import { givenOf } from './measure.ts';

const points = (count: number, from = 0) =>
  pointDataset({
    name: 'points',
    shape: [1],
    values: Float32Array.from({ length: count }, (_, i) => from + i),
    source: 'numbers',
  });

async function all(set: ReturnType<typeof points>): Promise<number[]> {
  const out = new Float32Array(set.size);
  await set.read(
    Uint32Array.from({ length: set.size }, (_, i) => i),
    out,
  );
  return [...out];
}

describe('poolsOf', () => {
  it('takes what calibrates from what nothing is compared with', async () => {
    const { reference, fresh } = poolsOf(points(100), undefined, 25, 0);
    const both = [...(await all(reference as never)), ...(await all(fresh as never))];
    expect(both.length).toBe(100);
    expect(new Set(both).size).toBe(100);
  });

  it('calibrates with samples that were not trained on where they are enough', () => {
    const [data, unseen] = [points(100), points(60, 1000)];
    expect(poolsOf(data, unseen, 30, 0)).toEqual({ reference: data, fresh: unseen });
    expect(poolsOf(data, points(40, 1000), 25, 0).reference.size).toBe(50);
    expect([mostSamples(data, unseen), mostSamples(data)]).toEqual([30, 25]);
  });

  it('refuses more samples than can be calibrated, and says how many can', () => {
    expect(() => poolsOf(points(100), undefined, 26, 0)).toThrow(
      'samples: expected at most 25, so that real data can be scored against real data at the same N, got 26; points has 100',
    );
  });

  it('draws both from a law without end', async () => {
    const ring = await openDataset({ name: 'ring' });
    expect(poolsOf(ring, undefined, 10_000, 0)).toEqual({ reference: ring, fresh: ring });
  });
});

it('widens the deviation of draws without repetition to that of independent ones', () => {
  const [size, n] = [400, 200];
  const random = new Random(0, 'pool');
  const pool = Array.from({ length: size }, () => random.normal());
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  const variance = sum(pool.map(x => (x - sum(pool) / size) ** 2)) / (size - 1);
  const means = Array.from({ length: 2000 }, (_, i) => {
    const order = new Random(i, 'draw').permutation(size).subarray(0, n);
    return sum([...order].map(k => pool[k])) / n;
  });
  const mean = sum(means) / means.length;
  const deviation = Math.sqrt(sum(means.map(m => (m - mean) ** 2)) / (means.length - 1));
  const { score } = independent({ score: { mean, deviation } }, n, points(size));
  expect(score.deviation / Math.sqrt(variance / n)).toBeGreaterThan(0.94);
  expect(score.deviation / Math.sqrt(variance / n)).toBeLessThan(1.06);
});

it.each([250, 400])('tells how the score of %i samples varies where the pool has 400', async samples => {
  const random = new Random(0, 'pool');
  const values = Float32Array.from({ length: 400 }, () => random.normal());
  const pool = pointDataset({ name: 'normals', shape: [1], values, source: 'numbers' });
  const mean = metric({
    figures: { mean: { title: 'Mean', better: 'less' } },
    needs: {},
    prepare: () => undefined,
    compute: ({ values, count }) => ({ mean: values.reduce((a, b) => a + b, 0) / count }),
    floor: { draws: 400, first: 1 },
  });
  const { deviation } = (await poolFloors(mean, undefined, givenOf(pool, samples))).mean;
  const squares = values.reduce((sum, x) => sum + x ** 2, 0) / 400;
  expect(deviation / Math.sqrt(squares / samples)).toBeGreaterThan(0.88);
  expect(deviation / Math.sqrt(squares / samples)).toBeLessThan(1.12);
});
