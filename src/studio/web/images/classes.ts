import { effect, signal } from '@preact/signals';
import { drawNoise } from '../../../gan/feeds.ts';
import { Link } from '../engine/link.ts';
import { messageOf } from '../shell/error-box.tsx';
import type { ClassCommand, ClassReport } from './classes-messages.ts';
import { type Row, rowsOf } from './sorting.ts';
import type { Images } from './store.ts';

/** Samples that are sorted. */
export const SORTED = 200;
/** Least time between two sortings. */
const SORT_MS = 2000;

/** Samples by class. */
export interface Sorting {
  readonly rows: readonly Row[];
  /** What the classes are called, and the share of each among the training images. */
  readonly names: readonly string[];
  readonly trueShares: Float32Array;
  /** All samples that were sorted. */
  readonly bytes: Uint8Array;
}

export type Learning =
  | { readonly state: 'none' }
  | { readonly state: 'failed' }
  | { readonly state: 'learning'; readonly share: number }
  | { readonly state: 'learned'; readonly accuracy: number; readonly heldOut: number };

/** Sorts generated samples by class, told by a classifier that learns the training images in a worker of its own. */
export class Classes {
  readonly learning = signal<Learning>({ state: 'none' });
  readonly sorting = signal<Sorting | undefined>(undefined);
  readonly fault = signal('');
  private readonly images: Images;
  private readonly link = new Link<ClassCommand, ClassReport>({
    open: () =>
      new Worker(new URL('./classes-worker.ts', import.meta.url), { type: 'module', name: 'saddle-classes' }),
    hear: report => this.hear(report),
    crash: message => this.fail(message),
  });
  private shares: Float32Array = new Float32Array();
  private names: readonly string[] = [];
  /** The images that are sorted now, and the class that each was asked for. */
  private bytes: Uint8Array | undefined;
  private asked: Int32Array | undefined;
  private sorted = { step: -1, at: 0 };
  private readonly stops: (() => void)[] = [];

  constructor(images: Images) {
    this.images = images;
    const { scene, step } = images.client.signals;
    this.stops.push(
      effect(() => {
        if (!scene.value) this.forget();
      }),
      effect(() => {
        void step.value;
        if (this.learning.value.state === 'learned') void this.sort();
      }),
    );
  }

  learn(): void {
    this.fault.value = '';
    this.learning.value = { state: 'learning', share: 0 };
    const { data } = this.images.config.peek();
    const base = document.baseURI.replace(/#.*/, '');
    this.link.begin(id => ({ type: 'learn', id, data, base, own: this.images.files }));
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.link.dispose();
  }

  /** Other data, other classes. */
  private forget(): void {
    this.link.dispose();
    this.learning.value = { state: 'none' };
    this.sorting.value = undefined;
    this.fault.value = '';
    this.bytes = undefined;
  }

  private async sort(): Promise<void> {
    const { client, law } = this.images;
    const step = client.signals.step.peek();
    const running = client.signals.status.peek() === 'running';
    const now = performance.now();
    if (this.bytes || step === this.sorted.step || (running && now - this.sorted.at < SORT_MS)) return;
    this.sorted = { step, at: now };
    const { latent, seed, classes } = law.peek();
    const noise = drawNoise(latent.distribution, seed, 'classes', 0, new Float32Array(SORTED * latent.dim));
    const inTurn = (count: number) => Int32Array.from({ length: SORTED }, (_, i) => i % count);
    this.asked = classes && inTurn(classes.length);
    try {
      this.bytes = new Uint8Array(); // asked for
      this.bytes = (await client.ask({ what: 'images', noise, classes: this.asked })).bytes;
      this.link.send({ type: 'judge', bytes: this.bytes });
    } catch (error) {
      this.bytes = undefined;
      this.fault.value = messageOf(error);
    }
  }

  private hear(report: ClassReport): void {
    switch (report.type) {
      case 'progress':
        this.learning.value = { state: 'learning', share: report.share };
        return;
      case 'learned':
        this.shares = report.shares;
        this.names = report.names;
        this.sorted = { step: -1, at: 0 };
        this.learning.value = { state: 'learned', accuracy: report.accuracy, heldOut: report.heldOut };
        return;
      case 'judged':
        this.show(report);
        return;
      case 'failed':
        this.fail(report.message);
    }
  }

  private show(judged: ClassReport & { type: 'judged' }): void {
    const { bytes, names, shares: trueShares } = this;
    this.bytes = undefined;
    if (!bytes) return;
    this.sorting.value = { rows: rowsOf(judged, names.length, this.asked), names, trueShares, bytes };
    void this.sort(); // the run may be further
  }

  private fail(message: string): void {
    this.learning.value = { state: 'failed' };
    this.bytes = undefined;
    this.fault.value = message;
  }
}
