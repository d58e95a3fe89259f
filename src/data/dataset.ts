import type { Distribution, MultivariateDistribution } from '../theory/distributions/index.ts';
import type { Condition, ConditionValues } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import type { Random } from '../util/random.ts';
import { sha256, sha256Text } from '../util/sha256.ts';
import type { ByteSource } from '../util/source.ts';
import { type Conditioned, checkConditions, copyConditions } from './conditions.ts';

/** The interval that pixels are scaled to: what a tanh or a sigmoid generator produces. */
export type PixelRange = '[-1, 1]' | '[0, 1]';

/** Places that samples gather at: what mode coverage is measured on. */
export interface Modes {
  readonly dimension: number;
  /** Their means. */
  readonly modes: readonly Float64Array[];
  /** Distance from a mean within which a sample is of high quality. */
  readonly reach: number;
}

interface DatasetBase {
  /** Registry name, such as `mnist` or `ring`. */
  readonly name: string;
  /** Shape of one sample: `[features]`, or `[height, width, channels]` for images (channels last). */
  readonly shape: readonly number[];
  /** What each sample is conditioned on, such as its class, where the data say it. */
  readonly condition?: Condition;
  /**
   * SHA-256 as hex digits: of shape, content and conditions of a finite set; of the canonical
   * description (name and parameters) of a sampler. The pixel range does not enter.
   */
  readonly fingerprint: string;
  /** Where the samples come from, for people: a package, a folder, a formula. */
  readonly source: string;
  /** Present for images held as bytes: the range that `read` scales to. */
  readonly range?: PixelRange;
  /** Values to show as black and as white in pictures. */
  readonly display?: readonly [black: number, white: number];
  /** The law that the samples obey, where it is known: the truth to measure a generator against. */
  readonly law?: Distribution | MultivariateDistribution;
  /** The modes of a law that has no density, such as one on a subspace. */
  readonly modes?: Modes;
  /** Sentences about what was left out or may not be as it was meant. */
  readonly notes?: readonly string[];
  /** True mean and variance of each feature, where they are known. */
  readonly moments?: { readonly mean: Float64Array; readonly variance: Float64Array };
}

/** A fixed set of samples, read by index. */
export interface FiniteDataset extends DatasetBase {
  readonly kind: 'finite';
  readonly size: number;
  /** The condition of each sample, `[size, ...conditionShape(condition)]`, where they are held in memory. */
  readonly conditions?: ConditionValues;
  /** Whether sample i + size / 2 is the mirror image of sample i: they stay together where the set is split. */
  readonly twins?: true;
  /** Of a part of a set: which of its samples, as a digest; the fingerprint is that of the whole. */
  readonly part?: string;
  /** The raw pixels `[size, height, width, channels]` of an image set. */
  readonly bytes?: Uint8Array;
  /**
   * Writes the samples at `indices` into `out`, row after row, `[indices.length, ...shape]`, and their conditions into
   * `y` where it is given. A set that is read from elsewhere returns a promise; both arrays are its own until then.
   */
  read(indices: ArrayLike<number>, out: Float32Array, y?: ConditionValues): void | Promise<void>;
}

/** A law that can be sampled without end. */
export interface SamplerDataset extends DatasetBase {
  readonly kind: 'sampler';
  readonly size: number; // Infinity
  /**
   * Fills `out` with independent samples, `[out.length / features, ...shape]`, and `y` with their conditions where it is
   * given. The samples are the same with and without `y`.
   */
  draw(random: Random, out: Float32Array, y?: ConditionValues): void;
}

/** What a generator learns to imitate. */
export type Dataset = FiniteDataset | SamplerDataset;

/** Numbers in one sample: the product of its shape. */
export function sampleLength(dataset: { readonly shape: readonly number[] }): number {
  return dataset.shape.reduce((product, extent) => product * extent, 1);
}

/** The class of each sample of a set in memory; undefined where the data have no classes. */
export function labelsOf(dataset: Dataset): Int32Array | undefined {
  const labelled = dataset.kind === 'finite' && dataset.condition?.kind === 'class';
  return labelled ? (dataset.conditions as Int32Array | undefined) : undefined;
}

/** Names of the classes of a set that has some. */
export function classNames({ condition }: Dataset): readonly string[] {
  return condition?.kind === 'class' ? condition.names : [];
}

/** Data whose classifier can be a feature network. */
export const isLabelledImages = (dataset: Dataset): dataset is FiniteDataset =>
  dataset.shape.length === 3 && labelsOf(dataset) !== undefined;

/** What `hash` digests: Node passes its own faster SHA-256, a browser keeps the default. */
export type Sha256 = (bytes: Uint8Array) => string;

/** Fingerprint of a finite set: shape, content and conditions, each digested on its own. */
export function contentFingerprint(
  shape: readonly number[],
  content: Uint8Array,
  { condition, conditions }: Conditioned = {},
  hash: Sha256 = sha256,
): string {
  const labels = conditions ? hash(bytesOf(conditions)) : null;
  return sha256Text(JSON.stringify({ shape, content: hash(content), labels, condition }));
}

