import { expect, it } from 'vitest';
import { UserError } from '../../../util/error.ts';
import { failureOf } from './fault.ts';

it('says what was said for the reader', () => {
  const failure = failureOf(new UserError('step 3: expected finite numbers'));
  expect(failure).toEqual({ message: 'step 3: expected finite numbers', expected: true, dead: false });
});

it('knows what JavaScript says of room that is not there', () => {
  let error: unknown;
  try {
    new Float32Array(2 ** 52);
  } catch (caught) {
    error = caught;
  }
  const { message, expected, dead } = failureOf(error);
  expect(message).toMatch(/^memory: expected room for the game, got none \(.*\); choose a smaller batch/);
  expect([expected, dead]).toEqual([true, false]);
});

it.each([
  [new Error('Aborted(OOM). Build with -sASSERTIONS for more info.'), 'memory'],
  [new WebAssembly.RuntimeError('memory access out of bounds'), 'runtime'],
  [5_244_880, 'runtime'],
])('knows that WebAssembly gave up: %s', (error, reason) => {
  const { message, expected, dead } = failureOf(error);
  expect(message.startsWith(`${reason}: expected room`)).toBe(true);
  expect([expected, dead]).toEqual([true, true]);
});

it('knows a server that has ended', () => {
  const failure = failureOf(new Error('no available backend found. ERR: [wasm] TypeError: Failed to fetch'));
  expect(failure.message).toMatch(/^studio: expected the page's own files .* start it again/);
  expect([failure.expected, failure.dead]).toEqual([true, false]);
});

it('leaves a fault of the program as it is', () => {
  expect(failureOf(new TypeError('x is not a function'))).toEqual({
    message: 'x is not a function',
    expected: false,
    dead: false,
  });
});
