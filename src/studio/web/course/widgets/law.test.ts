import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lawOf } from '../../../../../test/laws.ts';
import { stroke, withEntry } from './law.ts';

it('withEntry keeps a law a law and the ratios of the others', () => {
  fc.assert(
    fc.property(lawOf(4, true), fc.double({ min: 0, max: 0.99, noNaN: true }), (p, value) => {
      const q = withEntry(p, 1, value);
      expect(q.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      expect(q[1]).toBeCloseTo(value, 12);
      if (p[2] > 1e-6 && p[1] < 0.99) expect(q[0] * p[2]).toBeCloseTo(q[2] * p[0], 9);
    }),
  );
});

it('withEntry leaves certainty: what was lost is shared evenly', () => {
  expect(withEntry([1, 0, 0], 0, 0.4)).toEqual([0.4, 0.3, 0.3]);
});

it('a stroke has no holes, in either direction', () => {
  expect(stroke([0, 0, 0, 0, 0], [1, 1], [3, 3])).toEqual([0, 1, 2, 3, 0]);
  expect(stroke([0, 0, 0, 0, 0], [3, 3], [1, 1])).toEqual([0, 1, 2, 3, 0]);
  expect(stroke([0, 0, 0], [1, 5], [1, 2])).toEqual([0, 2, 0]);
  expect(stroke([0, 0, 0], [-2, 1], [9, 1])).toEqual([1, 1, 1]);
});