/** Bytes that are digested at a time of what is not in memory. */
const PIECE = 2 ** 26;

/** Fingerprint of a finite set whose content is not in memory: it is digested piece by piece. */
export async function storedFingerprint(
  shape: readonly number[],
  content: Pick<ByteSource, 'read'>,
  length: number,
  { condition, conditions }: Conditioned,
  hash: Sha256 = sha256,
): Promise<string> {
  const digests: string[] = [];
  for (let start = 0; start < length; start += PIECE) {
    digests.push(hash(await content.read({ start, length: Math.min(PIECE, length - start) })));
  }
  const labels = conditions ? hash(bytesOf(conditions)) : null;
  return sha256Text(JSON.stringify({ shape, content: digests, labels, condition }));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ConditionValues) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Fingerprint of a sampler: its name and parameters in canonical JSON. */
export function lawFingerprint(name: string, parameters: unknown): string {
  return sha256Text(JSON.stringify({ law: name, parameters }));
}

/** `[-1, 1]`: x/127.5 − 1. `[0, 1]`: x/255. One float32 for each byte. */
export function pixelTable(range: PixelRange): Float32Array {
  return Float32Array.from({ length: 256 }, (_, x) => (range === '[0, 1]' ? x / 255 : x / 127.5 - 1));
}

/** The values of black and white. */
export const displayOf = (range: PixelRange): readonly [number, number] =>
  range === '[0, 1]' ? [0, 1] : [-1, 1];

export interface ImageSet extends Conditioned {
  readonly name: string;
  /** `[height, width, channels]` */
  readonly shape: readonly [number, number, number];
  /** `[size, height, width, channels]`, kept, not copied */
  readonly bytes: Uint8Array;
  readonly source: string;
  readonly range?: PixelRange;
  readonly hash?: Sha256;
}

/**
 * A finite set of images, held as bytes and scaled when read.
 * @throws UserError when the bytes are no whole number of images, or the conditions do not fit them
 * @example
 *   const condition = { kind: 'class', names: ['cat', 'dog'] } as const;
 *   imageDataset({ name: 'pets', shape: [32, 32, 3], bytes, condition, conditions: labels, source: 'a folder' });
 */
export function imageDataset(images: ImageSet): FiniteDataset {
  const { name, shape, bytes, source, range = '[-1, 1]' } = images;
  const length = sampleLength(images);
  const size = wholeCount(name, bytes.length, length);
  const conditioned = checkConditions(name, images, size);
  const table = pixelTable(range);
  const fingerprint = contentFingerprint(shape, bytes, images, images.hash);
  const read: FiniteDataset['read'] = (indices, out, y) => {
    checkRead(name, indices, out, size, length);
    for (let row = 0, o = 0; row < indices.length; row++) {
      const start = indices[row] * length;
      for (let i = start; i < start + length; i++) out[o++] = table[bytes[i]];
    }
    if (y) copyConditions(name, conditioned, indices, y);
  };
  const display = displayOf(range);
  return {
    kind: 'finite',
    name,
    shape,
    size,
    fingerprint,
    source,
    range,
    display,
    bytes,
    ...conditioned,
    read,
  };
}

export interface PointSet extends Pick<FiniteDataset, 'name' | 'shape' | 'source'>, Conditioned {
  /** `[size, ...shape]`, kept, not copied */
  readonly values: Float32Array;
}

/**
 * A finite set of real-valued samples, read as they are.
 * @throws UserError when the values are no whole number of samples, or the conditions do not fit them
 */
export function pointDataset(points: PointSet): FiniteDataset {
  const { name, shape, values, source } = points;
  const length = sampleLength(points);
  const size = wholeCount(name, values.length, length);
  const conditioned = checkConditions(name, points, size);
  const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const fingerprint = contentFingerprint(shape, content, points);
  const read: FiniteDataset['read'] = (indices, out, y) => {
    checkRead(name, indices, out, size, length);
    for (let row = 0; row < indices.length; row++) {
      const start = indices[row] * length;
      out.set(values.subarray(start, start + length), row * length);
    }
    if (y) copyConditions(name, conditioned, indices, y);
  };
  return { kind: 'finite', name, shape, size, fingerprint, source, ...conditioned, read };
}

function wholeCount(name: string, total: number, length: number): number {
  if (total > 0 && total % length === 0) return total / length;
  throw new UserError(`${name}: expected a whole number of samples of ${length} values, got ${total} values`);
}

export function checkRead(
  name: string,
  indices: ArrayLike<number>,
  out: Float32Array,
  size: number,
  length: number,
): void {
  if (out.length !== indices.length * length) {
    throw new UserError(`${name}: expected room for ${indices.length * length} values, got ${out.length}`);
  }
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (index >= 0 && index < size && Number.isInteger(index)) continue;
    throw new UserError(`${name}: expected an index from 0 to ${size - 1}, got ${index}`);
  }
}
