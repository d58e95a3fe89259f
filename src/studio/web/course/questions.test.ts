import { expect, it } from 'vitest';
import { entropy } from '../../../theory/index.ts';
import { meanQuestions } from './questions.ts';

it('takes one question for any coin, however little a toss tells', () => {
  expect(meanQuestions([0.8, 0.2])).toBe(1);
  expect(entropy([0.8, 0.2], { bits: true })).toBeCloseTo(0.7219, 4);
  expect(meanQuestions([1, 0])).toBe(0);
});

it.each([
  [[0.5, 0.25, 0.125, 0.125]],
  [[0.97, 0.01, 0.01, 0.01]],
  [[0.3, 0.3, 0.2, 0.2]],
  [[0.26, 0.25, 0.25, 0.24]],
])('lies between the entropy and one more: %j', law => {
  const least = entropy(law, { bits: true });
  expect(meanQuestions(law)).toBeGreaterThanOrEqual(least - 1e-12);
  expect(meanQuestions(law)).toBeLessThan(least + 1);
});
