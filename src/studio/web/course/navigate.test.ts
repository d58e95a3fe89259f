import { describe, expect, it } from 'vitest';
import { lessons } from './lessons.ts';
import { hashOf, placeOf, turned, turnOf } from './navigate.ts';

it('slugs are unique', () => {
  expect(new Set(lessons.map(({ slug }) => slug)).size).toBe(lessons.length);
});

it.each([
  [undefined, 0],
  ['1', 0],
  ['3', 2],
  ['99', 3],
  ['0', 0],
  ['-1', 0],
  ['x', 0],
  ['1.5', 0],
])('the address says step %s: %d', (text, want) => {
  expect(placeOf('kl', text, 4)).toEqual({ slug: 'kl', step: want });
});

describe('turning', () => {
  it('goes through the steps, then to the next page', () => {
    expect(turned({ slug: 'entropy', step: 0 }, 1, 2)).toEqual({ slug: 'entropy', step: 1 });
    expect(turned({ slug: 'entropy', step: 1 }, 1, 2)).toEqual({ slug: lessons[1].slug, step: 0 });
  });

  it('goes back to the last step of the page before', () => {
    const back = turned({ slug: lessons[1].slug, step: 0 }, -1, 3)!;
    expect(back.slug).toBe('entropy');
    expect(hashOf(back)).toBe('#/course/entropy/last');
    expect(placeOf(back.slug, 'last', 4).step).toBe(3);
  });

  it('ends at the ends', () => {
    expect(turned({ slug: 'entropy', step: 0 }, -1, 2)).toBeUndefined();
    expect(turned({ slug: lessons.at(-1)!.slug, step: 1 }, 1, 2)).toBeUndefined();
  });
});

describe('keys', () => {
  const plain = { target: null, ctrlKey: false, metaKey: false, altKey: false };
  const inside = (found: object | null) => ({ closest: () => found }) as unknown as EventTarget;

  it('arrows turn, except where they move something', () => {
    expect(turnOf({ ...plain, key: 'ArrowRight' })).toBe(1);
    expect(turnOf({ ...plain, key: 'ArrowLeft', target: inside(null) })).toBe(-1);
    expect(turnOf({ ...plain, key: 'ArrowLeft', target: inside({}) })).toBe(0);
  });

  it('page keys always turn; others and chords never', () => {
    expect(turnOf({ ...plain, key: 'PageDown', target: inside({}) })).toBe(1);
    expect(turnOf({ ...plain, key: 'PageUp' })).toBe(-1);
    expect(turnOf({ ...plain, key: 'a' })).toBe(0);
    expect(turnOf({ ...plain, key: 'ArrowRight', altKey: true })).toBe(0);
  });
});
