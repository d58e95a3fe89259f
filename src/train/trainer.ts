import type { Dataset } from '../data/dataset.ts';
import { type Split, splitDataset } from '../data/split.ts';
import type { Engine, Executable } from '../engine/engine.ts';
import type { FeedValues } from '../gan/feeds.ts';
import type { Gan } from '../gan/gan.ts';
import { sourceOf, stateName } from '../gan/state.ts';
import { encodeScan } from '../graph/onnx/encode.ts';
import { UserError } from '../util/error.ts';
import type { CheckpointParts } from './checkpoint.ts';
import { Feeder } from './feeder.ts';
import { findNonFinite } from './find-non-finite.ts';
import { type Finding, Monitor, type MonitorState } from './monitor/monitor.ts';
import { monitorOptions } from './monitor/options.ts';
import { Probe } from './monitor/probe.ts';
import { Sampler } from './sampler.ts';
import type { RunSpec } from './spec.ts';
import { firstNonFinite, initialState, type State } from './state.ts';

/** A point of a run that it can go back to. */
export interface Snapshot {
  /** Completed steps. */
  readonly step: number;
  readonly state: State;
}

/** What changed when a run took another spec: rates, which are inputs of its program, or the program itself. */
export type Change = 'rates' | 'program';

export interface TrainerOptions<S extends RunSpec> {
  readonly spec: S;
  /** All of the data, held-out samples included. */
  readonly dataset: Dataset;
  readonly engine: Engine;
  /** Default: the first step. */
  readonly start?: Snapshot;
  /** Where the monitor was at that point; default: it has seen nothing. */
  readonly monitor?: MonitorState;
  /** A state that is known to be finite; default: the last snapshot, which the trainer then keeps. */
  readonly lastGood?: () => Promise<Snapshot>;
}

/** What some steps gave. */
export interface StepResults {
  /** Each output of each step. */
  readonly outputs: Readonly<Record<string, Float32Array>>;
  /** What the monitor says of them. */
  readonly findings: readonly Finding[];
}

/** A loss, a gradient or a value of the state is not finite: training cannot go on from here. */
export class NonFiniteError extends UserError {
  override readonly reason = 'diverged';
  /** Completed steps whose losses are finite. */
  readonly steps: number;
  /** What the steps of the failed call gave before. */
  readonly before: StepResults;

  constructor(message: string, steps: number, before: StepResults) {
    super(message);
    this.steps = steps;
    this.before = before;
  }
}

/**
 * Trains a GAN on a dataset with an engine, as many steps at a time as it is asked for. Everything random is a function of
 * (seed, step), so the same steps give the same numbers however they are called, and from a snapshot as without a stop.
 * @example
 *   const trainer = await Trainer.create({ spec: configSpec(config, dataset), dataset, engine });
 *   const { outputs } = await trainer.run(100);
 *   const { step, state } = await trainer.snapshot();
 */
export class Trainer<S extends RunSpec = RunSpec> {
  readonly dataset: Dataset;
  readonly engine: Engine;
  private readonly lastGood: (() => Promise<Snapshot>) | undefined;
  private current: S;
  private parts: Parts;
  private monitor: Monitor;
  private completed: number;
  /** The last state that is known to be finite, where nobody else keeps it. */
  private good: Snapshot | undefined;

  /**
   * @throws UserError where spec, data and engine do not go together
   */
  static async create<S extends RunSpec>(options: TrainerOptions<S>): Promise<Trainer<S>> {
    return new Trainer(options, ...(await Trainer.prepare(options)));
  }

  /** What the constructor needs and only a promise can give. */
  protected static async prepare(options: TrainerOptions<RunSpec>): Promise<[Parts, Snapshot]> {
    const parts = await compile(options.spec, options.dataset, options.engine);
    const { gan, plan } = options.spec;
    const start = options.start ?? {
      step: 0,
      state: await initialState(gan, plan.seed, parts.split.training),
    };
    await parts.executable.write(start.state);
    return [parts, start];
  }

