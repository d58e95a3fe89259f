import { expect, it } from 'vitest';
import { DeadEngineError } from '../../../engine/engine.ts';
import { UserError } from '../../../util/error.ts';
import { MemoryError, UnreachedError } from '../../../util/platform.ts';
import { failureOf } from './fault.ts';

it('says what was said for the reader', () => {
  const failure = failureOf(new UserError('step 3: expected finite numbers'));
  expect(failure).toEqual({ message: 'step 3: expected finite numbers', expected: true, dead: false });
});

it.each([
  ['an engine', new MemoryError('std::bad_alloc'), false],
  ['JavaScript', new RangeError('Array buffer allocation failed'), false],
  ['an engine that has ended', new DeadEngineError('unreachable'), true],
])('adds what a page can do where %s lacks memory', (_, error, gone) => {
  const { message, expected, dead } = failureOf(error);
  expect(message).toMatch(/^memory: expected room .*; choose a smaller batch, .* or close other pages$/);
  expect([expected, dead]).toEqual([true, gone]);
});

it('says how to start a server that has ended', () => {
  const failure = failureOf(new UnreachedError('engine: expected the files of onnxruntime-web'));
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
