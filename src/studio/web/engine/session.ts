import { batchSource } from '../../../data/batches.ts';
import type { Dataset } from '../../../data/dataset.ts';
import { splitDataset } from '../../../data/split.ts';
import type { Engine, Executable } from '../../../engine/engine.ts';
import { type FeedValues, fillFeeds } from '../../../gan/feeds.ts';
import { objective } from '../../../gan/objectives/index.ts';
import { encodeScan } from '../../../graph/onnx/encode.ts';
import { sizeOf } from '../../../graph/tensor.ts';
import { findNonFinite } from '../../../train/autopsy.ts';
import { buildGan, type Gan } from '../../../train/build.ts';
import type { CheckpointParts } from '../../../train/checkpoint.ts';
import type { Config } from '../../../train/config.ts';
import type { Ancestor } from '../../../train/fork.ts';
import { lint } from '../../../train/lint.ts';
import { requireTrainingMemory } from '../../../train/memory.ts';
import { type Finding, Monitor, type MonitorState } from '../../../train/monitor/monitor.ts';
import { Probe } from '../../../train/monitor/probe.ts';
import type { Sampler } from '../../../train/sampler.ts';
import { firstNonFinite, initialState, type State } from '../../../train/state.ts';
import { UserError } from '../../../util/error.ts';
import { PAGE_MEMORY } from '../../../util/memory.ts';
import { keepsState } from './setup.ts';

/** A point of a run that it can go back to. */
export interface Snapshot {
  readonly step: number;
  readonly state: State;
}

/** What changed when a run took another config. */
export type Change = 'rates' | 'game';

/** Most bytes of inputs that one call is given. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * A run that is led from outside: as many steps at a time as is asked for, with another config in between. The library's
 * `train` is the same game with a log, checkpoints and an end.
 */
export class Session {
  readonly dataset: Dataset;
  /** The runs that it was forked from, the nearest first. */
  ancestry: readonly Ancestor[] = [];
  private readonly engine: Engine;
  private current: Config;
  private built: Gan;
  private executable: Executable;
  private monitor: Monitor;
  private probe: Probe;
  private fill: (first: number, count: number) => Promise<FeedValues>;
  private completed = 0;
  /** The last state that is known to be finite. */
  private good: Snapshot;

  static async create(engine: Engine, config: Config, dataset: Dataset): Promise<Session> {
    const gan = buildGan(config, dataset);
    requireTrainingMemory({ ...gan, device: engine.device }, config, dataset, PAGE_MEMORY);
    const executable = await engine.compile(gan.step.program);
    const state = initialState(gan, config.seed, dataset);
    await executable.write(state);
    const probe = await probeOf(engine, config, gan, dataset);
    return new Session({ engine, config, dataset, gan, executable, probe }, state);
  }

  private constructor(parts: Parts, state: State) {
    this.engine = parts.engine;
    this.current = parts.config;
    this.dataset = parts.dataset;
    this.built = parts.gan;
    this.executable = parts.executable;
    this.probe = parts.probe;
    this.monitor = monitorOf(parts.config, parts.dataset);
    this.fill = feeder(parts.config, parts.dataset, parts.gan);
    this.good = { step: 0, state };
  }

  get config(): Config {
    return this.current;
  }

  get gan(): Gan {
    return this.built;
  }

  /** Completed steps. */
  get step(): number {
    return this.completed;
  }

  /** What is doubtful about the config, in sentences. */
  get advice(): readonly string[] {
    return lint(this.current);
  }

  /** Most steps that one call may be given. */
  get most(): number {
    const bytes = this.built.step.program.inputs.reduce((sum, node) => sum + 4 * sizeOf(node.shape), 0);
    return Math.max(1, Math.floor(MOST_BYTES / bytes));
  }

  /**
   * Does `count` steps.
   * @returns each output of each step, and what the monitor says
   * @throws UserError where a number is no longer finite; the run is then back at its last good state
   */
  async run(count: number): Promise<{ outputs: Record<string, Float32Array>; findings: Finding[] }> {
    const first = this.completed;
    const outputs = await this.executable.run(count, await this.fill(first, count));
    const findings: Finding[] = [];
    for (let i = 0; i < count; i++) {
      if (!Object.values(outputs).every(values => Number.isFinite(values[i]))) await this.fail(first + i);
      findings.push(...this.monitor.add(outputs, i, first + i + 1));
    }
    this.completed = first + count;
    return { outputs, findings };
  }

  /** What `count` steps from step `first` on are fed. */
  inputs(first: number, count: number): Promise<FeedValues> {
    return this.fill(first, count);
  }

