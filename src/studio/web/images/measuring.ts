import { type Dataset, sampleLength } from '../../../data/dataset.ts';
import type { DataHost } from '../../../data/host.ts';
import type { Engine } from '../../../engine/engine.ts';
import { Batch } from '../../../metrics/batch.ts';
import { floorsOf } from '../../../metrics/floor.ts';
import { Gauge } from '../../../metrics/gauge.ts';
import type { MetricName } from '../../../metrics/index.ts';
import { Classifier } from '../../../metrics/networks/classifier.ts';
import { digitsNetwork } from '../../../metrics/networks/digits.ts';
import { embeddedDigits, isEmbeddedDigits } from '../../../metrics/networks/embedded-digits.ts';
import { mobileNetNetwork } from '../../../metrics/networks/mobilenet.ts';
import type { OpenNetwork } from '../../../metrics/networks/network.ts';
import { conditionValues } from '../../../util/condition.ts';
import { UserError } from '../../../util/error.ts';
import { Random } from '../../../util/random.ts';
import { kindsOf } from './kinds.ts';
import type { Measured } from './quality-messages.ts';

/** Samples of a measurement, and the fewest that give a Fréchet distance. */
const [MOST, LEAST] = [500, 20];

/** What samples of a run are compared with. */
export interface Measuring {
  readonly network: OpenNetwork;
  readonly count: number;
  /** Classes of real images, for as many samples. */
  readonly classes?: Int32Array;
  /** Figures of samples [count, ...shape] as bytes. */
  measure(bytes: Uint8Array): Promise<readonly Measured[]>;
}

/**
 * Looks at real images: `count` to compare with, and as many others to say what a perfect G scores. Digits are seen through the
 * classifier of this package, others through MobileNetV2.
 * @param asked whether G is asked for classes
 * @throws UserError for data that are no images, or too few
 */
export async function measuring(
  engine: Engine,
  dataset: Dataset,
  host: DataHost,
  asked: boolean,
): Promise<Measuring> {
  const count = Math.min(MOST, Math.floor(dataset.size / 2));
  if (!dataset.display || count < LEAST) {
    const got = dataset.display ? `${dataset.size}` : dataset.name;
    throw new UserError(`quality: expected at least ${2 * LEAST} images, got ${got}; give more of them`);
  }
  const isDigits = isEmbeddedDigits(dataset);
  const network = isDigits
    ? digitsNetwork(await Classifier.load(engine, await embeddedDigits(host)), dataset)
    : await mobileNetNetwork(engine, host, dataset);
  const names: readonly MetricName[] = ['fd', ...digitMetrics(isDigits, asked)];
  const reals = realBatches(dataset, network);
  const given = { dataset, samples: count, seed: 0, reals, network, engine, asked };
  const gauge = await Gauge.create(given, names, (_, metric, reference, from) =>
    floorsOf({ ...metric, floor: { draws: 1, first: 1 } }, reference, from),
  );
  const kinds = asked ? kindsOf(dataset.condition) : undefined;
  const classes = kinds?.numbers((await reals(count, 0)).conditions!);
  const [black, white] = dataset.display;
  return {
    network,
    count,
    classes,
    async measure(bytes) {
      const values = Float32Array.from(bytes, byte => black + ((white - black) * byte) / 255);
      const figures = Object.entries(await gauge.measure(values, classes && kinds?.values(classes).data));
      return figures.map(([name, { value, floor }]) => ({ name, value, real: floor.mean }));
    },
  };
}

/** Noise may look like some class, but not like each that is asked for. */
const digitMetrics = (isDigits: boolean, asked: boolean): readonly MetricName[] =>
  isDigits ? [asked ? 'asked' : 'classes'] : [];

/** Batches of `count` real images that have none in common: of a fixed set those from seed · count on, in an order by chance. */
function realBatches(dataset: Dataset, network: OpenNetwork) {
  const random = new Random(0, 'quality');
  const order = dataset.kind === 'finite' ? random.permutation(dataset.size) : undefined;
  const { condition } = dataset;
  return async (count: number, seed: number): Promise<Batch> => {
    const values = new Float32Array(count * sampleLength(dataset));
    const labels = condition && conditionValues(condition, count);
    if (dataset.kind === 'sampler') dataset.draw(random, values, labels);
    else await dataset.read(order!.subarray(seed * count, (seed + 1) * count), values, labels);
    return new Batch(values, count, network, labels);
  };
}
