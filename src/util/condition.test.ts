import { expect, it } from 'vitest';
import {
  type Condition,
  checkCondition,
  checkConditionValues,
  classNumber,
  conditionLength,
  conditionShape,
  conditionText,
  conditionValues,
  sameCondition,
} from './condition.ts';

const classes: Condition = { kind: 'class', names: ['cat', 'dog', 'bird'] };
const vector: Condition = { kind: 'vector', dim: 4 };
const image: Condition = { kind: 'image', shape: [2, 3, 1] };

it('says shape, length, room and words of each kind', () => {
  const all = [classes, vector, image];
  expect(all.map(conditionShape)).toEqual([[], [4], [2, 3, 1]]);
  expect(all.map(conditionLength)).toEqual([1, 4, 6]);
  expect(all.map(c => conditionValues(c, 5))).toEqual([
    new Int32Array(5),
    new Float32Array(20),
    new Float32Array(30),
  ]);
  expect(all.map(conditionText)).toEqual(['3 classes', 'a vector of 4', 'an image of 2 × 3 × 1']);
});

it('tells conditions apart by kind, shape and names', () => {
  const all = [undefined, classes, vector, image, { kind: 'class', names: ['cat', 'dog'] } as const];
  for (const [i, a] of all.entries())
    for (const [j, b] of all.entries()) expect(sameCondition(a, structuredClone(b))).toBe(i === j);
});

it.each([
  [{ kind: 'class', names: [] }, 'x: expected names of classes, got none'],
  [{ kind: 'class', names: ['a', 'b', 'a'] }, "x: expected another name for each class, got 'a' twice"],
  [
    { kind: 'vector', dim: 0 },
    'x: expected a condition whose extents are positive integers, got a vector of 0',
  ],
  [{ kind: 'image', shape: [2, 2.5, 1] }, /positive integers, got an image of 2 × 2\.5 × 1$/],
] as [Condition, string | RegExp][])('refuses %j', (condition, message) => {
  expect(() => checkCondition('x', condition)).toThrow(message);
});

it.each([
  [classes, new Float32Array(2), 'x: expected conditions (3 classes) as Int32Array, got Float32Array'],
  [vector, new Int32Array(8), /\(a vector of 4\) as Float32Array, got Int32Array$/],
  [classes, new Int32Array(3), 'x: expected 2 numbers as conditions of 2 samples (3 classes), got 3'],
  [image, new Float32Array(6), /expected 12 numbers as conditions of 2 samples/],
  [classes, Int32Array.of(0, 3), 'x: expected classes from 0 to 2, got 3 at place 1'],
  [classes, Int32Array.of(-1, 0), 'got -1 at place 0'],
])('refuses values that are none of %j', (condition, values, message) => {
  expect(() => checkConditionValues('x', condition, values, 2)).toThrow(message);
});

it('takes sound conditions', () => {
  for (const condition of [classes, vector, image]) {
    checkCondition('x', condition);
    checkConditionValues('x', condition, conditionValues(condition, 2), 2);
  }
});

it('finds a class by its name', () => {
  expect(classNumber('sample', classes, 'dog')).toBe(1);
  expect(() => classNumber('sample', classes, 'brid')).toThrow(
    "sample: unknown class 'brid'; did you mean 'bird'? Valid: bird, cat, dog",
  );
  expect(() => classNumber('sample', vector, 'dog')).toThrow(
    "sample: expected data with classes to choose 'dog' of, got a vector of 4",
  );
  expect(() => classNumber('sample', undefined, 'dog')).toThrow(/got no condition$/);
  const many: Condition = { kind: 'class', names: Array.from({ length: 5000 }, (_, i) => `word ${i}`) };
  expect(() => classNumber('sample', many, 'word x')).toThrow(/^.{500,2000}, …$/);
});
