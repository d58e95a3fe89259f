import { describe, expect, it } from 'vitest';
import { add, exp, greater, mul, neg, tanh, where } from '../ops/elementwise.ts';
import { input } from '../ops/leaf.ts';
import type { Tensor } from '../tensor.ts';
import { planChoices } from './lazy.ts';

const [x, y] = ['x', 'y'].map(name => input(name, [3]));
const flags = ['p', 'q'].map(name => greater(input(name, []), 0));
const [p, q] = flags;

const plan = (...outputs: Tensor[]) => planChoices(outputs, new Map());
/** What is computed whatever the choice, without the inputs of the graph. */
const outside = (...outputs: Tensor[]) => {
  const needs = [...plan(...outputs).values()].flatMap(choice => choice.needs);
  return [...new Set(needs)].filter(node => node.op.name !== 'input' && !flags.includes(node));
};

describe('a choice', () => {
  it('takes in what only one of its branches needs, and no more', () => {
    const shared = exp(x);
    const [a, b] = [tanh(add(shared, y)), neg(mul(y, y))];
    expect(outside(where(p, a, b), shared)).toEqual([shared]);
    expect(outside(where(p, a, b), a)).toEqual([a]); // a is a result
    expect(outside(where(p, add(a, b), b))).toEqual([b]); // both branches need b
    expect(outside(where(p, a, x), where(q, a, x))).toEqual([a]); // so do two choices
  });

  it('is one for all wheres of a condition that do not follow from one another', () => {
    const shared = exp(x);
    const [a, b] = [where(p, tanh(shared), x), where(p, neg(shared), y)];
    const c = where(p, mul(a, b), a);
    const choices = plan(b, c);
    expect(new Set(choices.get(a)!.wheres)).toEqual(new Set([a, b]));
    expect(choices.get(a)).toBe(choices.get(b));
    expect(choices.get(c)!.wheres).toEqual([c]);
    expect(outside(a, b)).toEqual([]);
  });

  it('holds the choices that only it needs', () => {
    const inner = where(q, exp(x), y);
    const outer = where(p, tanh(inner), y);
    expect([...plan(outer).keys()]).toEqual([outer]);
    expect(new Set(plan(outer, inner).keys())).toEqual(new Set([outer, inner]));
  });

  it('is left where two conditions would wait for each other', () => {
    const first = { p: where(p, exp(x), x), q: where(q, exp(y), y) };
    const second = { q: where(q, neg(first.p), x), p: where(p, neg(first.q), y) };
    const choices = plan(first.p, first.q, second.p, second.q);
    const twice = [...new Set(choices.values())].filter(choice => choice.wheres.length > 1);
    expect(twice.length).toBeLessThan(2);
    expect(choices.size).toBeGreaterThan(1);
  });

  it('needs a condition for all elements at once', () => {
    expect(plan(where(greater(x, 0), exp(x), y)).size).toBe(0);
  });
});
