import { batch, computed, signal } from '@preact/signals';
import type { Layers } from '../engine/messages.ts';
import { mode } from './mode.ts';
import { UNHURRIED } from './opening/speeds.ts';
import type { Stage } from './slow-motion/stages.ts';
import { FIT, type Zoom } from './zoom.ts';

/** A view as an entry of the history remembers it. */
export interface Look {
  readonly layers: Layers;
  readonly dots: Dots;
  readonly zoom: Zoom;
  /** Steps a second; none: as fast as possible. */
  readonly speed: number | null;
}

interface Dots {
  readonly real: boolean;
  readonly fake: boolean;
}

/** How runs are looked at: what all pictures of a page share. */
export class View {
  readonly layers = signal<Layers>({
    field: true,
    optimum: true,
    arrows: false,
    mesh: false,
    density: false,
  });
  /** Those that are shown: the simple view has one picture. */
  readonly seen = computed<Layers>(() => {
    const { optimum, slice } = this.layers.value;
    const full = mode.value === 'full';
    return { ...this.layers.value, optimum: optimum && full, slice: full ? slice : undefined };
  });
  /** The samples themselves, which every picture has. */
  readonly dots = signal<Dots>({ real: true, fake: true });
  readonly zoom = signal<Zoom>(FIT);
  /** How far samples are on their way from the noise to where G puts them, from 0 to 1, while that is shown. */
  readonly flow = signal<number | undefined>(undefined);
  readonly flows = computed(() => this.flow.value !== undefined);
  /** Whether the run is shown stage by stage, and the stage that is shown. */
  readonly slowMotion = signal(false);
  readonly stage = signal<Stage | undefined>(undefined);
  /** Steps a second. */
  readonly speed = signal<number>(mode.peek() === 'simple' ? UNHURRIED : Number.POSITIVE_INFINITY);
  /** What is remembered of it. */
  readonly look = computed<Look>(() => ({
    layers: this.layers.value,
    dots: this.dots.value,
    zoom: this.zoom.value,
    speed: Number.isFinite(this.speed.value) ? this.speed.value : null,
  }));

  /** Looks as it was noted before; as at first where nothing was. */
  restore(noted: unknown): void {
    const { layers, dots, zoom, speed } = (noted ?? {}) as Partial<Look>;
    batch(() => {
      this.layers.value = { ...this.layers.value, ...layers };
      this.dots.value = { ...this.dots.value, ...dots };
      this.zoom.value = { ...FIT, ...zoom };
      if (speed !== undefined) this.speed.value = speed ?? Number.POSITIVE_INFINITY;
    });
  }
}
