import { expect, it } from 'vitest';
import { isUnreached, MemoryError, platformFault } from './platform.ts';

/** What is thrown by a call. */
function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

it.each([
  ['an array of numbers', () => new Float32Array(2 ** 52)],
  ['a buffer', () => new ArrayBuffer(2 ** 60)],
  ['a text', () => 'a'.repeat(2 ** 30)],
  ['an array', () => new Array(2 ** 33)],
])('knows what this JavaScript engine says of room that is not there: %s', (_, allocate) => {
  const error = thrown(allocate);
  expect(error).toBeInstanceOf(RangeError);
  const fault = platformFault(error);
  expect(fault).toBeInstanceOf(MemoryError);
  expect((fault as MemoryError).reason).toBe('memory');
});

it('leaves other faults as they are, those of a number or of recursion too', () => {
  const recursion = (): number => 1 + recursion();
  const faults = [() => (1).toFixed(101), recursion, () => new DataView(new ArrayBuffer(1)).getInt8(3)];
  for (const error of [...faults.map(thrown), new Error('out of memory'), 'out of memory']) {
    expect(platformFault(error)).toBe(error);
  }
});

it.each([
  new TypeError('Failed to fetch'),
  new TypeError('NetworkError when attempting to fetch resource.'),
  new TypeError('Load failed'),
  new TypeError('Failed to fetch dynamically imported module: http://127.0.0.1:4173/assets/page-B2.js'),
  new TypeError('error loading dynamically imported module: http://127.0.0.1/a.js'),
  new TypeError('Importing a module script failed.'),
  new Error('Unable to preload CSS for http://127.0.0.1:4173/assets/images-Cq1.css'),
])('knows what browsers say of a file that they could not fetch: %s', error => {
  expect(isUnreached(error)).toBe(true);
});

it('takes no other fault for one of the network', () => {
  expect(isUnreached(new TypeError('x is not a function'))).toBe(false);
});
