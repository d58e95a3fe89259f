import { expect, it } from 'vitest';
import { kindsOf } from './kinds.ts';

it('lists classes, and combinations of attributes by the one with most values', () => {
  const classes = kindsOf({ kind: 'class', names: ['cat', 'dog'] })!;
  expect(classes.names).toEqual(['cat', 'dog']);
  expect(classes.values(Int32Array.of(1, 0))).toEqual({ data: Int32Array.of(1, 0), shape: [2] });
  expect(classes.numbers(Int32Array.of(1, 0))).toEqual(Int32Array.of(1, 0));
  const attributes = [
    { name: 'hat', values: ['without', 'with'] },
    { name: 'hair', values: ['red', 'light brown', 'black'] },
  ];
  const faces = kindsOf({ kind: 'vector', dim: 5, attributes })!;
  expect(faces.names).toHaveLength(6);
  expect(faces.names.slice(1, 4)).toEqual([
    'hat=without, hair=light brown',
    'hat=without, hair=black',
    'hat=with, hair=red',
  ]);
  const data = Float32Array.of(1, 0, 0, 1, 0, /**/ 0, 1, 1, 0, 0);
  expect(faces.values(Int32Array.of(1, 3))).toEqual({ data, shape: [2, 5] });
  expect(faces.numbers(data)).toEqual(Int32Array.of(1, 3));
});

it('lists none of other conditions, and of more combinations than anyone looks through', () => {
  const values = Array.from({ length: 30 }, String);
  const attributes = ['a', 'b'].map(name => ({ name, values }));
  const others = [undefined, { kind: 'vector', dim: 5 }, { kind: 'vector', dim: 60, attributes }] as const;
  expect(others.map(kindsOf)).toEqual([undefined, undefined, undefined]);
});
