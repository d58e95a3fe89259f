import type { Dataset } from '../data/dataset.ts';
import { splitDataset } from '../data/split.ts';
import type { Engine } from '../engine/engine.ts';
import { type Gan, imagesPerStep } from '../gan/gan.ts';
import { type Checkpoint, configText, type RunStore, type StatsRow, stepName } from '../run/store.ts';
import { bestLine } from './best.ts';
import { checkpointOf } from './checkpoint.ts';
import type { Config } from './config.ts';
import type { Evaluation } from './evaluate.ts';
import { type Examination, Examiner } from './examine.ts';
import type { Ancestor } from './fork.ts';
import { lint } from './lint.ts';
import { type Meta, metaOf } from './meta.ts';
import { metricFile, metricLines, readMetricLines } from './metric-line.ts';
import type { Finding } from './monitor/monitor.ts';
import type { Plan } from './plan.ts';
import { checkResume } from './resume-check.ts';
import { configSpec, type OwnOptions, ownSpec, type RunSpec } from './spec.ts';
import { fromTensors, initialState } from './state.ts';
import { NonFiniteError, type Snapshot, type StepResults, Trainer } from './trainer.ts';
import { Window } from './window.ts';

/** Where a run is trained and kept: entry points choose the engine and the store. */
interface Place {
  readonly dataset: Dataset;
  readonly engine: Engine;
  /** A new one, such as `memoryRun()`, or one that holds the run to go on with. */
  readonly store: RunStore;
  /** When aborted, the run saves a checkpoint and ends. */
  readonly signal?: AbortSignal;
  /** How evaluations are made, where the plan asks for some; default: without a feature network. */
  readonly examination?: Examination;
}

/** A run of a config, or of networks that the caller built. */
export type Training = Place &
  (
    | { readonly config: Config; readonly gan?: never }
    | ({ readonly gan: Gan; readonly config?: never } & OwnOptions)
  );

/** A run whose networks are built. */
export interface SpecTraining extends Place {
  readonly spec: RunSpec;
}

/** @throws UserError where networks, data and options do not go together, or an option does not exist */
export function prepare(training: Training): SpecTraining {
  const { dataset, engine, store, signal, examination } = training;
  const place = { dataset, engine, store, signal, examination };
  if (training.config) return { ...place, spec: configSpec(training.config, dataset) };
  const {
    gan,
    config: _c,
    dataset: _d,
    engine: _e,
    store: _s,
    signal: _a,
    examination: _x,
    ...options
  } = training;
  return { ...place, spec: ownSpec('train', gan, dataset, options) };
}

/** Means of a step's outputs: `lossD`, `lossG`, `scoreReal`, `scoreFake`, `value`. */
export type Metrics = Readonly<Record<string, number>>;

export type TrainEvent =
  | {
      readonly type: 'start';
      readonly step: number;
      readonly gan: Gan;
      readonly compileMs: number;
      /** The engine, in words, of the steps that are done; at step 0 that of the run. */
      readonly engine: string;
      /** Of a fork, the nearest first. */
      readonly ancestry: readonly Ancestor[];
    }
  /** Something that was found wrong and mended, in a sentence. */
  | { readonly type: 'warning'; readonly message: string }
  | {
      readonly type: 'progress';
      readonly step: number;
      readonly images: number;
      readonly imagesPerSecond: number;
      readonly secondsLeft: number;
      /** Over the steps since the last event. */
      readonly metrics: Metrics;
    }
  | { readonly type: 'stats'; readonly row: Metrics }
  | { readonly type: 'samples'; readonly step: number; readonly samples: Float32Array }
  /** A sign of trouble appears, gets worse or is gone. */
  | ({ readonly type: 'diagnosis' } & Finding)
  /** The generator was measured; its checkpoint follows. */
  | {
      readonly type: 'evaluation';
      readonly step: number;
      readonly evaluation: Evaluation;
      /** The best one until now by the figure that chooses. */
      readonly best?: BestCheckpoint;
    }
  | { readonly type: 'checkpoint'; readonly step: number }
  | { readonly type: 'end'; readonly step: number; readonly finished: boolean };

/** The best checkpoint of a run by a figure. */
export interface BestCheckpoint {
  readonly step: number;
  /** Name of the protocol. */
  readonly metric: string;
  readonly value: number;
}

