import { UserError } from '../../util/error.ts';
import { type Ranges, wholeFrom } from '../../util/range.ts';
import { sha256Text } from '../../util/sha256.ts';
import type { Conditioned } from '../conditions.ts';
import { type FiniteDataset, imageDataset, type PixelRange, type Sha256 } from '../dataset.ts';
import type { ImageBytes, Layout } from '../decoders/decoder.ts';
import type { FileRange } from '../host.ts';
import { storedDataset } from '../stored.ts';

/** Images and the number of the class of each, where they have classes. */
export interface LabelledImages extends ImageBytes {
  readonly labels?: Uint8Array;
}

/** Which part of an image set, and how its pixels are scaled. */
export interface ImagePart {
  readonly start: number;
  /** 0: to the end. */
  readonly count: number;
  /** Numbers of classes; none: all. */
  readonly classes: readonly number[];
  readonly range: PixelRange;
}

/** Of every image set: `start` and `count` choose a part (0: all), `classes` some classes (none named: all). */
export const PART: ImagePart = { start: 0, count: 0, classes: [], range: '[-1, 1]' };

export const PART_RANGES = {
  start: wholeFrom(0),
  count: wholeFrom(0),
  classes: wholeFrom(0),
  range: { words: ['[-1, 1]', '[0, 1]'] },
} satisfies Ranges;

interface Origin {
  readonly name: string;
  readonly source: string;
  readonly hash: Sha256;
  /** Of class 0, 1, …; default their numbers. */
  readonly classNames?: readonly string[];
}

/**
 * A part of an image set. Its classes are those that it has images of.
 * @throws UserError when there is no such part, or a class has no name
 */
export function partOf(
  { name, source, hash, classNames }: Origin,
  images: LabelledImages,
  part: ImagePart,
): FiniteDataset {
  const { shape, bytes, labels } = images;
  const length = shape[0] * shape[1] * shape[2];
  const rows = rowsOf(name, bytes.length / length, labels, part);
  return imageDataset({
    name,
    source,
    range: part.range,
    hash,
    shape,
    bytes: rowsIn(bytes, length, rows),
    ...classesOf(name, labels && rowsIn(labels, 1, rows), classNames),
  });
}

/** The same of images that stay in their file, which is read once for its fingerprint. */
export async function storedPartOf(
  { name, source, hash, classNames }: Origin,
  { layout, read, labels }: StoredImages,
  part: ImagePart,
): Promise<FiniteDataset> {
  const { shape, size, start } = layout;
  const length = shape[0] * shape[1] * shape[2];
  const rows = rowsOf(name, size, labels, part);
  const classes = classesOf(name, labels && rowsIn(labels, 1, rows), classNames);
  const content = await digests(read, { start, length: size * length }, hash);
  const { range, ...chosen } = part;
  return storedDataset({
    name,
    source,
    range,
    shape,
    size: countOf(rows),
    fingerprint: sha256Text(JSON.stringify({ shape, content, chosen, ...classes })),
    ...classes,
    image: index => read({ start: start + rowAt(rows, index) * length, length }),
  });
}

/** Images in a file, and how it is read. */
export interface StoredImages {
  readonly layout: Layout;
  readonly labels?: Uint8Array;
  read(range: FileRange): Promise<Uint8Array>;
}

/** Bytes of a large file that are read at a time. */
const PIECE = 64 * 2 ** 20;

async function digests(
  read: StoredImages['read'],
  { start, length }: FileRange,
  hash: Sha256,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (let at = 0; at < length; at += PIECE) {
    found.push(hash(await read({ start: start + at, length: Math.min(PIECE, length - at) })));
  }
  return found;
}

/** Classes 0, 1, … of the labels that occur, in their order. */
function classesOf(
  name: string,
  labels: Uint8Array | undefined,
  names: readonly string[] | undefined,
): Conditioned {
  if (!labels) return {};
  const numbers = [...new Set(labels)].sort((a, b) => a - b);
  const most = numbers[numbers.length - 1];
  if (names && most >= names.length) {
    throw new UserError(`${name}: expected a name for each class up to ${most}, got ${names.length} names`);
  }
  const places = new Int32Array(256);
  for (const [place, number] of numbers.entries()) places[number] = place;
  return {
    condition: { kind: 'class', names: numbers.map(number => names?.[number] ?? String(number)) },
    conditions: Int32Array.from(labels, label => places[label]),
  };
}

/** Rows of an image set: `start` to `end`, or of these only some. */
interface Rows {
  readonly start: number;
  readonly end: number;
  readonly some?: Uint32Array;
}

/** Images start … start + count − 1, then of these the classes asked for. */
function rowsOf(
  name: string,
  size: number,
  labels: Uint8Array | undefined,
  { start, count, classes }: ImagePart,
): Rows {
  const end = count === 0 ? size : start + count;
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end <= start || end > size) {
    throw new UserError(`${name}: expected a part of ${size} images, got start ${start}, count ${count}`);
  }
  if (classes.length === 0) return { start, end };
  if (!labels)
    throw new UserError(`${name}: expected labels to choose classes by, got none; give a label file`);
  const some = Uint32Array.from({ length: end - start }, (_, i) => start + i).filter(i =>
    classes.includes(labels[i]),
  );
  if (some.length === 0) throw new UserError(`${name}: expected images of class ${classes}, got none`);
  return { start, end, some };
}

/** Images at some places, in the order of these. */
export function imagesAt({ shape, bytes, labels }: LabelledImages, some: Uint32Array): LabelledImages {
  const rows = { start: 0, end: 0, some };
  const length = shape[0] * shape[1] * shape[2];
  return { shape, bytes: rowsIn(bytes, length, rows), labels: labels && rowsIn(labels, 1, rows) };
}

const countOf = ({ start, end, some }: Rows) => some?.length ?? end - start;
const rowAt = ({ start, some }: Rows, index: number) => some?.[index] ?? start + index;

/** The rows, of `length` bytes each; a range is not copied. */
function rowsIn(bytes: Uint8Array, length: number, { start, end, some }: Rows): Uint8Array {
  if (!some) return bytes.subarray(start * length, end * length);
  const kept = new Uint8Array(some.length * length);
  for (const [k, i] of some.entries()) kept.set(bytes.subarray(i * length, (i + 1) * length), k * length);
  return kept;
}
