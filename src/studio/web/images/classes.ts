import { effect, signal } from '@preact/signals';
import { drawNoise } from '../../../gan/feeds.ts';
import { Link } from '../engine/link.ts';
import { messageOf } from '../shell/error-box.tsx';
import type { ClassCommand, ClassReport } from './classes-messages.ts';
import type { Images } from './store.ts';
import { imageAt } from './tile.tsx';

/** Samples that are sorted, and how many of each class are shown. */
export const SORTED = 200;
const SHOWN = 10;
/** Least time between two sortings. */
const SORT_MS = 2000;

/** The samples of one class. */
export interface Row {
  readonly name: string;
  /** Of the generated samples, and of the training images. */
  readonly share: number;
  readonly trueShare: number;
  /** The clearest ones, with how probable the class is. */
  readonly samples: readonly { readonly bytes: Uint8Array; readonly probability: number }[];
}

export type Learning =
  | { readonly state: 'none' }
  | { readonly state: 'failed' }
  | { readonly state: 'learning'; readonly share: number }
  | { readonly state: 'learned'; readonly accuracy: number; readonly heldOut: number };

/** Sorts generated samples by class, told by a classifier that learns the training images in a worker of its own. */
export class Classes {
  readonly learning = signal<Learning>({ state: 'none' });
  readonly rows = signal<readonly Row[]>([]);
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
  /** The images that are sorted now. */
  private bytes: Uint8Array | undefined;
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
    this.rows.value = [];
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
    const { latent, seed } = law.peek();
    const z = drawNoise(latent.distribution, seed, 'classes', 0, new Float32Array(SORTED * latent.dim));
    try {
      this.bytes = new Uint8Array(); // asked for
      this.bytes = (await client.ask({ what: 'images', noise: z })).bytes;
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

  private show({ classes, probabilities }: ClassReport & { type: 'judged' }): void {
    const { bytes } = this;
    const shape = this.images.client.signals.scene.peek()?.shape;
    this.bytes = undefined;
    if (!bytes || !shape) return;
    this.rows.value = Array.from(this.shares, (trueShare, label) => {
      const members = [...classes.keys()].filter(i => classes[i] === label);
      const clearest = members.sort((a, b) => probabilities[b] - probabilities[a]).slice(0, SHOWN);
      const samples = clearest.map(i => ({ bytes: imageAt(bytes, shape, i), probability: probabilities[i] }));
      return { name: this.names[label], trueShare, share: members.length / classes.length, samples };
    });
    void this.sort(); // the run may be further
  }

  private fail(message: string): void {
    this.learning.value = { state: 'failed' };
    this.bytes = undefined;
    this.fault.value = message;
  }
}
