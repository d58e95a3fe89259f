import { signal } from '@preact/signals';
import type { Layers } from '../engine/messages.ts';
import { FIT, type Zoom } from './zoom.ts';

/** How runs are looked at: what all pictures of a page share. */
export class View {
  readonly layers = signal<Layers>({
    field: true,
    optimum: true,
    arrows: false,
    mesh: false,
    density: false,
  });
  /** The samples themselves, which every picture has. */
  readonly dots = signal({ real: true, fake: true });
  readonly zoom = signal<Zoom>(FIT);
  /** Steps a second. */
  readonly speed = signal(Number.POSITIVE_INFINITY);
}
