import { type Dataset, type FiniteDataset, labelsOf, sampleLength } from '../../../data/dataset.ts';
import { Random } from '../../../util/random.ts';
import { COLUMNS } from './asked.ts';

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
  shown?: Int32Array,
): Promise<Reals> {
  const random = new Random(seed, 'reals');
  const room = (n: number) => ({
    values: new Float32Array(n * sampleLength(dataset)),
    classes: shown && new Int32Array(n),
  });
  if (dataset.kind === 'sampler') {
    const reals = room(count);
    dataset.draw(random, reals.values, reals.classes);
    return reals;
  }
  const places = placesOf(dataset, random, count, shown);
  const reals = room(places.length);
  await dataset.read(places, reals.values, reals.classes);
  return { ...reals, places };
}

function placesOf(dataset: FiniteDataset, random: Random, count: number, shown?: Int32Array): Uint32Array {
  const order = random.permutation(dataset.size);
  const labels = labelsOf(dataset);
  if (!shown || !labels) return order.subarray(0, count);
  const rows = [...new Set(shown)].map(label => order.filter(i => labels[i] === label).subarray(0, COLUMNS));
  return Uint32Array.from(rows.flatMap(row => [...row]));
}
