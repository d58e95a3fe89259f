import { expect, it } from 'vitest';
import { blurOf, MOST_POINTS, parseTable, pointChanges } from './points.ts';

it('reads pairs with any usual separator, and skips a head', () => {
  expect(parseTable('x,y\n1,2\r\n3;4\n\n5\t6\n7 8')).toEqual({
    columns: 2,
    values: [1, 2, 3, 4, 5, 6, 7, 8],
    skipped: 1,
  });
});

it('reads one column as numbers of the line, and only two of more', () => {
  expect(parseTable('1\n2\n-3e-2')).toMatchObject({ columns: 1, values: [1, 2, -0.03] });
  expect(parseTable('1,2,9\n3,4,9')).toMatchObject({ columns: 2, values: [1, 2, 3, 4] });
});

it.each([
  ['', 'got 0 of 0 lines'],
  ['a,b\nc,d', 'got 0 of 2 lines'],
  ['1,2\n3', 'got 1 in line 2'],
])('refuses %j', (text, message) => {
  expect(() => parseTable(text)).toThrow(message);
});

it('thins long tables evenly', () => {
  const text = Array.from({ length: 10 * MOST_POINTS }, (_, i) => `${i},0`).join('\n');
  const { values } = parseTable(text);
  expect(values.length).toBe(2 * MOST_POINTS);
  expect(values.at(-2)).toBeGreaterThan(9.9 * MOST_POINTS);
});

it('blurs by a small share of the spread', () => {
  const values = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? i / 100 : 0));
  expect(blurOf(values)).toBeCloseTo(0.04 * 1.155, 2);
  expect(pointChanges(2, [0, 0, 1, 1])['data.values']).toBe('0,0,1,1');
});
