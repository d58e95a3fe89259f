import { type Dataset, type FiniteDataset, isLabelledImages } from '../data/dataset.ts';
import type { Engine } from '../engine/engine.ts';
import { batchSize, type Gan, packSize } from '../gan/gan.ts';
import { figureKinds, type MetricName, metrics } from '../metrics/index.ts';
import type { FeatureNetwork, Given, Metric } from '../metrics/metric.ts';
import { lacks } from '../metrics/needs.ts';
import type { OpenNetwork } from '../metrics/networks/network.ts';
import { UserError } from '../util/error.ts';
import { unknownName } from '../util/text.ts';
import { type Evaluation, evaluate, evaluationMetrics, samplesOf } from './evaluate.ts';
import { infoOf } from './export.ts';
import { Generator } from './generator.ts';
import { Judge } from './monitor/judge.ts';
import type { Plan } from './plan.ts';
import { noReferences, type ReferenceStore, remembered } from './references.ts';
import type { Sampler } from './sampler.ts';
import type { Snapshot } from './trainer.ts';

/** What entry points know of how a run is to be measured while it trains. */
export interface Examination {
  /** Real samples that are not trained on; default those that the plan holds out. */
  readonly heldOut?: FiniteDataset;
  /** Real samples that may stand for those of a perfect generator; default `heldOut`. */
  readonly fresh?: FiniteDataset;
  /** For products of large matrices; default that of the training. */
  readonly engine?: Engine;
  /** What the network that `open` gives will be, so that a run can be checked before it begins. */
  readonly network?: Pick<FeatureNetwork, 'short' | 'classes'>;
  /**
   * Opens what takes time, once, at the first evaluation.
   * @param tell is told in one sentence what was wrong and has been mended
   */
  open?(tell: (sentence: string) => void): Promise<Opened>;
}

/** What is open while a run trains. */
export interface Opened {
  readonly network?: OpenNetwork;
  readonly references?: ReferenceStore;
}

/** A run that measures itself. */
export interface Examined {
  readonly gan: Gan;
  readonly plan: Plan;
  /** What is trained on. */
  readonly dataset: Dataset;
  /** What the plan holds out. */
  readonly heldOut?: FiniteDataset;
  readonly engine: Engine;
  readonly examination?: Examination;
}

/** Samples N where nothing is said: some seconds of work. */
const SAMPLES = 2000;

/**
 * Measures the generator of a run while it trains, as `saddle evaluate` does with the same N: by all metrics that say something of the
 * data and do not take long.
 */
export class Examiner {
  private readonly run: Examined;
  private readonly samples: number;
  private readonly names: readonly MetricName[];
  private readonly told: string[] = [];
  private opened: Opened | undefined;
  private judge: Judge | undefined;

  /**
   * Undefined where the plan asks for no evaluations.
   * @throws UserError where options contradict each other, or data have not what the chosen figure needs
   */
  static of(run: Examined): Examiner | undefined {
    checkPlan(run.plan);
    return run.plan.evaluateEvery > 0 ? new Examiner(run) : undefined;
  }

  private constructor(run: Examined) {
    const { plan, dataset, examination = {} } = run;
    const { heldOut = run.heldOut, fresh } = examination;
    this.run = run;
    const samples = plan.evaluateSamples || undefined;
    this.samples = samplesOf({ dataset, heldOut, fresh, samples }, SAMPLES, 'evaluateSamples');
    this.names = metricNames(expected(run, this.samples), plan.bestBy);
  }

  /** What a reader of the figures should know, a sentence each. */
  get warnings(): string[] {
    const { dataset, examination } = this.run;
    if (examination?.network || !isLabelledImages(dataset)) return [];
    return [
      'evaluateEvery: there is no feature network here, so figures of features such as fd are left out; saddle train measures them',
    ];
  }

  /** What was found wrong and mended since the last call. */
  takeTold(): string[] {
    return this.told.splice(0);
  }

