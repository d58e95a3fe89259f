import { openDataset } from '../../../data/registry.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Config } from '../../../train/config.ts';
import { readArchive, restoreArchive } from './archive.ts';
import { Chronicle, type ChronicleCommand, type ChronicleReport } from './chronicle.ts';
import { openEngine } from './device.ts';
import { Inspector } from './inspect.ts';
import { Keeper } from './keeper.ts';
import type { Command, Layers, Report } from './messages.ts';
import { Meter } from './meter.ts';
import { Observer } from './observer.ts';
import { MOST_STEPS, Pace } from './pace.ts';
import { type Change, Session } from './session.ts';

/** Least time between two pictures, between two sets of curves, and between two measurements of quality. */
const [PICTURE_MS, CURVES_MS, QUALITY_MS] = [24, 200, 1000];
const MOST_AHEAD = 2;
/** Steps between measurements, at least: what the monitor sees depends on the steps, not only on the clock. */
const QUALITY_STEPS = 100;
/** Share of the time that pictures may take while training runs. */
const PICTURE_SHARE = 0.25;

/** Everything of one run: commands change it, the loop drives it. */
export class Trainer {
  private readonly session: Session;
  private readonly observer: Observer;
  private readonly engine: Engine;
  /** Of the game as it is now; made when it is first needed. */
  private inspector: Inspector | undefined;
  private readonly report: (report: Report) => void;
  private readonly meter: Meter;
  private readonly chronicle: Chronicle;
  private readonly pace = new Pace();
  /** Where it waits while it runs. */
  limit = Number.POSITIVE_INFINITY;
  private running = false;
  private layers: Layers;
  /** Pictures sent since the page last drew one: the next is made while one is painted, and none for a hidden page. */
  private ahead = 0;
  /** Whether what is shown is older than the run. */
  private stale = true;
  private pictured = Number.NEGATIVE_INFINITY;
  /** Time that the last picture took. */
  private pictureMs = 0;
  private curved = Number.NEGATIVE_INFINITY;
  private measured = { at: Number.NEGATIVE_INFINITY, step: Number.NEGATIVE_INFINITY };

  static async start(
    command: Command & { type: 'start' },
    report: (report: Report) => void,
  ): Promise<Trainer> {
    const begin = performance.now();
    const { config, runtime, layers, speed, files, keeping } = command;
    const archive = files && (await readArchive(files));
    const dataset = await openDataset(config.data);
    const engine = await openEngine(config, runtime);
    const session = await Session.create(engine, config, dataset);
    const observer = await Observer.create(engine, session);
    if (archive) await restoreArchive(session, archive);
    const keeper = keeping && (await Keeper.create(keeping, session.step, tellPast(report)));
    const meter = new Meter();
    meter.curves.addLog(archive?.rows ?? []);
    const trainer = new Trainer({ engine, session, observer, meter, keeper, layers, report });
    trainer.pace.speed = speed;
    const compileMs = performance.now() - begin;
    const { scene } = observer;
    report({ type: 'ready', scene, engine: engine.description, compileMs, advice: session.advice });
    return trainer;
  }

  private constructor({ engine, session, observer, meter, keeper, layers, report }: Parts) {
    this.engine = engine;
    this.session = session;
    this.observer = observer;
    this.meter = meter;
    this.layers = layers;
    this.report = report;
    const host = {
      configure: async (config: Config) => void (await this.adopt(config)),
      moved: () => this.moved(),
      branched: () => this.tellConfig('game'),
    };
    const { curves } = meter;
    this.chronicle = new Chronicle({ session, curves, host, report: tellPast(report), keeper });
  }

  get isRunning(): boolean {
    return this.running;
  }

  setRunning(running: boolean): void {
    this.running = running;
    this.stale = true; // a pause shows where it is
    const now = performance.now();
    this.pace.resume(now);
    this.meter.begin(now, this.session.step);
    this.report({ type: 'state', running, step: this.session.step });
  }

  set speed(speed: number) {
    this.pace.speed = speed;
    this.pace.resume(performance.now());
  }

  show(layers: Layers): void {
    this.layers = layers;
    this.stale = true;
  }

  wasDrawn(): void {
    this.ahead = 0;
  }

  async configure(config: Config): Promise<void> {
    this.tellConfig(await this.adopt(config));
  }

  async chronicled(command: ChronicleCommand): Promise<void> {
    await this.chronicle.obey(command);
  }

  /** The run is where it was before it was shown at another moment. */
  async leavePast(): Promise<void> {
    await this.chronicle.leave();
  }

