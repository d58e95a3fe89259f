import { batchSource } from '../data/batches.ts';
import type { Dataset } from '../data/dataset.ts';
import { splitDataset } from '../data/split.ts';
import type { Engine, Executable } from '../engine/engine.ts';
import { type FeedValues, fillFeeds } from '../gan/feeds.ts';
import { objective } from '../gan/objectives/index.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { Checkpoint, RunStore } from '../run/store.ts';
import { UserError } from '../util/error.ts';
import { findNonFinite } from './autopsy.ts';
import { buildGan, type Gan } from './build.ts';
import { checkpointOf } from './checkpoint.ts';
import { type Config, imagesPerStep } from './config.ts';
import type { Ancestor } from './fork.ts';
import { lint } from './lint.ts';
import { type Meta, metaOf } from './meta.ts';
import { type Finding, Monitor } from './monitor/monitor.ts';
import { Probe } from './monitor/probe.ts';
import { checkOrigin } from './origin.ts';
import { Sampler } from './sampler.ts';
import { firstNonFinite, fromTensors, initialState, type State } from './state.ts';
import { Window } from './window.ts';

/** What a training run needs: entry points choose the engine and the store. */
export interface Training {
  readonly config: Config;
  readonly dataset: Dataset;
  readonly engine: Engine;
  readonly store: RunStore;
  /** When aborted, the run saves a checkpoint and ends. */
  readonly signal?: AbortSignal;
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
  | { readonly type: 'checkpoint'; readonly step: number }
  | { readonly type: 'end'; readonly step: number; readonly finished: boolean };

/**
 * Trains from the newest good checkpoint of the store, or from the start, and yields what happens.
 * The consumer does with it what it likes; the loop goes on when asked for the next event.
 *
 * @throws UserError when the store's checkpoint belongs to another config or other data, or a loss is no longer finite
 * @example
 *   for await (const event of train({ config, dataset, engine, store })) if (event.type === 'stats') console.log(event.row);
 */
export async function* train(training: Training): AsyncGenerator<TrainEvent> {
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
/** Most bytes of inputs that one call is given. */
const MOST_BYTES = 32 * 2 ** 20;

interface Parts {
  readonly training: Training;
  readonly gan: Gan;
  readonly executable: Executable;
  readonly sampler: Sampler;
  readonly probe: Probe;
  readonly compileMs: number;
  /** What is not as it was when the run was left. */
  readonly changes: readonly string[];
}

class Loop {
  private readonly training: Training;
  private readonly gan: Gan;
  private readonly executable: Executable;
  private readonly sampler: Sampler;
  private readonly probe: Probe;
  private readonly monitor: Monitor;
  private readonly fill: (first: number, count: number) => Promise<FeedValues>;
  private readonly compileMs: number;
  private readonly changes: readonly string[];
  /** Step of the newest checkpoint. */
  private saved: number | undefined;
  private readonly engineBefore: string;
  private readonly ancestry: readonly Ancestor[];
  private window: Window;
  private step: number;
  private msPerStep = 0;
  /** The same, averaged over some calls, to report. */
  private smoothMs = 0;

  static async start(given: Training): Promise<Loop> {
    const { config, engine, store } = given;
    const begin = performance.now();
    const gan = buildGan(config, given.dataset);
    const split = splitDataset(given.dataset, config.heldOut, config.seed);
    const training = { ...given, dataset: split.training };
    const checkpoint = await store.loadCheckpoint();
    if (checkpoint) checkOrigin(checkpoint, config, training.dataset);
    else await store.rewind();
    const state = stateOf(training, gan, checkpoint);
    const executable = await engine.compile(gan.step.program);
    await executable.write(state);
    const changes = checkpoint
      ? [...changedEngine(checkpoint, engine), ...(await lostSteps(store, checkpoint))]
      : [];
    if (checkpoint) await store.rewind(checkpoint);
    const sampler = await Sampler.create(engine, gan.generator, config);
    const probe = await Probe.create({ config, gan, split, engine });
    const compileMs = performance.now() - begin;
    return new Loop({ training, gan, executable, sampler, probe, compileMs, changes }, checkpoint);
  }

  private constructor(parts: Parts, checkpoint: Checkpoint | undefined) {
    const { training, gan } = parts;
    const { config, dataset } = training;
    this.training = training;
    this.gan = gan;
    this.executable = parts.executable;
    this.sampler = parts.sampler;
    this.probe = parts.probe;
    this.compileMs = parts.compileMs;
    this.step = checkpoint?.step ?? 0;
    this.changes = parts.changes;
    this.saved = checkpoint?.step;
    const meta = checkpoint && metaOf(checkpoint);
    this.engineBefore = (this.step > 0 && meta?.engine) || training.engine.description;
    this.ancestry = meta?.ancestry ?? [];
    this.window = new Window(meta?.window);
    this.monitor = monitorOf(training, meta);
    const { batch, seed, order } = config;
    const source = batchSource(dataset, { batch, seed, order });
    this.fill = (first, count) =>
      fillFeeds(gan.step.feeds, seed, { fill: (n, x) => source.fill(n, x) }, first, count);
  }

  async *run(): AsyncGenerator<TrainEvent> {
    const { config, signal, store } = this.training;
    const { step, gan, compileMs, engineBefore: engine, ancestry } = this;
    yield { type: 'start', step, gan, compileMs, engine, ancestry };
    const doubts = this.step === 0 ? lint(config) : [];
    for (const message of [...store.warnings, ...this.changes, ...doubts]) yield { type: 'warning', message };
    if (this.saved === undefined) yield await this.checkpoint(); // from now on, none means that they were removed
    if (this.step === 0) yield* this.samples();
    while (this.step < config.steps && !signal?.aborted) {
      const begin = performance.now();
      const count = this.nextCount();
      const outputs = await this.executable.run(count, await this.fill(this.step, count));
      this.msPerStep = (performance.now() - begin) / count;
      this.smoothMs = this.smoothMs === 0 ? this.msPerStep : 0.8 * this.smoothMs + 0.2 * this.msPerStep;
      yield* this.record(outputs, count);
      if (this.due(config.sampleEvery)) yield* this.samples();
      if (this.due(config.checkpointEvery)) {
        yield await this.checkpoint();
      }
    }
    if (this.saved !== this.step) yield await this.checkpoint();
    yield { type: 'end', step: this.step, finished: this.step >= config.steps };
  }

  async dispose(): Promise<void> {
    await this.probe.dispose();
    await this.sampler.dispose();
    await this.executable.dispose();
  }

  /** Whether something that happens every so many steps, and at the end, happens now. */
  private due(every: number): boolean {
    return this.step % every === 0 || this.step === this.training.config.steps;
  }

  /** Steps of the next call: as many as fit into its time, up to the next picture or checkpoint. */
  private nextCount(): number {
    const { config } = this.training;
    const bytes = this.gan.step.program.inputs.reduce((sum, node) => sum + 4 * sizeOf(node.shape), 0);
    return Math.min(
      config.steps - this.step,
      config.sampleEvery - (this.step % config.sampleEvery),
      config.checkpointEvery - (this.step % config.checkpointEvery),
      this.msPerStep === 0 ? 8 : Math.max(1, Math.round(CALL_MS / this.msPerStep)),
      Math.max(1, Math.floor(MOST_BYTES / bytes)),
      MOST_STEPS,
    );
  }

  /** Counts the steps of one call and yields rows of the log. */
  private async *record(outputs: Record<string, Float32Array>, count: number): AsyncGenerator<TrainEvent> {
    const { config, store } = this.training;
    for (let i = 0; i < count; i++) {
      if (!Object.values(outputs).every(values => Number.isFinite(values[i]))) await this.fail(this.step);
      this.step++;
      this.window.add(outputs, i);
      const findings = this.monitor.add(outputs, i, this.step);
      if (this.due(config.logEvery)) {
        const row = { step: this.step, images: this.images, ...this.window.take() };
        await store.append('stats.jsonl', row);
        yield { type: 'stats', row };
      }
      for (const finding of findings) yield { type: 'diagnosis', ...finding };
    }
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / count;
    const metrics = Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, mean(values)]));
    const imagesPerSecond = (1000 * imagesPerStep(config)) / this.smoothMs;
    const secondsLeft = ((config.steps - this.step) * this.smoothMs) / 1000;
    yield { type: 'progress', step: this.step, images: this.images, imagesPerSecond, secondsLeft, metrics };
  }

  /** Real samples that D has seen. */
  private get images(): number {
    return this.step * imagesPerStep(this.training.config);
  }

  private async *samples(): AsyncGenerator<TrainEvent> {
    const { config } = this.training;
    const state = await this.goodState();
    await this.sampler.load(state);
    const samples = await this.sampler.sample(config.samples, config.seed);
    yield { type: 'samples', step: this.step, samples };
    const measurement = await this.probe.measure(this.step, state, this.sampler, samples);
    for (const finding of this.monitor.measure(measurement)) yield { type: 'diagnosis', ...finding };
  }

  private async checkpoint(): Promise<TrainEvent> {
    await this.save(this.step, await this.goodState());
    return { type: 'checkpoint', step: this.step };
  }

  /** The state, which is finite: the losses of a step say nothing of its own updates. */
  private async goodState(): Promise<State> {
    const state = await this.executable.read();
    return firstNonFinite(state) === undefined ? state : this.fail(this.step - 1);
  }

  private async save(step: number, state: State): Promise<void> {
    const { config, dataset, engine, store } = this.training;
    const { gan, window, monitor, ancestry } = this;
    const parts = { config, dataset, engine, gan, window: window.state, monitor: monitor.state, ancestry };
    const last = this.saved;
    this.saved = step;
    // One where a run was left would not be there had it gone on.
    const instead = last !== undefined && last % config.checkpointEvery !== 0 ? last : undefined;
    await store.saveCheckpoint(checkpointOf(parts, step, state), instead);
  }

  /** Stops at a step whose outputs are not finite: finds the origin, and keeps the last good state. */
  private async fail(step: number): Promise<never> {
    const { engine, store } = this.training;
    const checkpoint = await store.loadCheckpoint();
    const start = checkpoint?.step ?? 0;
    const state = stateOf(this.training, this.gan, checkpoint);
    const origin = await findNonFinite(this.gan, engine, this.fill, { start, state, step });
    throw new UserError(
      `step ${origin.step + 1}, ${origin.phase}: expected finite numbers, got ${origin.value} in the ${origin.what}; ` +
        `${checkpoint ? `the last good checkpoint is step ${start}` : 'no checkpoint was saved yet'}: lower the learning rate, or choose another objective`,
    );
  }
}

