import { lessons } from './lessons.ts';

/** Where one is in the course; steps count from 0. */
export interface Place {
  readonly slug: string;
  readonly step: number;
}

/** The last step of a page, whatever its number: for going back to it before it is loaded. */
const LAST = Number.POSITIVE_INFINITY;

/** The address of a place. */
export function hashOf({ slug, step }: Place): string {
  return `#/course/${slug}${step === LAST ? '/last' : step > 0 ? `/${step + 1}` : ''}`;
}

/** The place that an address names: steps are numbered from 1 there; what is none is the first. */
export function placeOf(slug: string, step: string | undefined, count: number): Place {
  if (step === 'last') return { slug, step: count - 1 };
  const number = Number(step ?? 1);
  const index = Number.isInteger(number) && number >= 1 ? Math.min(number, count) - 1 : 0;
  return { slug, step: index };
}

/** The place one step on or back, over the ends of pages; undefined at the ends of the course. */
export function turned({ slug, step }: Place, turn: -1 | 1, count: number): Place | undefined {
  const next = step + turn;
  if (next >= 0 && next < count) return { slug, step: next };
  const neighbour = lessons[lessons.findIndex(entry => entry.slug === slug) + turn];
  return neighbour && { slug: neighbour.slug, step: turn > 0 ? 0 : LAST };
}

interface Key {
  readonly key: string;
  readonly target: EventTarget | null;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const USES_ARROWS = 'input, select, textarea, [role="slider"], [data-arrows], [contenteditable]';

/** Which way a key turns: arrows, except where they move something; Page keys, which pointers for talks send, always. */
export function turnOf({ key, target, ctrlKey, metaKey, altKey }: Key): -1 | 0 | 1 {
  if (ctrlKey || metaKey || altKey) return 0;
  if (key === 'PageDown') return 1;
  if (key === 'PageUp') return -1;
  const taken = target !== null && 'closest' in target && (target as Element).closest(USES_ARROWS) !== null;
  if (taken) return 0;
  return key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
}
