import { UserError } from '../../util/error.ts';
import { type Ranges, wholeFrom } from '../../util/range.ts';
import { unknownName } from '../../util/text.ts';
import type { PixelRange } from '../dataset.ts';
import type { Collection, Item } from './collection.ts';
import { CROPS, type Crop } from './host.ts';
import { spread } from './progress.ts';

/** What is made of pictures of the user's. */
export interface PictureOptions {
  /** A folder, or a file of many pictures. */
  readonly path: string;
  /** Height and width; 0: chosen from the data. */
  readonly resolution: number;
  readonly crop: Crop;
  readonly channels: 'auto' | 'grey' | 'colour';
  /** Colour behind what is transparent. */
  readonly background: string;
  /** Whether each picture is learned mirrored too. */
  readonly mirror: boolean;
  /** Names of classes, with commas; empty: all. */
  readonly classes: string;
  /** Pictures at most, spread over all; 0: all. */
  readonly limit: number;
  /** Whether to go on without bad pictures, however many. */
  readonly skipBad: boolean;
  readonly range: PixelRange;
}

export const PICTURE_DEFAULTS: PictureOptions = {
  path: '',
  resolution: 0,
  crop: 'centre',
  channels: 'auto',
  background: '#ffffff',
  mirror: false,
  classes: '',
  limit: 0,
  skipBad: false,
  range: '[-1, 1]',
};

export const PICTURE_RANGES = {
  resolution: { minimum: 8, maximum: 512, whole: true, or: 0 },
  crop: { words: CROPS },
  channels: { words: ['auto', 'grey', 'colour'] },
  limit: wholeFrom(0),
  range: { words: ['[-1, 1]', '[0, 1]'] },
} satisfies Ranges;

const NAMED: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000', grey: '#808080' };

/**
 * A colour as `#rrggbb`.
 * @throws UserError when it is none
 */
export function colourOf(text: string): string {
  const named = NAMED[text] ?? text.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
  if (/^#[0-9a-f]{6}$/i.test(named)) return named.toLowerCase();
  throw new UserError(
    `pictures.background: expected white, black, grey or a colour such as #80c0ff, got '${text.slice(0, 40)}'`,
  );
}

/**
 * The pictures of the classes that are wanted, of these at most `limit`, spread evenly so that each class keeps its share.
 * @throws UserError when there is no such class
 */
export function selected(
  { items }: Collection,
  { classes, limit }: Pick<PictureOptions, 'classes' | 'limit'>,
): readonly Item[] {
  const wanted = classes
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  const some = wanted.length === 0 ? items : ofClasses(items, wanted);
  return limit === 0 ? some : spread(some, limit);
}

function ofClasses(items: readonly Item[], wanted: readonly string[]): readonly Item[] {
  const names = classesOf(items);
  if (names.length === 0) {
    throw new UserError(
      `pictures.classes: expected pictures in folders, one a class, to choose ${wanted.join(', ')} of, got pictures without classes; leave it out, or sort them into folders`,
    );
  }
  for (const name of wanted) {
    if (!names.includes(name)) throw new UserError(`pictures.classes: ${unknownName('class', name, names)}`);
  }
  return items.filter(({ label }) => wanted.includes(label!));
}

/** Names of classes that occur, numbers by their size. */
export function classesOf(items: readonly Item[]): readonly string[] {
  const names = [...new Set(items.flatMap(({ label }) => label ?? []))];
  const numbers = names.every(name => /^\d+$/.test(name));
  return names.sort(numbers ? (a, b) => Number(a) - Number(b) : undefined);
}
