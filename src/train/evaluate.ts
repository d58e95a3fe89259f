import type { Dataset, FiniteDataset } from '../data/dataset.ts';
import type { Engine } from '../engine/engine.ts';
import { Batch } from '../metrics/batch.ts';
import { classesOf } from '../metrics/features.ts';
import { floorsOf } from '../metrics/floor.ts';
import { type FloorSource, Gauge, metricsOf } from '../metrics/gauge.ts';
import { figureKinds, type MetricName, metrics } from '../metrics/index.ts';
import type { FeatureNetwork, Figure, FigureKind, Given, Metric } from '../metrics/metric.ts';
import { lacks } from '../metrics/needs.ts';
import { protocolName } from '../metrics/protocol.ts';
import { conditionValues } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { unknownName } from '../util/text.ts';
import { VERSION } from '../util/version.ts';
import { mostSamples, poolFloors, poolsOf, tooMany } from './calibrate.ts';
import { type Drawn, drawSamples, quantized } from './generated.ts';
import type { Generator } from './generator.ts';
import { realSamples } from './pictures.ts';
import { inParts, noReferences, type ReferenceStore, remembered, remembering } from './references.ts';

/** How far an evaluation is: what it does, and how much of that is done. */
export interface EvaluateProgress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** Samples a second. */
  readonly rate: number;
  /** Of this stage. */
  readonly secondsLeft: number;
}

export interface EvaluateOptions {
  readonly generator: Generator;
  /** What it was trained on. */
  readonly dataset: Dataset;
  /** Real samples that it was not trained on. */
  readonly heldOut?: FiniteDataset;
  /** Real samples that may stand for those of a perfect generator; default `heldOut`, where they are enough. */
  readonly fresh?: FiniteDataset;
  /** What metrics that need one look through. */
  readonly network?: FeatureNetwork;
  /** D's logits of samples, for what asks how D judges. */
  readonly judge?: Given['judge'];
  readonly engine?: Engine;
  /** Default all that say something of the data; see {@link evaluationMetrics}. */
  readonly metrics?: readonly MetricName[];
  /** N; default 10,000, or as many as can be calibrated. */
  readonly samples?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Sets of N samples, whose scores tell how a score varies; default 3. Metrics that estimate it themselves take one. */
  readonly draws?: number;
  readonly references?: ReferenceStore;
  readonly onProgress?: (progress: EvaluateProgress) => void;
}

/** A figure that can be read without anything beside it. */
export interface EvaluatedFigure extends Figure, FigureKind {
  /** Its name in the registry, such as `fd`. */
  readonly figure: string;
  readonly error: number;
}

/** How often each class is among generated and among real samples, as shares. */
export interface ClassShares {
  readonly names: readonly string[];
  readonly generated: readonly number[];
  readonly real: readonly number[];
}

/** What an evaluation found, as JSON. */
export interface Evaluation {
  /** Version of Saddle. */
  readonly version: string;
  /** Steps that the generator was trained. */
  readonly step: number;
  readonly data: { readonly name: string; readonly fingerprint: string };
  /** Real samples that were compared with, and those that calibrate; null where they have no end. */
  readonly reals: { readonly reference: number | null; readonly fresh: number | null };
  readonly network: { readonly name: string; readonly protocol: string; readonly accuracy?: number } | null;
  readonly samples: number;
  readonly draws: number;
  readonly seed: number;
  /** By the names of their protocols, such as `fd10k-digits`. */
  readonly figures: Readonly<Record<string, EvaluatedFigure>>;
  /** Why metrics or figures are not there, by name. */
  readonly left: Readonly<Record<string, string>>;
  /** By a network that classifies. */
  readonly classes?: ClassShares;
  readonly seconds: number;
}

/** Fewer say nothing by any metric. */
export const LEAST_SAMPLES = 50;
const SAMPLES = 10_000;
const DRAWS = 3;
/** 2014's code takes samples as they are; all other protocols take images as they are saved. */
const UNQUANTIZED: readonly string[] = ['parzen'];

/**
 * How good a generator is: figures by protocol, each with its standard error and with what real data score.
 * @throws UserError when there are too few samples, or the data lack what a metric that was asked for needs
 * @example
 *   const { figures } = await evaluate({ generator, dataset, network, samples: 2500 });
 *   for (const [name, { value, error, floor }] of Object.entries(figures)) console.log(name, value, error, floor.mean);
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  return (await Evaluator.create(options)).run();
}

/** Says by pixels what another metric says by features. */
const BY_PIXELS: readonly MetricName[] = ['neighbours'];

/**
 * The metrics that say how near samples are to data: of a known law those of a run, else all that can be computed, by features
 * where there is a network.
 */
export function evaluationMetrics(given: Given): MetricName[] {
  const ofLaw = metricsOf(given);
  if (ofLaw.length > 0) return ofLaw;
  const all = (Object.keys(metrics) as MetricName[]).filter(
    name => !(metrics[name] as Metric).costly && lacks(metrics[name].needs, given).length === 0,
  );
  return given.network ? all.filter(name => !BY_PIXELS.includes(name)) : all;
}