/**
 * Trains from the newest good checkpoint of the store, or from the start, and yields what happens.
 * The consumer does with it what it likes; the loop goes on when asked for the next event.
 *
 * @throws UserError when the store's checkpoint belongs to another run or other data, or a loss is no longer finite
 * @example
 *   for await (const event of train({ config, dataset, engine, store })) if (event.type === 'stats') console.log(event.row);
 *   for await (const event of train({ gan, dataset, engine, store, steps: 4000 })) if (event.type === 'end') break;
 */
export async function* train(training: Training): AsyncGenerator<TrainEvent> {
  yield* trainSpec(prepare(training));
}

/** {@link train} of networks that are built. */
export async function* trainSpec(training: SpecTraining): AsyncGenerator<TrainEvent> {
  const loop = await Loop.start(training);
  try {
    yield* loop.run();
  } finally {
    await loop.dispose();
  }
}

/** Longest time that one call into the engine should take: how soon the loop notices an abort. */
const CALL_MS = 250;
const MOST_STEPS = 1000;
/** Steps of the first call, before it is known how long one takes. */
const FIRST_CALL = 8;
/** Most bytes of inputs that one call is given. */
const MOST_BYTES = 32 * 2 ** 20;

interface Parts {
  readonly training: SpecTraining;
  readonly trainer: Trainer;
  readonly compileMs: number;
  /** What is not as it was when the run was left. */
  readonly changes: readonly string[];
  readonly examiner: Examiner | undefined;
}

/** A trainer with a store and a schedule of rows, pictures and checkpoints. */
class Loop {
  private readonly training: SpecTraining;
  private readonly plan: Plan;
  private readonly trainer: Trainer;
  private readonly compileMs: number;
  private readonly changes: readonly string[];
  private readonly examiner: Examiner | undefined;
  /** Step of the newest checkpoint. */
  private saved: number | undefined;
  private readonly engineBefore: string;
  private readonly ancestry: readonly Ancestor[];
  private readonly window: Window;
  private msPerStep = 0;
  /** The same, averaged over some calls, to report. */
  private smoothMs = 0;

  static async start(training: SpecTraining): Promise<Loop> {
    const { spec, dataset, engine, store, examination } = training;
    const begin = performance.now();
    const { training: trained, heldOut } = splitDataset(dataset, spec.plan.heldOut, spec.plan.seed);
    const examiner = Examiner.of({ ...spec, dataset: trained, heldOut, engine, examination });
    const checkpoint = await store.loadCheckpoint();
    if (checkpoint) checkResume(checkpoint, spec, trained);
    else await store.rewind();
    const lastGood = async () => snapshotOf(await store.loadCheckpoint(), spec, trained);
    const trainer = await Trainer.create({
      ...{ spec, dataset, engine, lastGood },
      start: await snapshotOf(checkpoint, spec, trained),
      monitor: checkpoint && metaOf(checkpoint).monitor,
    });
    const changes = checkpoint
      ? [...changedEngine(checkpoint, engine), ...(await lostSteps(store, checkpoint))]
      : [];
    if (checkpoint) await store.rewind(checkpoint);
    if (JSON.stringify(store.config) !== JSON.stringify(spec.record))
      await store.saveFile('config.json', configText(spec.record));
    const compileMs = performance.now() - begin;
    return new Loop({ training, trainer, compileMs, changes, examiner }, checkpoint && metaOf(checkpoint));
  }

  private constructor({ training, trainer, compileMs, changes, examiner }: Parts, meta: Meta | undefined) {
    this.training = training;
    this.plan = training.spec.plan;
    this.trainer = trainer;
    this.compileMs = compileMs;
    this.changes = changes;
    this.examiner = examiner;
    this.saved = meta && trainer.step;
    this.engineBefore = (trainer.step > 0 && meta?.engine) || training.engine.description;
    this.ancestry = meta?.ancestry ?? [];
    this.window = new Window(meta?.window);
  }