  protected constructor(
    { spec, dataset, engine, monitor, lastGood }: TrainerOptions<S>,
    parts: Parts,
    start: Snapshot,
  ) {
    this.dataset = dataset;
    this.engine = engine;
    this.lastGood = lastGood;
    this.current = spec;
    this.parts = parts;
    this.monitor = new Monitor(monitorOptions(spec, dataset), monitor);
    this.completed = start.step;
    this.keep(start);
  }

  get spec(): S {
    return this.current;
  }

  get gan(): Gan {
    return this.current.gan;
  }

  /** Completed steps. */
  get step(): number {
    return this.completed;
  }

  /** What is trained on, and what is held out. */
  get split(): Split {
    return this.parts.split;
  }

  /** What the monitor has seen, to go on from. */
  get monitorState(): MonitorState {
    return this.monitor.state;
  }

  /** Bytes that one step is fed. */
  get stepBytes(): number {
    return this.parts.feeder.stepBytes;
  }

  /** What `count` steps from step `first` on are fed. */
  inputs(first: number, count: number): Promise<FeedValues> {
    return this.parts.feeder.inputs(first, count);
  }

  /**
   * Does `count` steps in one call of the engine.
   * @param next steps of the call that will follow: their inputs are made while the engine computes. Default: unknown
   * @throws NonFiniteError where a number is no longer finite; the run is then back at its last good state
   */
  async run(count: number, next = 0): Promise<StepResults> {
    const { executable, feeder } = this.parts;
    const first = this.completed;
    const running = executable.run(count, await feeder.inputs(first, count));
    if (next > 0) feeder.prefetch(first + count, next);
    const outputs = await running;
    const findings: Finding[] = [];
    for (let i = 0; i < count; i++) {
      const finite = Object.values(outputs).every(values => Number.isFinite(values[i]));
      if (!finite) throw await this.failure(first + i, { outputs, findings });
      findings.push(...this.monitor.add(outputs, i, first + i + 1));
    }
    this.completed = first + count;
    return { outputs, findings };
  }

  /**
   * The state, which is finite: the losses of a step say nothing of its own updates.
   * @throws NonFiniteError as {@link run}
   */
  async snapshot(): Promise<Snapshot> {
    const state = await this.parts.executable.read();
    if (firstNonFinite(state) !== undefined) throw await this.failure(this.completed - 1);
    return this.keep({ step: this.completed, state });
  }

  /**
   * Goes to a snapshot of this run, back or on.
   * @param monitor what was seen until then; default: nothing
   */
  async restore(snapshot: Snapshot, monitor?: MonitorState): Promise<void> {
    await this.parts.executable.write(snapshot.state);
    this.completed = snapshot.step;
    this.keep(snapshot);
    this.monitor = new Monitor(monitorOptions(this.current, this.dataset), monitor);
  }

  /** A sampler that has the weights of a snapshot; it belongs to the trainer. */
  async sampler({ state }: Snapshot): Promise<Sampler> {
    const { parts, engine, gan } = this;
    parts.sampler ??= await Sampler.create(engine, gan, (stream, y) => parts.feeder.ask(stream, y));
    await parts.sampler.load(state);
    return parts.sampler;
  }

  /**
   * Measures generated samples for the monitor.
   * @param sampler has the weights of the snapshot
   * @param samples that were made already; more are made where these are too few
   */
  async measure(
    { step, state }: Snapshot,
    sampler: Sampler,
    samples: Float32Array,
  ): Promise<readonly Finding[]> {
    const { parts, engine } = this;
    const { gan, plan } = this.current;
    parts.probe ??= await Probe.create({ plan, gan, split: parts.split, engine });
    return this.monitor.measure(await parts.probe.measure(step, state, sampler, samples));
  }