function stateOf({ config, dataset }: Training, gan: Gan, checkpoint: Checkpoint | undefined): State {
  return checkpoint ? fromTensors(gan, checkpoint.tensors) : initialState(gan, config.seed, dataset);
}

/** Goes on where the one of a checkpoint was; that of a fork has none. */
function monitorOf({ config, dataset }: Training, meta: Meta | undefined): Monitor {
  const possible = (changed: Config) => {
    try {
      return buildGan(changed, dataset) !== undefined;
    } catch {
      return false;
    }
  };
  const options = { config, data: dataset, objective: objective(config.objective), possible };
  return new Monitor(options, meta?.monitor);
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
  const saved = store.config as Partial<Config>;
  const every = [metaOf(checkpoint).config, saved].map(({ checkpointEvery = 0 }) => checkpointEvery);
  const checkpointEvery = Math.max(...every);
  const due = (Math.floor(step / checkpointEvery) + 1) * checkpointEvery;
  const logged = Number((await store.rows('stats.jsonl')).at(-1)?.['step']);
  const passedOver = (await store.listCheckpoints()).at(-1) !== step; // said already
  if (!(logged > due) || passedOver) return [];
  return [
    `resume: the log goes up to step ${logged}, but the newest checkpoint is of step ${step}: later ones are gone, and their steps are taken again`,
  ];
}
