import { expect, it } from 'vitest';
import { unloaded } from './error-box.tsx';

it.each([
  'Unable to preload CSS for http://127.0.0.1:4173/assets/images-Cq1.css',
  'Failed to fetch dynamically imported module: http://127.0.0.1:4173/assets/page-B2.js',
  'error loading dynamically imported module: http://127.0.0.1/a.js',
  'Importing a module script failed.',
])('says in a sentence that a part cannot be fetched: %s', message => {
  expect(unloaded(new TypeError(message))).toMatch(/^This part .* not offline, then reload the page\.$/);
});

it('leaves other faults as they are', () => {
  expect(unloaded(new Error('x is no function'))).toBe('x is no function');
});