  /** @param sampler has the weights of the snapshot */
  async measure({ step, state }: Snapshot, sampler: Sampler): Promise<Evaluation> {
    const { gan, dataset, engine, examination = {} } = this.run;
    const { heldOut = this.run.heldOut, fresh } = examination;
    this.opened ??= await this.open();
    this.judge ??= await Judge.create(engine, gan.discriminator, {
      batch: batchSize(gan),
      pac: packSize(gan),
    });
    const judge = this.judge;
    await judge.load(state);
    return evaluate({
      ...{ dataset, heldOut, fresh, samples: this.samples, metrics: this.names, ...this.opened },
      generator: generatorOf(gan, dataset, step, sampler),
      judge: ({ values, conditions }) => judge.logits(values, judge.isConditional ? conditions : undefined),
      engine: examination.engine ?? engine,
    });
  }

  async dispose(): Promise<void> {
    await this.judge?.dispose();
    await this.opened?.network?.dispose();
  }

  private async open(): Promise<Opened> {
    const { references, ...opened } =
      (await this.run.examination?.open?.(said => this.told.push(said))) ?? {};
    return { ...opened, references: remembered(references ?? noReferences) };
  }
}

/** Only a figure that is measured can choose. */
function checkPlan({ evaluateEvery, evaluateSamples, bestBy }: Plan): void {
  const alone = bestBy !== 'none' ? 'bestBy' : evaluateSamples > 0 ? 'evaluateSamples' : undefined;
  if (evaluateEvery > 0 || alone === undefined) return;
  throw new UserError(
    `${alone}: expected evaluateEvery beside it, got 0, which measures nothing; set it, such as --evaluate-every 1000`,
  );
}

/** The metrics of all evaluations, among them the one whose figure chooses. */
function metricNames(given: Given, bestBy: string): MetricName[] {
  const names = evaluationMetrics(given);
  if (bestBy === 'none') return names;
  const name = metricOf(bestBy);
  const missing = lacks(metrics[name].needs, given);
  if (missing.length > 0)
    throw new UserError(`bestBy: ${bestBy}: expected ${missing.join(' and ')}, got ${given.dataset.name}`);
  return names.includes(name) ? names : [...names, name];
}

/** The metric that has a figure. */
function metricOf(figure: string): MetricName {
  const cheap = (Object.keys(metrics) as MetricName[]).filter(name => !(metrics[name] as Metric).costly);
  const found = cheap.find(name => Object.hasOwn(metrics[name].figures, figure));
  if (found) return found;
  if (Object.hasOwn(figureKinds, figure))
    throw new UserError(
      `bestBy: expected a figure that is soon measured, got ${figure}, which takes minutes; measure it by saddle evaluate --metrics`,
    );
  if (Object.hasOwn(metrics, figure))
    throw new UserError(
      `bestBy: expected one figure, got the metric ${figure}, which has ${Object.keys(metrics[figure as MetricName].figures).join(', ')}; choose one of them`,
    );
  throw new UserError(`bestBy: ${unknownName('figure', figure, Object.keys(figureKinds))}`);
}

/** What evaluations will be given, as far as it decides which metrics there are. */
function expected({ gan, plan, dataset, heldOut, engine, examination }: Examined, samples: number): Given {
  const never = () => Promise.reject(new Error('not there yet'));
  const { network } = examination ?? {};
  return {
    dataset,
    samples,
    seed: plan.seed,
    reals: never,
    heldOut: examination?.heldOut ?? heldOut,
    engine,
    asked: gan.generator.condition?.kind === 'class',
    judge: never,
    network: network && { ...network, name: network.short, protocol: '', look: never },
  };
}

function generatorOf(gan: Gan, dataset: Dataset, step: number, sampler: Sampler): Generator {
  const generate = (z: Float32Array, y?: Parameters<Sampler['generate']>[1]) => sampler.generate(z, y);
  return new Generator(infoOf(gan, dataset, step, dataset.name), { generate, dispose: async () => {} });
}
