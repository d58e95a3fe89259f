import { openDataset } from '../../../data/registry.ts';
import type { Engine } from '../../../engine/engine.ts';
import { Autosave } from '../../../run/autosave.ts';
import type { Config } from '../../../train/config.ts';
import type { Change, Snapshot } from '../../../train/trainer.ts';
import { PAGE_MEMORY } from '../../../util/memory.ts';
import { Anatomist } from './anatomy/anatomist.ts';
import { readArchive } from './archive.ts';
import { openEngine } from './device.ts';
import { Inspector } from './inspect.ts';
import type { Command, Layers, Report } from './messages.ts';
import { Observer } from './observer.ts';
import { historyTo, openSession, type RunParts, RunTrainer, type Showing } from './run-trainer.ts';
import { Slicer } from './slice/slicer.ts';

/** The next picture is made while one is painted. */
const SHOWING: Showing = { everyMs: 24, share: 0.25, ahead: 2 };
/** Least time between two measurements of quality. */
const QUALITY_MS = 1000;
/** Steps between them, at least: what the monitor sees depends on the steps, not only on the clock. */
const QUALITY_STEPS = 100;

interface Parts extends RunParts {
  readonly engine: Engine;
  readonly observer: Observer;
  readonly layers: Layers;
  readonly report: (report: Report) => void;
}

/** Least time between two slices of V while it runs, in ms, and their share of the time at most. */
const [SLICE_MS, SLICE_SHARE] = [1500, 0.05];
/** The same of two looks at the units. */
const [UNITS_MS, UNITS_SHARE] = [250, 0.04];

/** A run of the line or the plane, and everything that is seen of it. */
export class Trainer extends RunTrainer {
  private readonly observer: Observer;
  private readonly engine: Engine;
  /** Of the game as it is now; made when it is first needed. */
  private inspector: Inspector | undefined;
  /** Of the game as it is now; made when a slice is first asked for. */
  private slicer: Slicer | undefined;
  private sliced = { kind: '', step: -1, next: Number.NEGATIVE_INFINITY };
  /** Of the networks; made when the diagram is first seen. */
  private anatomist: Anatomist | undefined;
  private dissected = { units: 0, step: -1, next: Number.NEGATIVE_INFINITY };
  private readonly report: (report: Report) => void;
  private layers: Layers;
  private measured = { at: Number.NEGATIVE_INFINITY, step: Number.NEGATIVE_INFINITY };

  static async start(
    command: Command & { type: 'start' },
    report: (report: Report) => void,
  ): Promise<Trainer> {
    const begin = performance.now();
    const { config, runtime, layers, speed, files, keeping } = command;
    const archive = files && (await readArchive(files));
    const dataset = await openDataset(config.data, undefined, PAGE_MEMORY);
    const engine = await openEngine(config, runtime);
    const session = await openSession(engine, config, dataset, archive);
    const observer = await Observer.create(engine, session);
    const autosave = keeping && (await Autosave.create(keeping, session.step, historyTo(report)));
    const trainer = new Trainer({ engine, session, observer, autosave, layers, report });
    trainer.meter.curves.addLog(archive?.rows ?? []);
    trainer.speed = speed;
    const compileMs = performance.now() - begin;
    const { scene } = observer;
    report({ type: 'ready', scene, engine: engine.description, compileMs, advice: session.advice });
    return trainer;
  }

  private constructor({ engine, observer, layers, report, ...parts }: Parts) {
    super({ ...parts, report }, SHOWING);
    this.engine = engine;
    this.observer = observer;
    this.layers = layers;
    this.report = report;
  }

  show(layers: Layers): void {
    this.layers = layers;
    this.stale = true;
  }

  /** Does one step and tells what it computed on the way. */
  async slowStep(): Promise<void> {
    const before = await this.session.snapshot();
    const trace = await (await this.inspection()).trace(before);
    await this.advance(1);
    this.report({ type: 'trace', trace });
  }

  protected override async adopt(config: Config): Promise<Change> {
    const change = await super.adopt(config);
    if (change === 'program') {
      await this.observer.refresh(this.engine);
      await this.forgetPrograms();
    }
    return change;
  }

  protected override moved(): void {
    super.moved();
    this.observer.forget();
  }

  protected override async picture(snapshot: Snapshot, stepsPerSecond: number): Promise<void> {
    const picture = await this.observer.look(snapshot, this.layers);
    this.report({ type: 'picture', picture, stepsPerSecond, metrics: this.meter.means() });
    await this.dissect(snapshot);
    await this.slice(snapshot);
  }

  /** Reports what the units of both networks do, if they are looked at and it is due. */
  private async dissect(snapshot: Snapshot): Promise<void> {
    const { units = 0 } = this.layers;
    const { dissected } = this;
    const begin = performance.now();
    const isNew =
      units !== dissected.units ||
      (snapshot.step !== dissected.step && (!this.isRunning || begin >= dissected.next));
    if (units === 0 || !isNew) return;
    this.anatomist ??= await Anatomist.create(this.engine, this.session, this.observer.scene.grid);
    this.report({ type: 'anatomy', anatomy: await this.anatomist.look(snapshot, units) });
    const now = performance.now();
    const next = now + Math.max(UNITS_MS, (now - begin) / UNITS_SHARE);
    this.dissected = { units, step: snapshot.step, next };
  }

  /** Reports V around the weights, if it is looked at and due. */
  private async slice(snapshot: Snapshot): Promise<void> {
    const { slice: kind } = this.layers;
    const { sliced } = this;
    const begin = performance.now();
    const isNew =
      kind !== sliced.kind || (snapshot.step !== sliced.step && (!this.isRunning || begin >= sliced.next));
    if (!kind || !isNew) return;
    this.slicer ??= await Slicer.create(this.engine, this.session);
    const slice = await this.slicer.slice(snapshot, this.history.before(snapshot.step), kind);
    this.report({ type: 'slice', slice });
    const now = performance.now();
    this.sliced = { kind, step: snapshot.step, next: now + Math.max(SLICE_MS, (now - begin) / SLICE_SHARE) };
  }

  protected override async measure(snapshot: Snapshot, now: number): Promise<void> {
    const { step } = snapshot;
    const { measured } = this;
    if (step === measured.step) return;
    const young = now - measured.at < QUALITY_MS || step - measured.step < QUALITY_STEPS;
    if (this.isRunning && young) return;
    this.measured = { at: now, step };
    const { quality, samples, sampler } = await this.observer.measure(snapshot);
    const values = Object.fromEntries(Object.entries(quality).map(([name, { value }]) => [name, value]));
    this.report({ type: 'quality', step, quality });
    if (this.history.visiting) return;
    const gradients = step > 0 ? await (await this.inspection()).gradients(snapshot) : {};
    this.meter.curves.add(Math.max(1, step), { ...values, ...gradients });
    await this.diagnose(snapshot, sampler, samples);
  }

  protected override async disposeOwn(): Promise<void> {
    await this.forgetPrograms();
    await this.anatomist?.dispose();
    await this.observer.dispose();
  }

  private async inspection(): Promise<Inspector> {
    this.inspector ??= await Inspector.create(this.engine, this.session, this.observer);
    return this.inspector;
  }

  private async forgetPrograms(): Promise<void> {
    await this.inspector?.dispose();
    await this.slicer?.dispose();
    this.inspector = undefined;
    this.slicer = undefined;
    this.sliced = { ...this.sliced, kind: '' };
  }
}
