import { expect, it } from 'vitest';
import { Random } from '../../util/random.ts';
import { normal } from './normal.ts';
import { scatter } from './scatter.ts';

it('is a mixture of normals around its points', () => {
  const law = scatter([0, 0, 2, -1], 0.5);
  const near = (x: number, y: number) => normal(0, 0.5).density(x) * normal(0, 0.5).density(y);
  expect(law.density([0.3, 0.1])).toBeCloseTo((near(0.3, 0.1) + near(-1.7, 1.1)) / 2, 12);
  expect([...law.mean]).toEqual([1, -0.5]);
  expect([...law.covariance]).toEqual([1.25, -0.5, -0.5, 0.5]);
  expect('modes' in law).toBe(false);
});

it('draws near every point', () => {
  const law = scatter([0, 0, 10, 10, 20, 0], 0.1);
  const out = new Float64Array(2);
  const random = new Random(3, 'test');
  const seen = new Set<number>();
  for (let i = 0; i < 100; i++) {
    law.draw(random, out);
    seen.add(Math.round(out[0] / 10));
  }
  expect([...seen].sort()).toEqual([0, 1, 2]);
});

it.each([[[]], [[1, 2, 3]], [[1, Number.NaN]]])('refuses %j', values => {
  expect(() => scatter(values)).toThrow('points: expected x and y of at least one point in turn');
});
