import type { Condition } from '../../util/condition.ts';
import { UserError } from '../../util/error.ts';
import { unknownName } from '../../util/text.ts';
import { type FiniteDataset, imageDataset, type PixelRange, type Sha256 } from '../dataset.ts';
import type { ImageBytes } from '../decoders/decoder.ts';

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
  checkRange(name, part.range);
  const { shape, bytes, labels } = selectImages(name, images, part);
  const classes = labels && classesOf(name, labels, classNames);
  return imageDataset({ name, source, range: part.range, hash, shape, bytes, ...classes });
}

function checkRange(name: string, range: string): void {
  if (range === '[-1, 1]' || range === '[0, 1]') return;
  throw new UserError(unknownName(`range of ${name}`, range, ['[-1, 1]', '[0, 1]']));
}

/** Classes 0, 1, … of the labels that occur, in their order. */
export function classesOf(
  name: string,
  labels: Uint8Array,
  names: readonly string[] | undefined,
): { condition: Condition; conditions: Int32Array } {
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

/** Images start … start + count − 1, then of these the classes asked for. */
function selectImages(
  name: string,
  images: LabelledImages,
  { start, count, classes }: ImagePart,
): LabelledImages {
  const { shape, bytes, labels } = images;
  const length = shape[0] * shape[1] * shape[2];
  const size = bytes.length / length;
  const end = count === 0 ? size : start + count;
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end <= start || end > size) {
    throw new UserError(`${name}: expected a part of ${size} images, got start ${start}, count ${count}`);
  }
  const range = {
    shape,
    bytes: bytes.subarray(start * length, end * length),
    labels: labels?.subarray(start, end),
  };
  return classes.length === 0 ? range : ofClasses(name, range, classes, length);
}

function ofClasses(
  name: string,
  { shape, bytes, labels }: LabelledImages,
  classes: readonly number[],
  length: number,
): LabelledImages {
  if (!labels)
    throw new UserError(`${name}: expected labels to choose classes by, got none; give a label file`);
  const chosen = [...labels.keys()].filter(i => classes.includes(labels[i]));
  if (chosen.length === 0) throw new UserError(`${name}: expected images of class ${classes}, got none`);
  const kept = new Uint8Array(chosen.length * length);
  for (const [k, i] of chosen.entries()) kept.set(bytes.subarray(i * length, (i + 1) * length), k * length);
  return { shape, bytes: kept, labels: Uint8Array.from(chosen, i => labels[i]) };
}
