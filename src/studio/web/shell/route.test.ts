import { expect, it } from 'vitest';
import { parseRoute } from './route.ts';

it('reads page, rest and query of a hash', () => {
  const route = parseRoute('#/course/entropy?setup=a%3Db&x=1');
  expect(route).toMatchObject({ page: 'course', rest: ['entropy'] });
  expect(Object.fromEntries(route.query)).toEqual({ setup: 'a=b', x: '1' });
});

it.each(['', '#', '#/'])("takes '%s' for no page", hash => {
  expect(parseRoute(hash)).toMatchObject({ page: '', rest: [] });
});

it('leaves what is no encoded text as it is', () => {
  expect(parseRoute('#/lab/%zz').rest).toEqual(['%zz']);
});
