import { type Dataset, sampleLength } from '../data/dataset.ts';
import type { Image } from '../image/image.ts';
import { samplePicture } from '../image/picture.ts';
import { leadingAttribute } from '../util/attributes.ts';
import { attributesOf, type Condition, type ConditionValues, classNames } from '../util/condition.ts';
import { Random } from '../util/random.ts';

/**
 * `count` real samples `[count, ...shape]`, a function of the seed; of a finite set at most all, each once.
 * @param y receives their conditions
 */
export async function realSamples(
  dataset: Dataset,
  count: number,
  seed: number,
  y?: ConditionValues,
): Promise<Float32Array> {
  const random = new Random(seed, 'reals');
  const number = Math.min(count, dataset.size);
  const out = new Float32Array(number * sampleLength(dataset));
  if (dataset.kind === 'sampler') dataset.draw(random, out, y);
  else await dataset.read(random.permutation(dataset.size).subarray(0, number), out, y);
  return out;
}

/**
 * Draws samples as suits the data: a grid of images, points in the plane over real ones, a histogram
 * under the true density.
 * @param reference real samples; left out: `samples` are real themselves
 * @param columns of a grid; default the least square that holds all
 */
export function picture(
  { shape, display, law }: Pick<Dataset, 'shape' | 'display' | 'law'>,
  samples: Float32Array,
  reference?: Float32Array,
  columns?: number,
): Image {
  const density = law && 'cdf' in law && !law.discrete ? (x: number) => law.density(x) : undefined;
  const what = reference ? 'generated' : 'real';
  return samplePicture({ shape, display }, samples, { reference, density, what, columns });
}

/**
 * Columns of a grid of samples whose conditions come in turn: each column shows one class, or one value of the attribute with most
 * values. Undefined where the grid would be far from a square.
 */
export function columnsInTurn(condition: Condition | undefined, count: number): number | undefined {
  const attributes = attributesOf(condition);
  const turns = (classNames(condition) ?? (attributes && leadingAttribute(attributes).values))?.length;
  const side = Math.sqrt(count);
  if (turns === undefined || turns > 2 * side || turns > count) return undefined;
  return turns * Math.max(1, Math.round(side / turns));
}
