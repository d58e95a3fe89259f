import { type Dataset, type FiniteDataset, sampleLength } from '../../../data/dataset.ts';
import { conditionValues } from '../../../util/condition.ts';
import { Random } from '../../../util/random.ts';
import { COLUMNS } from './asked.ts';
import { type Kinds, kindsIn } from './kinds.ts';

/** Images [n, height, width, channels] and, of a conditional D, the class of each. */
export interface Judged {
  readonly values: Float32Array;
  readonly classes?: Int32Array;
}

/** The real images that the page shows. */
export interface Reals extends Judged {
  /** Where they are in a fixed set. */
  readonly places?: Uint32Array;
}

/**
 * At most `count` real images at random.
 * @param shown classes of the grid beside them, if it has some: real images come with theirs and, where the data name them
 * beforehand, in rows of the same classes
 */
export async function drawReals(
  dataset: Dataset,
  seed: number,
  count: number,
  shown?: Shown,
): Promise<Reals> {
  const random = new Random(seed, 'reals');
  const places = dataset.kind === 'finite' ? placesOf(dataset, random, count, shown) : undefined;
  const n = places?.length ?? count;
  const values = new Float32Array(n * sampleLength(dataset));
  const y = shown && conditionValues(dataset.condition!, n);
  if (dataset.kind === 'sampler') dataset.draw(random, values, y);
  else await dataset.read(places!, values, y);
  return { values, classes: y && shown.kinds.numbers(y), places };
}

/** What is shown beside the real images. */
export interface Shown {
  /** Of each sample. */
  readonly classes: Int32Array;
  readonly kinds: Kinds;
}

function placesOf(dataset: FiniteDataset, random: Random, count: number, shown?: Shown): Uint32Array {
  const order = random.permutation(dataset.size);
  const labels = shown && kindsIn(dataset, shown.kinds);
  if (!labels) return order.subarray(0, count);
  const rows = [...new Set(shown.classes)].map(label =>
    order.filter(i => labels[i] === label).subarray(0, COLUMNS),
  );
  return Uint32Array.from(rows.flatMap(row => [...row]));
}
