import { effect, signal } from '@preact/signals';
import { drawNoise } from '../../../gan/feeds.ts';
import { Link } from '../engine/link.ts';
import { messageOf } from '../shell/error-box.tsx';
import type { Measured, QualityCommand, QualityReport } from './quality-messages.ts';
import type { Images } from './store.ts';

/** While it trains: least time between two measurements, and how much longer they pause than they take: 4 % of the time. */
const [LEAST_MS, PAUSE] = [10_000, 25];

/** What was measured, and of which step. */
export interface Quality {
  readonly figures: readonly Measured[];
  readonly step: number;
}

type Prepared = QualityReport & { readonly type: 'prepared' };

/** Measures generated samples beside real images in a worker of its own: when asked to, and then now and then. */
export class Meter {
  readonly state = signal<'off' | 'preparing' | 'on'>('off');
  readonly quality = signal<Quality | undefined>(undefined);
  readonly fault = signal('');
  /** What images are compared by, once that is known. */
  readonly prepared = signal<Prepared | undefined>(undefined);
  private readonly images: Images;
  private readonly link = new Link<QualityCommand, QualityReport>({
    open: () =>
      new Worker(new URL('./quality-worker.ts', import.meta.url), { type: 'module', name: 'saddle-quality' }),
    hear: report => this.hear(report),
    crash: message => this.fail(message),
  });
  /** The measurement under way, or the last one. */
  private last = { step: -1, begun: 0, took: 0, busy: false };
  /** Whether another one was asked for meanwhile. */
  private wanted = false;
  private wasRunning = false;
  private readonly stops: (() => void)[] = [];

  constructor(images: Images) {
    this.images = images;
    const { scene, step, status } = images.client.signals;
    this.stops.push(
      effect(() => {
        if (!scene.value) this.forget();
      }),
      effect(() => {
        void step.value;
        this.follow(status.value === 'running');
      }),
    );
  }

  /** Measures what G makes now; the first time it looks at real images before. */
  start(): void {
    this.fault.value = '';
    if (this.state.peek() === 'on') return void this.measure();
    this.state.value = 'preparing';
    const { data } = this.images.config.peek();
    const asked = this.images.client.signals.scene.peek()?.classes !== undefined;
    const base = document.baseURI.replace(/#.*/, '');
    this.link.begin(id => ({ type: 'prepare', id, data, base, own: this.images.files, asked }));
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.link.dispose();
  }

  /** Another run: real images may be others. */
  private forget(): void {
    this.link.dispose();
    this.state.value = 'off';
    this.quality.value = undefined;
    this.fault.value = '';
    this.last = { step: -1, begun: 0, took: 0, busy: false };
  }

  private follow(running: boolean): void {
    const isStopped = this.wasRunning && !running;
    this.wasRunning = running;
    if (this.state.peek() !== 'on') return;
    const { begun, took } = this.last;
    const isDue = performance.now() - begun > Math.max(LEAST_MS, PAUSE * took);
    if (isStopped || (running && isDue)) void this.measure();
  }

  private async measure(): Promise<void> {
    const { client, law } = this.images;
    const step = client.signals.step.peek();
    const { count, classes } = this.prepared.peek()!;
    this.wanted = this.last.busy;
    if (this.last.busy || step === this.last.step) return;
    this.last = { step, begun: performance.now(), took: 0, busy: true };
    const { latent, seed } = law.peek();
    const noise = drawNoise(latent.distribution, seed, 'quality', 0, new Float32Array(count * latent.dim));
    try {
      const { bytes } = await client.ask({ what: 'images', noise, classes });
      this.link.send({ type: 'measure', bytes });
    } catch (error) {
      this.fail(messageOf(error));
    }
  }

  private hear(report: QualityReport): void {
    switch (report.type) {
      case 'prepared':
        this.prepared.value = report;
        this.state.value = 'on';
        return void this.measure();
      case 'measured':
        this.last = { ...this.last, took: performance.now() - this.last.begun, busy: false };
        this.quality.value = { figures: report.figures, step: this.last.step };
        if (this.wanted) void this.measure();
        return;
      case 'failed':
        this.fail(report.message);
    }
  }

  private fail(message: string): void {
    this.link.dispose();
    this.state.value = 'off';
    this.last = { step: -1, begun: 0, took: 0, busy: false };
    this.fault.value = message;
  }
}