/** @throws UserError naming the metric that does not exist */
export function checkMetricNames(names: readonly string[]): asserts names is readonly MetricName[] {
  const known = Object.keys(metrics);
  const unknown = names.find(name => !known.includes(name));
  if (unknown !== undefined) throw new UserError(`metrics: ${unknownName('metric', unknown, known)}`);
}

/** A figure of each draw. */
interface Scored {
  readonly figure: string;
  readonly scores: readonly Figure[];
}

class Evaluator {
  private readonly options: EvaluateOptions;
  private readonly samples: number;
  private readonly seed: number;
  private readonly draws: number;
  private readonly given: Given;
  /** The same with fresh real samples, which a perfect generator could have made. */
  private readonly fresh: Given;
  private readonly names: readonly MetricName[];
  private readonly gauges = new Map<MetricName, Gauge>();
  private readonly begun = performance.now();
  /** Metrics with a figure whose error only more draws tell. */
  private readonly undecided = new Set<MetricName>();
  private readonly references: ReferenceStore;
  private stage = '';
  private stageBegun = 0;

  static async create(options: EvaluateOptions): Promise<Evaluator> {
    const evaluator = new Evaluator(options);
    for (const name of evaluator.names) await evaluator.prepare(name);
    return evaluator;
  }

  private constructor(options: EvaluateOptions) {
    const { generator, dataset, heldOut, fresh = heldOut, engine, seed = 0, draws = DRAWS } = options;
    this.options = options;
    this.references = remembered(options.references ?? noReferences);
    this.seed = seed;
    this.draws = draws;
    this.samples = samplesOf(options, SAMPLES, 'samples');
    const pools = poolsOf(dataset, fresh, this.samples, seed);
    const network =
      options.network && inParts(options.network, dataset.shape, (done, total) => this.tell(done, total));
    const base = {
      samples: this.samples,
      seed,
      heldOut,
      network,
      engine,
      ...(dataset.kind === 'finite' && { training: dataset }),
      asked: generator.info.condition?.kind === 'class',
      judge: options.judge,
    };
    this.given = {
      ...base,
      dataset: pools.reference,
      reals: this.realsOf(pools.reference, 'reference', network),
    };
    this.fresh = { ...base, dataset: pools.fresh, reals: this.realsOf(pools.fresh, 'fresh', network) };
    this.names = options.metrics ?? evaluationMetrics(this.given);
  }

  async run(): Promise<Evaluation> {
    const { dataset, generator, network } = this.options;
    const scored = new Map<string, Scored>();
    let classes: ClassShares | undefined;
    for (let draw = 0; draw < this.draws; draw++) {
      const open = this.names.filter(name => draw === 0 || this.undecided.has(name));
      if (open.length === 0) break;
      const drawn = await this.draw(draw);
      const saved = quantized(drawn.values, dataset);
      for (const name of open) await this.score(name, { ...drawn, saved }, scored);
      if (draw === 0) classes = await this.classShares(saved);
    }
    return {
      version: VERSION,
      step: generator.info.step,
      data: { name: dataset.name, fingerprint: dataset.fingerprint },
      reals: { reference: sizeOf(this.given.dataset), fresh: sizeOf(this.fresh.dataset) },
      network: network
        ? {
            name: network.name,
            protocol: network.protocol,
            ...(network.accuracy !== undefined && { accuracy: network.accuracy }),
          }
        : null,
      samples: this.samples,
      draws: this.draws,
      seed: this.seed,
      ...this.figures(scored),
      ...(classes && { classes }),
      seconds: (performance.now() - this.begun) / 1000,
    };
  }

  private async prepare(name: MetricName): Promise<void> {
    this.begin(`${name}: real samples`);
    this.gauges.set(name, await Gauge.create(this.given, [name], this.floors));
  }

  /** What is compared with held-out samples is calibrated by those of training, else by fresh ones. */
  private readonly floors: FloorSource = (name, metric, reference, given) => {
    const by = metric.needs.heldOut === undefined ? this.fresh : given;
    const key = JSON.stringify(['calibration', name, VERSION, this.key, given.network?.name ?? null]);
    const isDrawn = typeof metric.floor !== 'function' && by.dataset.kind === 'finite';
    return this.references.floors(key, () => (isDrawn ? poolFloors : floorsOf)(metric, reference, by));
  };

  private async draw(draw: number): Promise<Drawn> {
    const { generator, dataset } = this.options;
    const { samples: count, seed } = this;
    this.begin(`samples, draw ${draw + 1} of ${this.draws}`);
    return drawSamples(generator, dataset, { count, seed, draw, onProgress: done => this.tell(done, count) });
  }

