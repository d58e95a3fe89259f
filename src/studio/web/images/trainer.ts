import { openDataset } from '../../../data/registry.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Config } from '../../../train/config.ts';
import { Sampler } from '../../../train/sampler.ts';
import { readArchive, restoreArchive } from '../engine/archive.ts';
import { Chronicle, type ChronicleCommand, type ChronicleReport } from '../engine/chronicle.ts';
import { hasFastGpu, openEngine } from '../engine/device.ts';
import { Keeper } from '../engine/keeper.ts';
import { Meter } from '../engine/meter.ts';
import { Pace } from '../engine/pace.ts';
import { type Change, Session, type Snapshot } from '../engine/session.ts';
import { webHost } from './files.ts';
import { Lens } from './lens.ts';
import { type Answer, type Command, type Question, type Report, type Scene, SHOWN } from './messages.ts';

/** Least time between two pictures, and between two measurements for the diagnosis. */
const [PICTURE_MS, DIAGNOSIS_MS] = [250, 5000];
/** Steps between measurements, at least. */
const DIAGNOSIS_STEPS = 100;
/** Share of the time that pictures may take while training runs. */
const PICTURE_SHARE = 0.1;

interface Parts {
  readonly session: Session;
  readonly sampler: Sampler;
  readonly lens: Lens;
  readonly meter: Meter;
  readonly chronicle: Chronicle;
  readonly report: (report: Report) => void;
}

/** A run on images: commands change it, the loop drives it, questions look at it. */
export class Trainer {
  private readonly session: Session;
  private readonly sampler: Sampler;
  private readonly lens: Lens;
  private readonly report: (report: Report) => void;
  private readonly meter: Meter;
  private readonly chronicle: Chronicle;
  private readonly pace = new Pace();
  private running = false;
  /** Whether the page has drawn the last picture. */
  private drawn = true;
  /** Whether what is shown is older than the run. */
  private stale = true;
  private pictured = Number.NEGATIVE_INFINITY;
  private pictureMs = 0;
  private diagnosed = { at: Number.NEGATIVE_INFINITY, step: 0 };

  static async start(
    { config, base, own, files, keeping }: Command & { type: 'start' },
    report: (report: Report) => void,
  ): Promise<Trainer> {
    const begin = performance.now();
    const archive = files && (await readArchive(files));
    const dataset = await openDataset(config.data, webHost(base, own));
    const engine = await engineFor(config, new URL('ort/', base).href);
    const session = await Session.create(engine, config, dataset);
    const sampler = await Sampler.create(engine, session.gan.generator, config);
    const lens = new Lens({ engine, session, sampler });
    if (archive) await restoreArchive(session, archive);
    const keeper = await Keeper.create(keeping, session.step, tellPast(report));
    const meter = new Meter();
    meter.curves.addLog(archive?.rows ?? []);
    const host = {
      configure: async (to: Config) => void (await session.configure(to)),
      moved: () => trainer.moved(),
      branched: () => trainer.tellConfig('game'),
    };
    const { curves } = meter;
    const chronicle = new Chronicle({ session, curves, host, report: tellPast(report), keeper, data: own });
    const trainer = new Trainer({ session, sampler, lens, meter, chronicle, report });
    const compileMs = performance.now() - begin;
    const { advice } = session;
    report({ type: 'ready', scene: sceneOf(session, lens), engine: engine.description, compileMs, advice });
    return trainer;
  }

