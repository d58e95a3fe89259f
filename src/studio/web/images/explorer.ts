import { effect, signal } from '@preact/signals';
import { drawNoise } from '../../../gan/feeds.ts';
import { messageOf } from '../shell/error-box.tsx';
import type { Asked } from './asked.ts';
import type { Directions } from './directions.ts';
import { coordinate } from './latent.ts';
import type { GazeAnswer, Looked, MapsAnswer, NearestAnswer } from './messages.ts';
import { askedOf, type Point, pathOf, sumOf } from './points.ts';
import { type Chosen, FIRST_SAMPLE, type Images } from './store.ts';
import { imageAt } from './tile.tsx';

export const SLOTS = ['A', 'B', 'C'] as const;
export type Slot = (typeof SLOTS)[number];

/** Points with a name, whose pictures are shown. */
type Points = Readonly<Record<string, Point>>;

const NEIGHBOURS = 5;
/** Least time between two looks at a run that goes on. */
const FOLLOW_MS = 700;

/** What is known of the image that is looked at. */
export interface Looks {
  readonly of: Looked;
  readonly gaze: GazeAnswer;
  /** Left out where there is no fixed set to compare with. */
  readonly nearest?: NearestAnswer;
  /** Left out where they are not wanted. */
  readonly maps?: MapsAnswer;
}

/** The space of z: a point that sliders move, three that samples are put into, and what G makes of them. */
export class Explorer {
  private readonly images: Images;
  /** The point that sliders move. */
  readonly point = signal<Point | undefined>(undefined);
  readonly slots = signal<Readonly<Partial<Record<Slot, Point>>>>({});
  readonly directions = signal<Directions | undefined>(undefined);
  /** What G makes of each point: `z`, `A`, `B`, `C`, `sum`, `path0` … */
  readonly pictures = signal<Readonly<Record<string, Uint8Array>>>({});
  readonly looks = signal<Looks | undefined>(undefined);
  /** Whether feature maps are shown. */
  readonly wantsMaps = signal(false);
  readonly fault = signal<string | undefined>(undefined);
  private readonly stops: (() => void)[] = [];
  private draws = 0;
  private seen = Number.NEGATIVE_INFINITY;
  private busy = false;
  private again = false;

  constructor(images: Images) {
    this.images = images;
    this.stops.push(
      effect(() => this.follow(images.chosen.value, images.grid.value)),
      effect(() => {
        void [
          images.client.signals.scene.value,
          this.point.value,
          this.slots.value,
          images.chosen.value,
          this.wantsMaps.value,
        ];
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
  private follow({ kind, index }: Chosen, grid: Asked): void {
    if (kind === 'fake') this.turnTo(this.pointAt(grid, index));
  }

  /** Another point; directions are those of its class. */
  private turnTo(point: Point): void {
    const before = this.point.peek()?.label;
    this.point.value = point;
    if (point.label !== before && this.directions.peek()) void this.findDirections();
  }

  /** The point of a sample of the grid. */
  sample(index: number): Point {
    return this.pointAt(this.images.grid.peek(), index);
  }

  private pointAt({ noise, classes }: Asked, index: number): Point {
    const { dim } = this.images.law.peek().latent;
    return { z: noise.slice(index * dim, (index + 1) * dim), label: classes?.[index] };
  }

  /** Back to the sample that is chosen. */
  back(): void {
    this.follow(this.images.chosen.peek(), this.images.grid.peek());
  }

  /** Another z of the same class. */
  move(z: Float32Array): void {
    this.point.value = { ...this.point.peek(), z };
  }

  /** The same z of another class. */
  ask(label: number): void {
    const point = this.point.peek();
    if (point) this.turnTo({ ...point, label });
  }

  /** A fresh z. */
  draw(): void {
    const { latent, seed } = this.images.law.peek();
    const { kind, index } = this.images.chosen.peek();
    if (kind === 'real') this.images.chosen.value = { kind: 'fake', index };
    const z = new Float32Array(latent.dim);
    this.move(drawNoise(latent.distribution, seed, 'explorer', this.draws++, z));
  }

  put(slot: Slot, point: Point): void {
    this.slots.value = { ...this.slots.peek(), [slot]: point };
  }

  empty(): void {
    this.slots.value = {};
  }

  /** The axes that sliders move along, [n, dim]. */
  async findDirections(): Promise<void> {
    await this.guarded(async () => {
      const label = this.point.peek()?.label;
      this.directions.value = await this.images.client.ask({ what: 'directions', label });
    });
  }

  dispose(): void {
    for (const stop of this.stops) stop();
  }

  /** Another game: points of before mean nothing there. */
  private forget(): void {
    this.images.chosen.value = FIRST_SAMPLE;
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
    const { bytes } = await client.ask({ what: 'images', ...askedOf(Object.values(points), dim) });
    this.pictures.value = Object.fromEntries(names.map((name, i) => [name, imageAt(bytes, scene.shape, i)]));
    if (!scene.run) return;
    const { kind, index } = chosen.peek();
    const of = kind === 'real' ? { real: index } : askedOf([points['z']], dim);
    const gaze = await client.ask({ what: 'gaze', of });
    const nearest = Number.isFinite(scene.run.size)
      ? await client.ask({ what: 'nearest', of, count: NEIGHBOURS })
      : undefined;
    const maps = this.wantsMaps.peek() ? await client.ask({ what: 'maps', of }) : undefined;
    this.looks.value = { of, gaze, nearest, maps };
  }

  private points(): Points {
    const { latent } = this.images.law.peek();
    const { A, B, C } = this.slots.peek();
    const z = this.point.peek();
    const path = A && B ? pathOf(A, B, latent).map((point, i) => [`path${i}`, point] as const) : [];
    const given = { ...(z && { z }), ...(A && { A }), ...(B && { B }), ...(C && { C }) };
    const sum = A && B && C && { sum: sumOf(A, B, C, latent) };
    return { ...given, ...Object.fromEntries(path), ...sum };
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

/** The axes that sliders move along: those along which pictures change most, or the first coordinates of z. */
export function axesOf(directions: Directions | undefined, dimension: number, count: number): Float32Array[] {
  if (!directions)
    return Array.from({ length: Math.min(count, dimension) }, (_, i) => coordinate(dimension, i));
  return Array.from({ length: directions.shares.length }, (_, i) =>
    directions.axes.subarray(i * dimension, (i + 1) * dimension),
  );
}