  /** What a checkpoint says beside step and state; there is no row of a log under way. */
  get parts(): CheckpointParts & { readonly monitor: MonitorState } {
    const { current: config, built: gan, engine, monitor, ancestry } = this;
    const dataset = splitDataset(this.dataset, config.heldOut, config.seed).training;
    return { config, gan, dataset, engine, ancestry, monitor: monitor.state, window: { count: 0, sums: {} } };
  }

  /** The state now. @throws UserError as {@link run} */
  async snapshot(): Promise<Snapshot> {
    const state = await this.executable.read();
    if (firstNonFinite(state) !== undefined) await this.fail(this.completed - 1);
    this.good = { step: this.completed, state };
    return this.good;
  }

  /**
   * Goes back, or on, to a snapshot of this game.
   * @param monitor what was noticed until then; default nothing
   */
  async restore(snapshot: Snapshot, monitor?: MonitorState): Promise<void> {
    await this.executable.write(snapshot.state);
    this.completed = snapshot.step;
    this.good = snapshot;
    this.monitor = monitorOf(this.current, this.dataset, monitor);
  }

  /** Measures samples for the monitor. */
  async diagnose(snapshot: Snapshot, sampler: Sampler, samples: Float32Array): Promise<readonly Finding[]> {
    return this.monitor.measure(await this.probe.measure(snapshot.step, snapshot.state, sampler, samples));
  }

  /**
   * Goes on with another config. Learning rates and schedules are inputs and change at once; what changes the program is
   * compiled anew, and weights, moments and averages are kept where both games have them.
   * @throws UserError where the config cannot be built, or needs another start
   */
  async configure(config: Config): Promise<Change> {
    if (!keepsState(this.current, config))
      throw new UserError('configure: expected the same data, networks, noise and seed; start anew');
    const gan = buildGan(config, this.dataset);
    requireTrainingMemory({ ...gan, device: this.engine.device }, config, this.dataset, PAGE_MEMORY);
    const same = sameBytes(encodeScan(gan.step.program), encodeScan(this.built.step.program));
    const { state } = await this.snapshot();
    if (!same) await this.recompile(config, gan, state);
    this.current = config;
    this.built = gan;
    this.fill = feeder(config, this.dataset, gan);
    this.monitor = monitorOf(config, this.dataset);
    return same ? 'rates' : 'game';
  }

  private async recompile(config: Config, gan: Gan, state: State): Promise<void> {
    const executable = await this.engine.compile(gan.step.program);
    const next = takeOver(initialState(gan, config.seed, this.dataset), state);
    await executable.write(next);
    await this.executable.dispose();
    await this.probe.dispose();
    this.executable = executable;
    this.probe = await probeOf(this.engine, config, gan, this.dataset);
    this.good = { step: this.completed, state: next };
  }

  private async fail(step: number): Promise<never> {
    const { good, built, engine, fill } = this;
    const origin = await findNonFinite(built, engine, fill, { start: good.step, state: good.state, step });
    await this.restore(good);
    throw new UserError(
      `step ${origin.step + 1}, ${origin.phase}: expected finite numbers, got ${origin.value} in the ${origin.what}; ` +
        `the run is back at step ${good.step}: lower the learning rate, or choose another objective`,
    );
  }

  async dispose(): Promise<void> {
    await this.probe.dispose();
    await this.executable.dispose();
  }
}

interface Parts {
  readonly engine: Engine;
  readonly config: Config;
  readonly dataset: Dataset;
  readonly gan: Gan;
  readonly executable: Executable;
  readonly probe: Probe;
}

function probeOf(engine: Engine, config: Config, gan: Gan, dataset: Dataset): Promise<Probe> {
  return Probe.create({ config, gan, split: splitDataset(dataset, config.heldOut, config.seed), engine });
}

function monitorOf(config: Config, data: Dataset, state?: MonitorState): Monitor {
  const possible = (changed: Config) => {
    try {
      return buildGan(changed, data) !== undefined;
    } catch {
      return false;
    }
  };
  return new Monitor({ config, data, objective: objective(config.objective), possible }, state);
}

function feeder({ batch, seed, order, heldOut }: Config, dataset: Dataset, gan: Gan) {
  const source = batchSource(splitDataset(dataset, heldOut, seed).training, { batch, seed, order });
  const batches = { fill: (n: number, x: Float32Array) => source.fill(n, x) };
  return (first: number, count: number) => fillFeeds(gan.step.feeds, seed, batches, first, count);
}

/** Values that both have, of equal size; an average or a copy that is new begins at the weights of now. */
function takeOver(fresh: State, old: State): State {
  return Object.fromEntries(
    Object.entries(fresh).map(([name, value]) => {
      const source = old[name] ?? old[name.replace(/^(average|slow)\//, '')];
      return [name, source?.length === value.length ? source.slice() : value];
    }),
  );
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
