import { sampleLength } from '../data/dataset.ts';
import type { ConditionValues } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { Batch } from './batch.ts';
import { floorsOf } from './floor.ts';
import { type MetricName, metrics } from './index.ts';
import type { Figure, Figures, Floors, Given, Metric } from './metric.ts';
import { lacks } from './needs.ts';

/** Of these the first that can be computed says how near samples are to their law; more than one would say the same. */
const FIT = ['ks', 'modes', 'moments'] as const satisfies readonly MetricName[];
/** What else is cheap enough for each picture of a run. */
const LAW = ['divergences', 'w1', 'w2'] as const satisfies readonly MetricName[];

/** The metrics that a run is measured by: none where the law of the data is not known. */
export function metricsOf(given: Given): MetricName[] {
  const can = (name: MetricName) => lacks(metrics[name].needs, given).length === 0;
  return [...FIT.filter(can).slice(0, 1), ...LAW.filter(can)];
}

/** A metric with what samples are compared with, and what a perfect generator scores. */
interface Prepared {
  readonly metric: Metric;
  readonly reference: unknown;
  readonly floors: Floors;
  readonly most: Readonly<Record<string, number | undefined>>;
}

/** Where the floors of a metric come from. */
export type FloorSource = (
  name: MetricName,
  metric: Metric,
  reference: unknown,
  given: Given,
) => Promise<Floors>;

const computed: FloorSource = (_, metric, reference, given) => floorsOf(metric, reference, given);

/** Scores batches of N samples by some metrics, each figure with its floor. */
export class Gauge {
  private readonly given: Given;
  private readonly prepared: readonly Prepared[];

  private constructor(given: Given, prepared: readonly Prepared[]) {
    this.given = given;
    this.prepared = prepared;
  }

  /**
   * @param names default {@link metricsOf}
   * @param floorsFor default by {@link floorsOf}
   * @throws UserError when the data lack what a metric needs
   */
  static async create(
    from: Given,
    names: readonly MetricName[] = metricsOf(from),
    floorsFor: FloorSource = computed,
  ): Promise<Gauge> {
    const given = shared(from);
    const prepared: Prepared[] = [];
    for (const name of names) {
      const metric: Metric = metrics[name];
      const missing = lacks(metric.needs, given);
      if (missing.length > 0) {
        throw new UserError(`${name}: expected ${missing.join(' and ')}, got ${given.dataset.name}`);
      }
      const reference = await metric.prepare(given);
      const floors = await floorsFor(name, metric, reference, given);
      prepared.push({ metric, reference, floors, most: metric.most?.(reference) ?? {} });
    }
    return new Gauge(from, prepared);
  }

  /**
   * @param samples `[N, ...shape]`
   * @param conditions what each was asked for, where G has a condition
   * @throws UserError when they are not as many as the floors are for
   */
  async measure(samples: Float32Array, conditions?: ConditionValues): Promise<Figures> {
    const { samples: count, dataset, network } = this.given;
    const got = samples.length / sampleLength(dataset);
    if (got !== count) {
      throw new UserError(
        `metrics: expected ${count} samples, got ${got}; figures of different N do not compare`,
      );
    }
    checkFinite(samples, got);
    const batch = new Batch(samples, count, network, conditions);
    const figures: Record<string, Figure> = {};
    for (const { metric, reference, floors, most } of this.prepared) {
      const { network: seen, classifier } = metric.needs;
      const scores = await metric.compute(batch, reference);
      const errors = await metric.errors?.(batch, reference);
      for (const [name, score] of Object.entries(scores)) {
        const of = most[name];
        figures[name] = {
          ...(typeof score === 'number' ? { value: score, ...(errors && { error: errors[name] }) } : score),
          floor: floors[name],
          samples: count,
          network: seen || classifier ? network!.name : null,
          ...(of !== undefined && { of }),
        };
      }
    }
    return figures;
  }
}

function checkFinite(samples: Float32Array, count: number): void {
  const at = samples.findIndex(value => !Number.isFinite(value));
  if (at < 0) return;
  const sample = Math.floor(at / (samples.length / count));
  throw new UserError(
    `metrics: expected finite samples, got ${samples[at]} in sample ${sample}; take an earlier checkpoint of the generator`,
  );
}

/** Draws the same real samples once for all metrics, so that a network looks at them once. */
function shared(given: Given): Given {
  const drawn = new Map<string, Promise<Batch>>();
  const reals = (count: number, seed: number) => {
    const key = `${count} ${seed}`;
    const batch = drawn.get(key) ?? given.reals(count, seed);
    drawn.set(key, batch);
    return batch;
  };
  return { ...given, reals };
}