  /**
   * Goes on with another spec. Learning rates and schedules are inputs and change at once; what changes the program is
   * compiled anew, and weights, moments and averages are kept where both programs have them.
   * @throws UserError where the networks, the seed or the data of training would change
   */
  async configure(spec: S): Promise<Change> {
    checkSame(this.current, spec);
    const { state } = await this.snapshot();
    const same = sameBytes(encodeScan(spec.gan.step.program), encodeScan(this.gan.step.program));
    if (same) this.parts.feeder = new Feeder(spec.gan, this.split.training, spec.plan);
    else await this.recompile(spec, state);
    this.current = spec;
    this.monitor = new Monitor(monitorOptions(spec, this.dataset));
    return same ? 'rates' : 'program';
  }

  private async recompile(spec: S, state: State): Promise<void> {
    const parts = await compile(spec, this.dataset, this.engine);
    const fresh = await initialState(spec.gan, spec.plan.seed, parts.split.training);
    const next = takeOver(spec.gan, fresh, state);
    await parts.executable.write(next);
    await dispose(this.parts);
    this.parts = parts;
    this.keep({ step: this.completed, state: next });
  }

  /** What a checkpoint says beside step and state. */
  get checkpointParts(): CheckpointParts {
    const { spec, engine, monitor } = this;
    return { spec, dataset: this.split.training, engine, monitor: monitor.state };
  }

  private keep(snapshot: Snapshot): Snapshot {
    if (!this.lastGood) this.good = snapshot;
    return snapshot;
  }

  /**
   * Finds the number that first was not finite, and goes back to the last good state.
   * @param step whose outputs or updates are not finite
   */
  private async failure(step: number, before: StepResults = NOTHING): Promise<NonFiniteError> {
    const good = this.good ?? (await this.lastGood!());
    const fill = (first: number, count: number) => this.inputs(first, count);
    const from = { start: good.step, state: good.state, step };
    const found = await findNonFinite(this.gan, this.engine, fill, from);
    await this.restore(good);
    const message =
      `step ${found.step + 1}, ${found.phase}: expected finite numbers, got ${found.value} in the ${found.what}; ` +
      `the last good state is of step ${good.step}: lower the learning rate, or choose another objective`;
    return new NonFiniteError(message, step, before);
  }

  async dispose(): Promise<void> {
    await dispose(this.parts);
  }
}

const NOTHING: StepResults = { outputs: {}, findings: [] };

/** What belongs to one program. */
interface Parts {
  readonly split: Split;
  readonly executable: Executable;
  feeder: Feeder;
  sampler?: Sampler;
  probe?: Probe;
}

async function compile({ gan, plan }: RunSpec, dataset: Dataset, engine: Engine): Promise<Parts> {
  const split = splitDataset(dataset, plan.heldOut, plan.seed);
  const feeder = new Feeder(gan, split.training, plan);
  return { split, feeder, executable: await engine.compile(gan.step.program) };
}

async function dispose({ executable, sampler, probe }: Parts): Promise<void> {
  await probe?.dispose();
  await sampler?.dispose();
  await executable.dispose();
}

/** A run keeps its networks, its random numbers and its data. */
function checkSame(before: RunSpec, after: RunSpec): void {
  const kept = ({ gan: { generator, discriminator, latent }, plan: { seed, order, heldOut } }: RunSpec) =>
    JSON.stringify([
      [generator, discriminator].map(({ input, parameters }) => [
        input,
        parameters.map(p => [p.name, p.shape]),
      ]),
      [latent, seed, order, heldOut],
    ]);
  if (kept(before) === kept(after)) return;
  throw new UserError('configure: expected the same data, networks, noise and seed; start anew');
}

/** Values that both have, of equal size; an average or a copy that is new begins at the weights of now. */
function takeOver({ step }: Gan, fresh: State, old: State): State {
  return Object.fromEntries(
    step.state.map(array => {
      const name = stateName(array);
      const value = fresh[name];
      const source = old[name] ?? old[sourceOf(array) ?? ''];
      return [name, source?.length === value.length ? source.slice() : value];
    }),
  );
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
