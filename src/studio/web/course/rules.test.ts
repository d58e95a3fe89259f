import { expect, it } from 'vitest';
import { type rules, walk } from './rules.ts';

const distance = (rule: (typeof rules)[number]['name'], steps: number, rate = 0.2) =>
  Math.hypot(...walk(rule, [1, 0], { rate, steps }).at(-1)!);

it('leads outwards by √(1 + η²) a step where both move at once', () => {
  expect(distance('both', 10)).toBeCloseTo((1 + 0.2 ** 2) ** 5, 10);
});

it('shrinks by 1 − η² + η⁴ in the square with the step ahead', () => {
  expect(distance('ahead', 7) ** 2).toBeCloseTo((1 - 0.2 ** 2 + 0.2 ** 4) ** 7, 10);
});

it('stays on an ellipse in turn, and comes in by optimism and by looking back', () => {
  expect(distance('turns', 1000)).toBeGreaterThan(0.85);
  expect(distance('turns', 1000)).toBeLessThan(1.15);
  for (const rule of ['optimistic', 'back'] as const) expect(distance(rule, 200), rule).toBeLessThan(0.2);
});

it('looks back at the point five steps ago', () => {
  const plain = walk('both', [1, 0], { rate: 0.2, steps: 5 });
  const [x, y] = walk('back', [1, 0], { rate: 0.2, steps: 5 })[5];
  expect(x).toBeCloseTo((1 + plain[5][0]) / 2, 12);
  expect(y).toBeCloseTo(plain[5][1] / 2, 12);
});
