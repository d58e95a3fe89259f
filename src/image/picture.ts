import { gridImage } from './grid.ts';
import type { Image } from './image.ts';
import { histogramImage, scatterImage } from './plot.ts';

/** What is known of the data that samples imitate; a dataset has these fields. */
export interface Subject {
  /** `[features]` or `[height, width, channels]` */
  readonly shape: readonly number[];
  readonly display?: readonly [black: number, white: number];
}

export interface PictureOptions {
  /** Real samples of the same shape, for comparison in one or two dimensions. */
  readonly reference?: Float32Array;
  /** True density on the line. */
  readonly density?: (x: number) => number;
  /** Side of a plot, or of a grid's sample magnified to at least this, in pixels; default 512 and 1. */
  readonly size?: number;
  /** Pictures in a row of a grid. */
  readonly columns?: number;
  /** What the samples of a plot are; default `generated`. */
  readonly what?: 'generated' | 'real';
}

/**
 * The picture that suits the samples: a grid of images, points in the plane (the first two features
 * of more), a histogram on the line. Its frame depends on the reference alone where there is one,
 * so pictures of one run can be compared.
 */
export function samplePicture(subject: Subject, samples: Float32Array, options: PictureOptions = {}): Image {
  const { shape, display } = subject;
  const { reference, density, size, columns, what } = options;
  if (shape.length === 3) {
    const scale = Math.max(1, Math.ceil((size ?? 1) / shape[1]));
    return gridImage(samples, shape, { range: display, columns, scale });
  }
  if (shape[0] === 1) return histogramImage(samples, { density, reference, size, what });
  const plane = (values: Float32Array) => firstTwo(values, shape[0]);
  return scatterImage(plane(samples), { reference: reference && plane(reference), size, what });
}

function firstTwo(values: Float32Array, features: number): Float32Array {
  return features === 2 ? values : values.filter((_, i) => i % features < 2);
}
