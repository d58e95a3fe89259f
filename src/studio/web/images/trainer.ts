import { webHost } from '../../../data/loaders/web.ts';
import { openDataset } from '../../../data/registry.ts';
import type { Engine } from '../../../engine/engine.ts';
import { Autosave } from '../../../run/autosave.ts';
import type { Config } from '../../../train/config.ts';
import { Sampler } from '../../../train/sampler.ts';
import type { Snapshot } from '../../../train/trainer.ts';
import { readArchive } from '../engine/archive.ts';
import { hasFastGpu, openEngine } from '../engine/device.ts';
import { historyTo, openSession, type RunParts, RunTrainer, type Showing } from '../engine/run-trainer.ts';
import { Lens } from './lens.ts';
import type { Answer, Command, Question, Report } from './messages.ts';

const SHOWING: Showing = { everyMs: 250, share: 0.1, ahead: 1 };
/** Least time between two measurements for the diagnosis, and steps between them, at least. */
const [DIAGNOSIS_MS, DIAGNOSIS_STEPS] = [5000, 100];

interface Parts extends RunParts {
  readonly sampler: Sampler;
  readonly lens: Lens;
  readonly report: (report: Report) => void;
}

/** A run on images, and questions that look into it. */
export class Trainer extends RunTrainer {
  private readonly sampler: Sampler;
  private readonly lens: Lens;
  private readonly report: (report: Report) => void;
  private diagnosed = { at: Number.NEGATIVE_INFINITY, step: 0 };

  static async start(
    { config, base, own, files, keeping }: Command & { type: 'start' },
    report: (report: Report) => void,
  ): Promise<Trainer> {
    const begin = performance.now();
    const archive = files && (await readArchive(files));
    const dataset = await openDataset(config.data, webHost(base, own));
    const engine = await engineFor(config, new URL('ort/', base).href);
    const session = await openSession(engine, config, dataset, archive);
    const sampler = await Sampler.create(engine, session.gan);
    const lens = await Lens.create({ engine, session, sampler });
    const autosave = await Autosave.create(keeping, session.step, historyTo(report));
    const trainer = new Trainer({ session, sampler, lens, autosave, data: own, report });
    trainer.meter.curves.addLog(archive?.rows ?? []);
    const compileMs = performance.now() - begin;
    const { advice } = session;
    report({ type: 'ready', scene: lens.scene, engine: engine.description, compileMs, advice });
    return trainer;
  }

  private constructor({ sampler, lens, report, ...parts }: Parts) {
    super({ ...parts, report }, SHOWING);
    this.sampler = sampler;
    this.lens = lens;
    this.report = report;
  }

  /** Answers from the networks as they are now. */
  async answer(question: Question): Promise<Answer> {
    return this.lens.answer(question, (await this.session.snapshot()).state);
  }

  protected override async picture({ step, state }: Snapshot, stepsPerSecond: number): Promise<void> {
    this.report({ type: 'picture', step, bytes: await this.lens.picture(state), stepsPerSecond });
  }

  protected override async measure(snapshot: Snapshot, now: number): Promise<void> {
    const { at, step } = this.diagnosed;
    const young = snapshot.step - step < DIAGNOSIS_STEPS || now - at < DIAGNOSIS_MS;
    if (young || this.history.visiting) return;
    this.diagnosed = { at: now, step: snapshot.step };
    await this.diagnose(snapshot, this.sampler, new Float32Array(0));
  }

  protected override async disposeOwn(): Promise<void> {
    await this.lens.dispose();
    await this.sampler.dispose();
  }
}

/** WebGPU where there is a graphics card; else all processors, from which convolutions gain. */
async function engineFor(config: Config, runtime: string): Promise<Engine> {
  const device = config.device === 'auto' && (await hasFastGpu()) ? 'webgpu' : config.device;
  const shared = globalThis.crossOriginIsolated;
  const threads = shared ? Math.max(1, Math.min(8, navigator.hardwareConcurrency)) : 1;
  return openEngine({ device, threads: shared ? config.threads : 1 }, runtime, threads);
}
