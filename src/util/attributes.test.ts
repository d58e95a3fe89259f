import { expect, it } from 'vitest';
import { attributesText, attributeVectors, leadingAttribute } from './attributes.ts';
import { attributesOf, type Condition, checkCondition, conditionText, sameCondition } from './condition.ts';

const attributes = [
  { name: 'size', values: ['small', 'large'] },
  { name: 'hair', values: ['red', 'light brown', 'black'] },
  { name: 'hat', values: ['without', 'with'] },
];
const condition: Condition = { kind: 'vector', dim: 7, attributes };

it('says attributes in words', () => {
  expect(conditionText(condition)).toBe('size, hair and hat');
  expect(attributesText(attributes.slice(1))).toBe('hair and hat');
  expect(attributesText(attributes.slice(2))).toBe('hat');
});

it('writes a number for each value of each attribute, one of them 1', () => {
  const places = { size: [1, 0], hair: [2, 1], hat: [0, 1] };
  const vectors = attributeVectors(attributes, 2, ({ name }, i) => places[name as 'hat'][i]);
  expect([...vectors]).toEqual([0, 1, 0, 0, 1, 1, 0, /**/ 1, 0, 0, 1, 0, 0, 1]);
  expect(leadingAttribute(attributes).name).toBe('hair');
  expect(leadingAttribute([attributes[0], attributes[2]]).name).toBe('size');
});

it('tells vectors apart by what they say', () => {
  const renamed = attributes.map(attribute => ({ ...attribute, name: `${attribute.name}s` }));
  expect(sameCondition(condition, structuredClone(condition))).toBe(true);
  expect(sameCondition(condition, { ...condition, attributes: renamed })).toBe(false);
  expect(sameCondition(condition, { kind: 'vector', dim: 7 })).toBe(false);
  expect(attributesOf(condition)).toBe(attributes);
  expect(attributesOf({ kind: 'class', names: ['a'] })).toBeUndefined();
});

it.each([
  [6, attributes, 'x: expected a vector of 7, as many as its attributes have values, got 6'],
  [
    1,
    [{ name: 'hat', values: ['a,b'] }],
    "x: expected names without commas and '=', which part what is asked for, got 'a,b'",
  ],
  [1, [], 'x: expected names of attributes, got none'],
  [1, [{ name: 'hat', values: [] }], "x: expected values of the attribute 'hat', got none"],
  [9, [...attributes, attributes[0]], "x: expected another name for each attribute, got 'size' twice"],
  [
    2,
    [{ name: 'hat', values: ['a', 'a'] }],
    "x: expected another name for each value of 'hat', got 'a' twice",
  ],
])('refuses a vector of %i with the attributes %j', (dim, wrong, sentence) => {
  checkCondition('x', condition);
  expect(() => checkCondition('x', { kind: 'vector', dim, attributes: wrong })).toThrow(sentence);
});
