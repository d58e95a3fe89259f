import type { Bounds } from '../../../../metrics/bounds.ts';

/** Where a run ended, small enough to be kept for a page: its samples beside real ones, and its numbers. */
export interface End {
  readonly step: number;
  readonly bounds: Bounds;
  /** Places in the bounds as bytes in base64, a coordinate each: [n, d]. */
  readonly reals: string;
  readonly samples: string;
  /** Generated samples out of the bounds, in per cent. */
  readonly outside: number;
  readonly distance: number;
  readonly modes?: number;
  /** Of mixtures: the percentage of samples near a group. */
  readonly quality?: number;
  /** What D said on average of data and of samples. */
  readonly judged?: readonly [real: number, fake: number];
  /** Whether that are scores, and not probabilities. */
  readonly critic?: boolean;
}

const rangesOf = ({ x, y }: Bounds) => (y ? [x, y] : [x]);

/** Points [n, d] in the bounds as base64; those outside are left out. */
export function packPoints(points: Float32Array, bounds: Bounds): { text: string; outside: number } {
  const ranges = rangesOf(bounds);
  const d = ranges.length;
  const bytes: number[] = [];
  const count = points.length / d;
  for (let i = 0; i < count; i++) {
    const place = ranges.map(([low, high], k) => (points[i * d + k] - low) / (high - low));
    if (place.every(v => v >= 0 && v <= 1)) bytes.push(...place.map(v => Math.round(255 * v)));
  }
  return {
    text: btoa(String.fromCharCode(...bytes)),
    outside: Math.round(100 - (100 * bytes.length) / d / count),
  };
}

/** The points of a text that {@link packPoints} has made. [n, d] */
export function unpackPoints(text: string, bounds: Bounds): Float32Array {
  const ranges = rangesOf(bounds);
  return Float32Array.from(atob(text), (letter, i) => {
    const [low, high] = ranges[i % ranges.length];
    return low + (letter.charCodeAt(0) / 255) * (high - low);
  });
}