  private async score(
    name: MetricName,
    { values, saved, conditions }: Drawn & { readonly saved: Float32Array },
    scored: Map<string, Scored>,
  ): Promise<void> {
    this.begin(`${name}: generated samples`);
    const samples = UNQUANTIZED.includes(name) ? values : saved;
    const figures = await this.gauges.get(name)!.measure(samples, conditions);
    for (const [figure, score] of Object.entries(figures)) {
      const protocol = protocolName(
        figure,
        this.samples,
        score.network === null ? undefined : this.given.network,
      );
      const scores = scored.get(protocol)?.scores ?? [];
      scored.set(protocol, { figure, scores: [...scores, score] });
      if (score.error === undefined) this.undecided.add(name);
    }
  }

  private figures(scored: ReadonlyMap<string, Scored>): Pick<Evaluation, 'figures' | 'left'> {
    const figures: Record<string, EvaluatedFigure> = {};
    const left: Record<string, string> = {};
    for (const [protocol, { figure, scores }] of scored) {
      const { value, error } = combined(scores);
      if (!Number.isFinite(value)) left[protocol] = `its value is ${value}`;
      else if (error === undefined) {
        left[protocol] = 'one draw does not tell its error; ask for two draws or more';
      } else figures[protocol] = { figure, ...figureKinds[figure], ...scores[0], value, error };
    }
    return { figures, left };
  }

  private async classShares(samples: Float32Array): Promise<ClassShares | undefined> {
    const { network } = this.given;
    if (!network?.classes) return undefined;
    const names = network.classes;
    this.begin('classes');
    const count = (classes: Int32Array) =>
      names.map((_, k) => classes.reduce((n, c) => n + Number(c === k), 0) / classes.length);
    const real = await this.given.reals(this.samples, this.seed);
    return {
      names,
      generated: count(classesOf(await network.look(samples, this.samples))),
      real: count(classesOf(await real.features())),
    };
  }

  private realsOf(dataset: Dataset, pool: string, network: FeatureNetwork | undefined): Given['reals'] {
    return async (count, from) => {
      const { condition, size } = dataset;
      const number = Math.min(count, size);
      const conditions = condition && conditionValues(condition, number);
      const values = await realSamples(dataset, number, from, conditions);
      const key = () => JSON.stringify(['features', pool, this.key, number, from, network!.name]);
      const seen = network && remembering(network, values, make => this.references.features(key(), make));
      return new Batch(values, number, seen, conditions);
    };
  }

  /** All that decides which real samples are looked at. */
  private get key() {
    const { dataset, heldOut, fresh } = this.options;
    const sets = [dataset, heldOut, fresh].map(
      set => set && [set.fingerprint, partOf(set), sizeOf(set), set.range],
    );
    return [sets, this.samples, this.seed];
  }

  private begin(stage: string): void {
    this.stage = stage;
    this.stageBegun = performance.now();
    this.tell(0, this.samples);
  }

  private tell(done: number, total: number): void {
    const seconds = (performance.now() - this.stageBegun) / 1000;
    const rate = seconds > 0 ? done / seconds : 0;
    const secondsLeft = done > 0 ? (total - done) / rate : Number.NaN;
    this.options.onProgress?.({ stage: this.stage, done, total, rate, secondsLeft });
  }
}

/** JSON has no ∞. */
const partOf = (set: Dataset) => (set.kind === 'finite' ? set.part : undefined);
const sizeOf = ({ size }: Dataset) => (Number.isFinite(size) ? size : null);

/**
 * N of an evaluation: what was asked for, else as many as can be calibrated, at most `most`.
 * @param option that asked, for errors
 * @throws UserError when N says nothing, or is too large to be calibrated
 */
export function samplesOf(
  { dataset, heldOut, fresh = heldOut, samples }: SampledOptions,
  most: number,
  option: string,
): number {
  const calibrated = mostSamples(dataset, fresh);
  const count = samples ?? Math.min(most, calibrated);
  if (count > calibrated) throw tooMany(option, count, dataset, fresh);
  if (count >= LEAST_SAMPLES) return count;
  throw new UserError(
    samples === undefined
      ? `evaluate: expected at least ${4 * LEAST_SAMPLES} real samples, got ${dataset.size} of ${dataset.name}; bring more data`
      : `${option}: expected at least ${LEAST_SAMPLES}, got ${samples}; fewer say nothing of a generator`,
  );
}

type SampledOptions = Pick<EvaluateOptions, 'dataset' | 'heldOut' | 'fresh' | 'samples'>;

/** The mean of a figure over draws and its standard error; that of one draw where the metric gives it. */
function combined(scores: readonly Figure[]): { value: number; error?: number } {
  const [{ value, error }] = scores;
  if (error !== undefined) return { value, error };
  const n = scores.length;
  const mean = scores.reduce((sum, score) => sum + score.value, 0) / n;
  if (n === 1) return { value: mean };
  const squares = scores.reduce((sum, score) => sum + (score.value - mean) ** 2, 0);
  return { value: mean, error: Math.sqrt(squares / (n - 1) / n) };
}