  async *run(): AsyncGenerator<TrainEvent> {
    const { spec, signal, store } = this.training;
    const { step, plan, compileMs, engineBefore: engine, ancestry } = this;
    yield { type: 'start', step, gan: spec.gan, compileMs, engine, ancestry };
    const doubts = step === 0 && spec.config ? lint(spec.config) : [];
    const limits = this.examiner?.warnings ?? [];
    yield* warned([...store.warnings, ...this.changes, ...doubts, ...limits]);
    if (this.saved === undefined) yield await this.checkpoint(); // from now on, none means that they were removed
    if (step === 0) yield* this.samples();
    for (let next = 0; this.step < plan.steps && !signal?.aborted; ) {
      const count = next || this.callFrom(this.step);
      next = this.msPerStep === 0 ? 0 : this.callFrom(this.step + count);
      yield* this.call(count, next);
      if (this.due(plan.sampleEvery)) yield* this.samples();
      const measured = this.examiner !== undefined && this.due(plan.evaluateEvery);
      if (measured) yield* this.evaluate(this.examiner);
      if (measured || this.due(plan.checkpointEvery)) yield await this.checkpoint();
    }
    if (this.saved !== this.step) yield await this.checkpoint();
    yield { type: 'end', step: this.step, finished: this.step >= plan.steps };
  }

  async dispose(): Promise<void> {
    await this.examiner?.dispose();
    await this.trainer.dispose();
  }

  private get step(): number {
    return this.trainer.step;
  }

  /** Whether something that happens every so many steps, and at the end, happens at a step. */
  private due(every: number, step = this.step): boolean {
    return step % every === 0 || step === this.plan.steps;
  }

  /** Steps of the call that begins at a step: as many as fit into its time, up to the next picture, evaluation or checkpoint. */
  private callFrom(step: number): number {
    const { steps, sampleEvery, checkpointEvery, evaluateEvery } = this.plan;
    const intervals = [sampleEvery, checkpointEvery, ...(evaluateEvery > 0 ? [evaluateEvery] : [])];
    return Math.min(
      steps - step,
      ...intervals.map(every => every - (step % every)),
      this.msPerStep === 0 ? FIRST_CALL : Math.max(1, Math.round(CALL_MS / this.msPerStep)),
      Math.max(1, Math.floor(MOST_BYTES / this.trainer.stepBytes)),
      MOST_STEPS,
    );
  }

  /** @param next steps of the call after this one, where they are known */
  private async *call(count: number, next: number): AsyncGenerator<TrainEvent> {
    const { trainer, step: first } = this;
    const begin = performance.now();
    const trained = await trainer.run(count, next).catch((error: unknown) => error);
    if (trained instanceof NonFiniteError) yield* this.rows(first, trained.steps - first, trained.before);
    if (trained instanceof Error) throw trained;
    this.msPerStep = (performance.now() - begin) / count;
    this.smoothMs = this.smoothMs === 0 ? this.msPerStep : 0.8 * this.smoothMs + 0.2 * this.msPerStep;
    yield* this.rows(first, count, trained as StepResults);
    yield this.progress((trained as StepResults).outputs, count);
  }

  /** Rows of the log and what the monitor says, in the order of the steps. */
  private async *rows(
    first: number,
    count: number,
    { outputs, findings }: StepResults,
  ): AsyncGenerator<TrainEvent> {
    const { plan, window } = this;
    const images = imagesPerStep(this.trainer.gan);
    for (let i = 0; i < count; i++) {
      const step = first + i + 1;
      window.add(outputs, i);
      if (this.due(plan.logEvery, step)) {
        const row = { step, images: step * images, ...window.take() };
        await this.training.store.append('stats.jsonl', row);
        yield { type: 'stats', row };
      }
      yield* said(findings.filter(finding => finding.step === step));
    }
  }

