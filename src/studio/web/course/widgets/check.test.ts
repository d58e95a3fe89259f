import { expect, it } from 'vitest';
import { check } from './check.ts';

const fair = { answer: Math.LN2, tolerance: 0.005, unit: 'nats' } as const;

it('accepts within the tolerance and refuses outside', () => {
  expect(check('0.693', fair).right).toBe(true);
  expect(check('log 2', fair).right).toBe(true);
  expect(check('0.688', fair).right).toBe(false);
  expect(check('0.70', fair).right).toBe(false);
});

it('names a wrong sign, a wrong unit and what is no number', () => {
  expect(check('-0.693', fair).note).toMatch('sign');
  expect(check('1', fair).note).toMatch('bits');
  expect(check('1.0397', { answer: 1.5, tolerance: 0.005, unit: 'bits' }).note).toMatch('nats');
  expect(check('a lot', fair).note).toMatch('not a number');
  expect(check('12', fair)).toEqual({ right: false });
});

it('infinity is an answer', () => {
  const infinite = { answer: Infinity, tolerance: 0.01 };
  expect(check('inf', infinite).right).toBe(true);
  expect(check('1000', infinite).right).toBe(false);
  expect(check('-inf', infinite).note).toMatch('sign');
});
