import { pictures } from 'virtual:gallery';
import { offered } from './offered.ts';

/** A recipe of the gallery. */
export interface Card {
  readonly recipe: string;
  readonly title: string;
  /** What it is, in a sentence. */
  readonly text: string;
  /** Of a whole training in the page on two cores, where that was measured. */
  readonly minutes?: number;
}

type Words = Pick<Card, 'minutes'> & Partial<Pick<Card, 'title' | 'text'>>;

/** What a beginner is told of a recipe; others have their name and their summary. */
const WORDS: Readonly<Record<string, Words>> = {
  mnist: {
    title: 'Handwritten digits',
    text: 'A row for each digit, 0 to 9, learned from 10,000 that people wrote.',
    minutes: 12,
  },
  emoji: { title: 'Emoji', text: 'New emoji in flat colours, by category, after 1,594 drawings.' },
  faces: { title: 'Pixel faces', text: 'Faces of large pixels, asked for by hair, skin and glasses.' },
};

/** Every recipe that this page trains and that drew a picture for the docs. */
export const cards: readonly Card[] = offered
  .filter(([name]) => pictures.includes(name))
  .map(([recipe, { summary }]) => ({
    recipe,
    title: recipe,
    text: summary,
    ...WORDS[recipe],
  }));
