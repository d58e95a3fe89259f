import { expect, it } from 'vitest';
import { hashOfPage, keepSpot, parseSpots, returnTo, takeReturn } from './spots.ts';

const lab = { hash: '#/lab?k=2', notes: { scroll: 7 } };

it('reads what it wrote, and leaves out what is no spot', () => {
  const text = JSON.stringify({
    lab,
    runs: { hash: 3, notes: {} },
    images: null,
    course: { hash: '#/course' },
  });
  expect(parseSpots(text)).toEqual({ lab });
});

it.each([null, '', '[', 'null', '7'])("takes '%s' for nothing", text => {
  expect(parseSpots(text)).toEqual({});
});

it('knows where a page was left, and what was noted there, for a return only', () => {
  expect(hashOfPage('course')).toBe('#/course');
  keepSpot('#/course/kl/2', { scroll: 300 });
  keepSpot('', { scroll: 5 });
  expect([hashOfPage('course'), hashOfPage('lab')]).toEqual(['#/course/kl/2', '']);
  expect(takeReturn('#/course/kl/2')).toBeUndefined();
  returnTo('#/course/kl/2');
  expect(takeReturn('#/course/kl/2')).toEqual({ scroll: 300 });
  expect(takeReturn('#/course/kl/2')).toBeUndefined();
  returnTo('#/course/kl');
  expect(takeReturn('#/course/kl')).toBeUndefined();
});
