import { effect, signal } from '@preact/signals';
import { drawNoise } from '../../../gan/feeds.ts';
import { interpolate } from '../../../train/interpolate.ts';
import { messageOf } from '../shell/error-box.tsx';
import type { Directions } from './directions.ts';
import { arithmetic, coordinate } from './latent.ts';
import type { GazeAnswer, Looked, NearestAnswer } from './messages.ts';
import type { Chosen, Images } from './store.ts';
import { imageAt } from './tile.tsx';

export const SLOTS = ['A', 'B', 'C'] as const;
export type Slot = (typeof SLOTS)[number];

/** Points of z with a name, whose pictures are shown. */
type Points = Readonly<Record<string, Float32Array>>;

/** Images on the way from A to B, both ends included. */
export const PATH = 9;
const NEIGHBOURS = 5;
/** Least time between two looks at a run that goes on. */
const FOLLOW_MS = 700;

/** What is known of the image that is looked at. */
export interface Looks {
  readonly of: Looked;
  readonly gaze: GazeAnswer;
  /** Left out where there is no fixed set to compare with. */
  readonly nearest?: NearestAnswer;
}

/** The space of z: a point that sliders move, three that samples are put into, and what G makes of them. */
export class Explorer {
  private readonly images: Images;
  /** The point that sliders move. */
  readonly z = signal<Float32Array | undefined>(undefined);
  readonly slots = signal<Readonly<Partial<Record<Slot, Float32Array>>>>({});
  readonly directions = signal<Directions | undefined>(undefined);
  /** What G makes of each point: `z`, `A`, `B`, `C`, `sum`, `path0` … */
  readonly pictures = signal<Readonly<Record<string, Uint8Array>>>({});
  readonly looks = signal<Looks | undefined>(undefined);
  readonly fault = signal<string | undefined>(undefined);
  private readonly stops: (() => void)[] = [];
  private draws = 0;
  private seen = Number.NEGATIVE_INFINITY;
  private busy = false;
  private again = false;

  constructor(images: Images) {
    this.images = images;
    this.stops.push(
      effect(() => this.follow(images.chosen.value, images.noise.value)),
      effect(() => {
        void [images.client.signals.scene.value, this.z.value, this.slots.value, images.chosen.value];
        void this.refresh();
      }),
      effect(() => {
        const { status, step } = images.client.signals;
        void step.value;
        const young = performance.now() - this.seen < FOLLOW_MS;
        if (status.value !== 'running' || !young) void this.refresh();
      }),
      effect(() => {
        if (!images.client.signals.scene.value) this.forget();
      }),
    );
  }

  /** Sliders begin at the sample that is chosen. */
  private follow({ kind, index }: Chosen, noise: Float32Array): void {
    if (kind === 'fake') this.z.value = this.noiseAt(noise, index);
  }

  /** z of a sample of the grid. */
  sample(index: number): Float32Array {
    return this.noiseAt(this.images.noise.peek(), index);
  }

  private noiseAt(noise: Float32Array, index: number): Float32Array {
    const { dim } = this.images.law.peek().latent;
    return noise.slice(index * dim, (index + 1) * dim);
  }

  /** Back to the sample that is chosen. */
  back(): void {
    this.follow(this.images.chosen.peek(), this.images.noise.peek());
  }

  /** A fresh z. */
  draw(): void {
    const { latent, seed } = this.images.law.peek();
    this.z.value = drawNoise(
      latent.distribution,
      seed,
      'explorer',
      this.draws++,
      new Float32Array(latent.dim),
    );
    this.images.chosen.value = { ...this.images.chosen.peek(), kind: 'fake' };
  }

  put(slot: Slot, z: Float32Array): void {
    this.slots.value = { ...this.slots.peek(), [slot]: z };
  }

  empty(): void {
    this.slots.value = {};
  }

  /** The axes that sliders move along, [n, dim]. */
  async findDirections(): Promise<void> {
    await this.guarded(async () => {
      this.directions.value = await this.images.client.ask({ what: 'directions' });
    });
  }

  dispose(): void {
    for (const stop of this.stops) stop();
  }

  /** Another game: points of before mean nothing there. */
  private forget(): void {
    this.slots.value = {};
    this.directions.value = undefined;
    this.pictures.value = {};
    this.looks.value = undefined;
    this.fault.value = undefined;
  }

  /** Asks for what is to be seen now; of all that changes meanwhile only the newest is asked for after that. */
  private async refresh(): Promise<void> {
    this.again = true;
    if (this.busy) return;
    this.busy = true;
    while (this.again) {
      this.again = false;
      this.seen = performance.now();
      await this.guarded(() => this.see());
    }
    this.busy = false;
  }

  private async see(): Promise<void> {
    const { client, chosen } = this.images;
    const points = this.points();
    const names = Object.keys(points);
    const scene = client.signals.scene.peek();
    if (!scene || names.length === 0) return;
    const { dim } = scene.latent;
    const noise = new Float32Array(names.length * dim);
    for (const [i, name] of names.entries()) noise.set(points[name], i * dim);
    const { bytes } = await client.ask({ what: 'images', noise });
    this.pictures.value = Object.fromEntries(names.map((name, i) => [name, imageAt(bytes, scene.shape, i)]));
    if (!scene.run) return;
    const { kind, index } = chosen.peek();
    const of = kind === 'real' ? { real: index } : { noise: points['z'] };
    const gaze = await client.ask({ what: 'gaze', of });
    const nearest = Number.isFinite(scene.run.size)
      ? await client.ask({ what: 'nearest', of, count: NEIGHBOURS })
      : undefined;
    this.looks.value = { of, gaze, nearest };
  }

  private points(): Points {
    const { distribution, dim } = this.images.law.peek().latent;
    const { A, B, C } = this.slots.peek();
    const z = this.z.peek();
    const path: Points =
      A && B ? pathPoints(A, B, (pair, frames) => interpolate(distribution, pair, dim, frames)) : {};
    const given = { ...(z && { z }), ...(A && { A }), ...(B && { B }), ...(C && { C }) };
    return { ...given, ...path, ...(A && B && C && { sum: arithmetic(A, B, C, distribution) }) };
  }

  private async guarded(act: () => Promise<void>): Promise<void> {
    try {
      await act();
      this.fault.value = undefined;
    } catch (error) {
      this.fault.value = messageOf(error);
    }
  }
}

function pathPoints(
  a: Float32Array,
  b: Float32Array,
  between: (pair: Float32Array, frames: number) => Float32Array,
): Points {
  const pair = new Float32Array(2 * a.length);
  pair.set(a);
  pair.set(b, a.length);
  const path = between(pair, PATH - 1);
  return Object.fromEntries(
    Array.from({ length: PATH }, (_, i) => [`path${i}`, path.subarray(i * a.length, (i + 1) * a.length)]),
  );
}

/** The axes that sliders move along: those along which pictures change most, or the first coordinates of z. */
export function axesOf(directions: Directions | undefined, dimension: number, count: number): Float32Array[] {
  if (!directions)
    return Array.from({ length: Math.min(count, dimension) }, (_, i) => coordinate(dimension, i));
  return Array.from({ length: directions.shares.length }, (_, i) =>
    directions.axes.subarray(i * dimension, (i + 1) * dimension),
  );
}