  private constructor({ session, sampler, lens, meter, chronicle, report }: Parts) {
    this.session = session;
    this.sampler = sampler;
    this.lens = lens;
    this.meter = meter;
    this.chronicle = chronicle;
    this.report = report;
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

  wasDrawn(): void {
    this.drawn = true;
  }

  async configure(config: Config): Promise<void> {
    this.tellConfig(await this.session.configure(config));
  }

  async chronicled(command: ChronicleCommand): Promise<void> {
    await this.chronicle.obey(command);
  }

  /** The run is where it was before it was shown at another moment. */
  async leavePast(): Promise<void> {
    await this.chronicle.leave();
  }

  private moved(): void {
    this.stale = true;
  }

  private tellConfig(change: Change): void {
    const { config, advice } = this.session;
    this.stale = true;
    this.report({ type: 'configured', change, config, advice });
  }

  /** One turn of the loop: some steps, and what there is to tell. @returns whether there was anything to do */
  async turn(): Promise<boolean> {
    const count = this.running ? Math.min(this.pace.next(performance.now()), this.session.most) : 0;
    if (count > 0) await this.advance(count);
    const told = await this.tell();
    await this.chronicle.note(performance.now(), this.running);
    return count > 0 || told;
  }

  /** Does some steps; many of them in calls of bounded length, so that pictures come between. */
  async advance(count: number): Promise<void> {
    const end = this.session.step + count;
    while (this.session.step < end) {
      const begin = performance.now();
      const part = Math.min(end - this.session.step, this.session.most, this.pace.next(begin));
      const first = this.session.step;
      const { outputs, findings } = await this.session.run(part);
      this.pace.took(performance.now() - begin, part);
      this.meter.add(first, part, outputs);
      this.stale = true;
      for (const finding of findings) this.report({ type: 'finding', finding });
    }
  }

  /** Answers from the networks as they are now. */
  async answer(question: Question): Promise<Answer> {
    return this.lens.answer(question, (await this.session.snapshot()).state);
  }

  /** Sends a picture if it is time, and the page has drawn the last one. */
  private async tell(): Promise<boolean> {
    const now = performance.now();
    const least = this.running ? Math.max(PICTURE_MS, this.pictureMs / PICTURE_SHARE) : 0;
    if (!this.stale || !this.drawn || now - this.pictured < least) return false;
    this.pictured = now;
    this.stale = false;
    this.drawn = false;
    const snapshot = await this.session.snapshot();
    const { step, state } = snapshot;
    await this.sampler.load(state);
    const samples = await this.sampler.sample(SHOWN, this.session.config.seed);
    const stepsPerSecond = this.meter.speed(now, step);
    this.report({ type: 'picture', step, bytes: this.lens.bytes(samples), stepsPerSecond });
    this.report({ type: 'curves', curves: this.meter.curves.data });
    this.pictureMs = performance.now() - now;
    await this.diagnose(now, snapshot);
    return true;
  }

  private async diagnose(now: number, snapshot: Snapshot): Promise<void> {
    const { at, step } = this.diagnosed;
    const young = snapshot.step - step < DIAGNOSIS_STEPS || now - at < DIAGNOSIS_MS;
    if (young || this.chronicle.visiting) return;
    this.diagnosed = { at: now, step: snapshot.step };
    for (const finding of await this.session.diagnose(snapshot, this.sampler, new Float32Array(0))) {
      this.report({ type: 'finding', finding });
    }
  }

  async dispose(): Promise<void> {
    await this.chronicle.close();
    await this.lens.dispose();
    await this.sampler.dispose();
    await this.session.dispose();
  }
}

const tellPast = (report: (report: Report) => void) => (past: ChronicleReport) =>
  report({ type: 'past', report: past });

/** WebGPU where there is a graphics card; else all processors, from which convolutions gain. */
async function engineFor(config: Config, runtime: string): Promise<Engine> {
  const device = config.device === 'auto' && (await hasFastGpu()) ? 'webgpu' : config.device;
  const shared = globalThis.crossOriginIsolated;
  const threads = shared ? Math.max(1, Math.min(8, navigator.hardwareConcurrency)) : 1;
  return openEngine({ device, threads: shared ? config.threads : 1 }, runtime, threads);
}

function sceneOf({ dataset, config, gan }: Session, lens: Lens): Scene {
  return {
    shape: dataset.shape,
    noise: config.noise,
    source: dataset.source,
    run: {
      reals: lens.reals,
      labels: lens.labels,
      size: dataset.size,
      weights: { generator: gan.generator.size, discriminator: gan.discriminator.size },
    },
  };
}
