import { describe, expect, it } from 'vitest';
import { lessons } from '../course/lessons.ts';
import { paths } from '../setup/model.ts';
import { type Term, termOf, terms } from './terms.ts';

const all = Object.entries(terms as Readonly<Record<string, Term>>);

describe('the glossary', () => {
  it('says each term shortly, and leads to a lesson that exists', () => {
    const slugs = lessons.map(({ slug }) => slug);
    for (const [name, { text, lesson }] of all) {
      expect(slugs, name).toContain(lesson);
      expect(text.length, name).toBeLessThan(170);
      expect(text, name).toMatch(/[.:]$/);
    }
  });

  it('explains settings that exist, each by one term', () => {
    const settings = all.flatMap(([, term]) => term.settings ?? []);
    expect(settings.filter(path => !paths.includes(path))).toEqual([]);
    expect(new Set(settings).size).toBe(settings.length);
    expect(termOf('objective')).toBe('objective');
    expect(termOf('steps')).toBeUndefined();
  });
});
