import { describe, expect, it } from 'vitest';
import { gameValueFromLogits, normal } from '../../../theory/index.ts';
import {
  advance,
  begin,
  DATA,
  discriminatorGradient,
  following,
  generatorGradient,
  generatorLoss,
  iterate,
  phases,
  type Rules,
  saddleValue,
  valueOn,
} from './tiny-game.ts';

const rules: Rules = { m: 8, k: 1, rate: 0.3, loss: 'non-saturating', seed: 0 };
const at = { theta: 0.4, w: 0.7, b: -0.2 };
const real = [1.1, 2.5, 3];
const fake = [-0.3, 0.9, 0.2];
const difference = (f: (h: number) => number) => (f(1e-5) - f(-1e-5)) / 2e-5;

describe('gradients by finite differences', () => {
  it('of V in w and b', () => {
    const { dw, db } = discriminatorGradient(at, real, fake);
    expect(dw).toBeCloseTo(
      difference(h => valueOn({ ...at, w: at.w + h }, real, fake)),
      8,
    );
    expect(db).toBeCloseTo(
      difference(h => valueOn({ ...at, b: at.b + h }, real, fake)),
      8,
    );
  });

  it.each(['saturating', 'non-saturating'] as const)('of the %s loss in θ', loss => {
    const shifted = (h: number) =>
      generatorLoss(
        at,
        fake.map(x => x + h),
        loss,
      );
    expect(generatorGradient(at, fake, loss)).toBeCloseTo(difference(shifted), 8);
  });
});

it('goes through the six phases in order, D k times', () => {
  const seen = (k: number, count: number) => {
    let s = begin();
    return Array.from({ length: count }, () => {
      s = advance(s, { ...rules, k });
      return s.phase;
    });
  };
  expect(seen(1, 6)).toEqual(phases);
  const twice = [...phases.slice(0, 4), ...phases];
  expect(seen(2, 20)).toEqual([...twice, ...twice]);
  expect(following(begin(), rules)).toBe('data');
});

it('D learns on other noise than G, and every step draws anew', () => {
  const one = iterate(begin(), rules, 1);
  let s = begin();
  for (let i = 0; i < 2; i++) s = advance(s, rules);
  expect(s.noise).not.toEqual(one.noise);
  expect(iterate(one, rules, 1).noise).not.toEqual(one.noise);
  expect(iterate(begin(), rules, 3)).toEqual(iterate(one, rules, 2)); // nothing hidden
});

it('finds the mean of the data', () => {
  const { history } = iterate(begin(), { ...rules, m: 64 }, 400);
  const late = history.slice(-100).reduce((sum, x) => sum + x, 0) / 100;
  expect(Math.abs(late - DATA)).toBeLessThan(0.25);
});

it('saddleValue is the value of the game', () => {
  const exact = gameValueFromLogits((x: number) => 0.8 * x, normal(0, 1), normal(1.3, 1));
  expect(saddleValue(1.3, 0.8)).toBeCloseTo(exact, 6);
  expect(saddleValue(0, 0)).toBeCloseTo(-Math.log(4), 6);
});
