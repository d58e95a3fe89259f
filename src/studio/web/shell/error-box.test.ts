import { expect, it } from 'vitest';
import { unloaded } from './error-box.tsx';

it('says in a sentence that a part cannot be fetched', () => {
  const error = new TypeError('Importing a module script failed.');
  expect(unloaded(error)).toMatch(/^This part .* not offline, then reload the page\.$/);
});

it('leaves other faults as they are', () => {
  expect(unloaded(new Error('x is no function'))).toBe('x is no function');
});
