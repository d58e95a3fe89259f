import { describe, expect, it } from 'vitest';
import type { Condition } from '../util/condition.ts';
import { conditionSchema } from './conditions.schema.ts';
import { conditionsOf } from './conditions.ts';
import { columnsInTurn } from './pictures.ts';

const hair = ['red', 'light brown', 'black'];
const attributes = [
  { name: 'glasses', values: ['without', 'with'] },
  { name: 'hair', values: hair },
];
const condition: Condition = { kind: 'vector', dim: 5, attributes };

/** The values of each sample, by the ones in its vector. */
function told(vectors: ReturnType<typeof conditionsOf>): string[][] {
  const names = attributes.flatMap(({ values }) => values);
  const rows = Array.from({ length: vectors!.length / 5 }, (_, i) => [
    ...vectors!.subarray(5 * i, 5 * i + 5),
  ]);
  return rows.map(row => row.flatMap((value, place) => (value === 1 ? [names[place]] : [])));
}

describe('conditions of attributes', () => {
  it('go through the attribute with most values, and draw the others by the seed', () => {
    const all = told(conditionsOf(condition, { seed: 7 }, 600));
    expect(all.map(([, colour]) => colour)).toEqual(all.map((_, i) => hair[i % 3]));
    const glasses = all.filter(([what]) => what === 'with').length;
    expect(Math.abs(glasses - 300)).toBeLessThan(60);
    expect(told(conditionsOf(condition, { seed: 7 }, 60))).toEqual(all.slice(0, 60));
    expect(told(conditionsOf(condition, { seed: 8 }, 600))).not.toEqual(all);
  });

  it('are as asked, and draw what is not named as if nothing were asked', () => {
    const request = { attributes: { hair: 'light brown' }, seed: 7 };
    const brown = told(conditionsOf(condition, request, 600));
    const all = told(conditionsOf(condition, { seed: 7 }, 600));
    expect(brown).toEqual(all.map(([glasses]) => [glasses, 'light brown']));
    const with_ = told(conditionsOf(condition, { attributes: { glasses: 'with' }, seed: 7 }, 600));
    for (const colour of hair) {
      const share = with_.filter(([glasses, found]) => glasses === 'with' && found === colour).length;
      expect(Math.abs(share - 200)).toBeLessThan(60);
    }
    const both = { glasses: 'without', hair: 'black' };
    expect(told(conditionsOf(condition, { attributes: both }, 2))).toEqual([
      Object.values(both),
      Object.values(both),
    ]);
  });

  it.each([
    [{ hiar: 'red' }, "attributes: unknown attribute 'hiar'; did you mean 'hair'? Valid: hair, glasses"],
    [{ hair: 'rde' }, "attributes: unknown hair 'rde'; did you mean 'red'? Valid: red, black, light brown"],
    [{ glasses: 'toString' }, /^attributes: unknown glasses 'toString'/],
    [{ toString: 'red' }, /^attributes: unknown attribute 'toString'/],
  ])('refuse %j', (asked, sentence) => {
    expect(() => conditionsOf(condition, { attributes: asked as Record<string, string> }, 2)).toThrow(
      sentence,
    );
  });

  it.each([
    [undefined, /^attributes: expected none, .* trained without attributes, got hair=red; leave them out$/],
    [
      { kind: 'class', names: ['a', 'b'] },
      /^attributes: .*, got one of 2 classes and 'hair=red'; ask for classes$/,
    ],
    [
      { kind: 'vector', dim: 5 },
      /^attributes: .*, got one of a vector of 5 and 'hair=red'; pass conditions$/,
    ],
  ] as [Condition | undefined, RegExp][])('are refused by %j', (other, sentence) => {
    expect(() => conditionsOf(other, { attributes: { hair: 'red' } }, 2)).toThrow(sentence);
  });

  it('come from one place only, and are no classes', () => {
    const asked = { hair: 'red' };
    expect(() => conditionsOf(condition, { classes: ['red'], attributes: asked }, 2)).toThrow(
      'classes: expected classes, attributes or conditions, got classes and attributes; give one of them',
    );
    expect(() => conditionsOf(condition, { classes: ['red'] }, 2)).toThrow(
      'classes: expected none, since the generator was trained on glasses and hair, got red; ask for attributes',
    );
  });
});

it('reads attributes of a file that fit their vector', () => {
  expect(conditionSchema.parse(condition)).toEqual(condition);
  expect(conditionSchema.safeParse({ ...condition, dim: 6 }).success).toBe(false);
  expect(conditionSchema.safeParse({ ...condition, attributes: [{ name: 'hair' }] }).success).toBe(false);
});

it('arranges samples in columns of one kind, near a square', () => {
  const classes = (count: number): Condition => ({
    kind: 'class',
    names: Array.from({ length: count }, String),
  });
  expect(columnsInTurn(condition, 100)).toBe(9);
  expect([8, 9, 10].map(count => columnsInTurn(classes(count), 100))).toEqual([8, 9, 10]);
  expect([columnsInTurn(classes(1000), 100), columnsInTurn(classes(8), 4)]).toEqual([undefined, undefined]);
  expect([columnsInTurn(undefined, 100), columnsInTurn({ kind: 'vector', dim: 3 }, 100)]).toEqual([
    undefined,
    undefined,
  ]);
});