  private progress(outputs: StepResults['outputs'], count: number): TrainEvent {
    const { step, plan, smoothMs } = this;
    const images = imagesPerStep(this.trainer.gan);
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / count;
    const metrics = Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, mean(values)]));
    const imagesPerSecond = (1000 * images) / smoothMs;
    const secondsLeft = ((plan.steps - step) * smoothMs) / 1000;
    return { type: 'progress', step, images: step * images, imagesPerSecond, secondsLeft, metrics };
  }

  private async *samples(): AsyncGenerator<TrainEvent> {
    const { trainer, plan } = this;
    const snapshot = await trainer.snapshot();
    const sampler = await trainer.sampler(snapshot);
    const samples = await sampler.sample(plan.samples, plan.seed);
    yield { type: 'samples', step: snapshot.step, samples };
    yield* said(await trainer.measure(snapshot, sampler, samples));
  }

  /** Its lines are there before its checkpoint: a resume from an older one takes them out and measures again. */
  private async *evaluate(examiner: Examiner): AsyncGenerator<TrainEvent> {
    const { trainer, training } = this;
    const snapshot = await trainer.snapshot();
    const evaluation = await examiner.measure(snapshot, await trainer.sampler(snapshot));
    yield* warned(examiner.takeTold());
    const { step } = snapshot;
    for (const line of metricLines(evaluation, { snapshot: `checkpoints/${stepName(step)}`, gpus: 0 }))
      await training.store.addFigure(metricFile(line.metric), line as unknown as StatsRow);
    const best = await this.best(step);
    yield { type: 'evaluation', step, evaluation, ...(best && { best }) };
  }

  /** @param step whose checkpoint is there, or about to be */
  private async best(step: number): Promise<BestCheckpoint | undefined> {
    const { store } = this.training;
    const { bestBy } = this.plan;
    if (bestBy === 'none') return undefined;
    const found = bestLine(readMetricLines(await store.figures()), bestBy, [
      ...(await store.listCheckpoints()),
      step,
    ]);
    return found && { step: found.step, metric: found.metric, value: found.detail.value };
  }

  private async checkpoint(): Promise<TrainEvent> {
    const { trainer, window, ancestry, saved: last } = this;
    const { step, state } = await trainer.snapshot();
    this.saved = step;
    // One where a run was left would not be there had it gone on.
    const instead = last !== undefined && !this.saves(last) ? last : undefined;
    const best = (await this.best(step))?.step;
    const parts = { ...trainer.checkpointParts, window: window.state, ancestry };
    await this.training.store.saveCheckpoint(checkpointOf(parts, step, state), { instead, best });
    return { type: 'checkpoint', step };
  }

  /** Whether a run that goes on has a checkpoint of a step. */
  private saves(step: number): boolean {
    const { checkpointEvery, evaluateEvery } = this.plan;
    return step % checkpointEvery === 0 || (evaluateEvery > 0 && step % evaluateEvery === 0);
  }
}

function* warned(messages: readonly string[]): Generator<TrainEvent> {
  for (const message of messages) yield { type: 'warning', message };
}

function* said(findings: readonly Finding[]): Generator<TrainEvent> {
  for (const finding of findings) yield { type: 'diagnosis', ...finding };
}

async function snapshotOf(
  checkpoint: Checkpoint | undefined,
  { gan, plan }: RunSpec,
  dataset: Dataset,
): Promise<Snapshot> {
  if (!checkpoint) return { step: 0, state: await initialState(gan, plan.seed, dataset) };
  return { step: checkpoint.step, state: fromTensors(gan, checkpoint.tensors) };
}

/** A run repeats to the bit only on the engine that it began on. */
function changedEngine(checkpoint: Checkpoint, { description: now }: Engine): string[] {
  const { engine: before } = metaOf(checkpoint);
  if (before === now) return [];
  return [
    `resume: the run was on ${before} and goes on with ${now}: later steps may differ in their last bits`,
  ];
}

/** A log that goes on after the next checkpoint was due: that one was removed, and its steps are taken again. */
async function lostSteps(store: RunStore, checkpoint: Checkpoint): Promise<string[]> {
  const { step } = checkpoint;
  // That of the store is newer where the run went on with another one and has not saved since.
  const plans = [checkpoint.meta['config'], store.config] as Partial<Plan>[];
  const every = plans.map(({ checkpointEvery = 0 }) => checkpointEvery);
  const checkpointEvery = Math.max(...every);
  const due = (Math.floor(step / checkpointEvery) + 1) * checkpointEvery;
  const logged = Number((await store.rows('stats.jsonl')).at(-1)?.['step']);
  const passedOver = (await store.listCheckpoints()).at(-1) !== step; // said already
  if (!(logged > due) || passedOver) return [];
  return [
    `resume: the log goes up to step ${logged}, but the newest checkpoint is of step ${step}: later ones are gone, and their steps are taken again`,
  ];
}