  private async adopt(config: Config): Promise<Change> {
    const change = await this.session.configure(config);
    if (change === 'game') {
      await this.observer.refresh(this.engine);
      await this.forgetInspector();
    }
    this.stale = true;
    return change;
  }

  private tellConfig(change: Change): void {
    const { config, advice } = this.session;
    this.report({ type: 'configured', change, config, advice });
  }

  private moved(): void {
    this.observer.forget();
    this.meter.recall(this.session.step);
    this.stale = true;
  }

  /** One turn of the loop: some steps, and what there is to tell. @returns whether there was anything to do */
  async turn(): Promise<boolean> {
    const wanted = this.running ? this.pace.next(performance.now()) : 0;
    const count = Math.min(wanted, this.session.most, this.limit - this.session.step);
    if (count > 0) await this.call(count);
    const least = Math.max(PICTURE_MS, this.pictureMs / PICTURE_SHARE);
    const told = await this.tell(this.running ? least : 0);
    await this.chronicle.note(performance.now(), this.running);
    return count > 0 || told;
  }

  /** Does so many steps. */
  advance(count: number): Promise<void> {
    return this.reach(this.session.step + count);
  }

  /** Goes on to a step, in calls of bounded length. */
  async reach(step: number): Promise<void> {
    while (this.session.step < step) {
      await this.call(Math.min(step - this.session.step, this.session.most, MOST_STEPS));
    }
  }

  private async call(count: number): Promise<void> {
    const begin = performance.now();
    const { outputs, findings } = await this.session.run(count);
    this.pace.took(performance.now() - begin, count);
    this.meter.add(this.session.step - count, count, outputs);
    this.stale = true;
    for (const finding of findings) this.report({ type: 'finding', finding });
  }

  /** Does one step and tells what it computed on the way. */
  async slowStep(): Promise<void> {
    const before = await this.session.snapshot();
    const trace = await (await this.inspection()).trace(before);
    await this.advance(1);
    this.report({ type: 'trace', trace });
  }

  private async inspection(): Promise<Inspector> {
    this.inspector ??= await Inspector.create(this.engine, this.session, this.observer);
    return this.inspector;
  }

  private async forgetInspector(): Promise<void> {
    await this.inspector?.dispose();
    this.inspector = undefined;
  }

  /** Sends a picture if it is time, and the page has drawn the last one. */
  private async tell(least: number): Promise<boolean> {
    const now = performance.now();
    if (!this.stale || this.ahead >= MOST_AHEAD || now - this.pictured < least) return false;
    this.pictured = now;
    this.stale = false;
    this.ahead++;
    const snapshot = await this.session.snapshot();
    const picture = await this.observer.look(snapshot, this.layers);
    this.pictureMs = performance.now() - now;
    this.report({
      type: 'picture',
      picture,
      stepsPerSecond: this.meter.speed(now, this.session.step),
      metrics: this.meter.means(),
    });
    await this.measure(now);
    if (!this.running || now - this.curved >= CURVES_MS) {
      this.curved = now;
      this.report({ type: 'curves', curves: this.meter.curves.data });
    }
    return true;
  }

  private async measure(now: number): Promise<void> {
    const { step } = this.session;
    const { measured, running } = this;
    if (step === measured.step) return;
    const young = now - measured.at < QUALITY_MS || step - measured.step < QUALITY_STEPS;
    if (running && young) return;
    this.measured = { at: now, step };
    const snapshot = await this.session.snapshot();
    const { quality, samples, sampler } = await this.observer.measure(snapshot);
    const { js, kl, reverseKl, transport, modes } = quality;
    const distances = Object.entries({ js, kl, reverseKl, transport }).map(([name, d]) => [name, d.value]);
    const found = modes && { modes: modes.found, highQuality: modes.highQuality };
    this.report({ type: 'quality', step, quality });
    if (this.chronicle.visiting) return;
    const gradients = step > 0 ? await (await this.inspection()).gradients(snapshot) : {};
    this.meter.curves.add(Math.max(1, step), { ...Object.fromEntries(distances), ...found, ...gradients });
    for (const finding of await this.session.diagnose(snapshot, sampler, samples)) {
      this.report({ type: 'finding', finding });
    }
  }

  async dispose(): Promise<void> {
    await this.chronicle.close();
    await this.forgetInspector();
    await this.observer.dispose();
    await this.session.dispose();
  }
}

interface Parts {
  readonly engine: Engine;
  readonly session: Session;
  readonly observer: Observer;
  readonly meter: Meter;
  readonly keeper?: Keeper;
  readonly layers: Layers;
  readonly report: (report: Report) => void;
}

const tellPast = (report: (report: Report) => void) => (past: ChronicleReport) =>
  report({ type: 'past', report: past });
