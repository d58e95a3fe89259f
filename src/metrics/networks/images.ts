import { UserError } from '../../util/error.ts';

/** How a network wants its images. */
export interface ImageInput {
  /** Height and width; images are resized to them, whatever their proportions. */
  readonly size: number;
  /** Values of black and white in each of the three channels: `(x − mean) / std` as a range. */
  readonly range: readonly (readonly [black: number, white: number])[];
  readonly layout: 'nchw' | 'nhwc';
}

/** Images as a data set has them. */
export interface ImageSource {
  /** `[H, W, C]` */
  readonly shape: readonly number[];
  readonly display?: readonly [black: number, white: number];
}

/** Channels that networks for photographs take. */
const CHANNELS = 3;

/** How images are prepared, in words. */
export function describeInput({ size, range }: ImageInput): string {
  const ranges = new Set(range.map(([low, high]) => `[${rounded(low)}, ${rounded(high)}]`));
  return `resized to ${size} × ${size} (bilinear, antialiased where it shrinks), pixels in ${[...ranges].join(', ')}, grey repeated to 3 channels`;
}

const rounded = (value: number) => Number(value.toPrecision(4));

/**
 * Makes images [N, H, W, C] into what a network takes.
 * @throws UserError when the samples are no images of one or three channels
 */
export function preparation(
  network: string,
  { shape, display = [0, 1] }: ImageSource,
  { size, range, layout }: ImageInput,
): (samples: Float32Array, count: number) => Float32Array {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || (channels !== 1 && channels !== CHANNELS)) {
    throw new UserError(
      `${network}: expected images [H, W, C] of 1 or 3 channels, got samples [${shape.join(', ')}]; measure these data by another network or none`,
    );
  }
  const [rows, columns] = [resizing(height, size), resizing(width, size)];
  const place = layout === 'nhwc' ? { pixel: CHANNELS, channel: 1 } : { pixel: 1, channel: size * size };
  const [black, white] = display;
  const affine = range.map(([low, high]) => {
    const gain = (high - low) / (white - black);
    return [gain, low - black * gain];
  });
  return (samples, count) => {
    const out = new Float32Array(count * size * size * CHANNELS);
    const tall = new Float64Array(size * width * channels);
    for (let n = 0; n < count; n++) {
      const image = samples.subarray(n * height * width * channels, (n + 1) * height * width * channels);
      resizeRows(image, rows, width * channels, tall);
      const start = n * size * size * CHANNELS;
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          for (let c = 0; c < channels; c++) {
            let value = 0;
            const { first, weights } = columns[x];
            for (let i = 0; i < weights.length; i++) {
              value += weights[i] * tall[(y * width + first + i) * channels + c];
            }
            for (let k = c; k < CHANNELS; k += channels) {
              const at = start + (y * size + x) * place.pixel + k * place.channel;
              out[at] = value * affine[k][0] + affine[k][1];
            }
          }
        }
      }
    }
    return out;
  };
}

/** What an element of a resized axis is made of: consecutive elements, from `first` on. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * The triangle filter, as wide as a pixel of the result where that is larger than one of the image. Enlarged, this is bilinear
 * interpolation between the centres of pixels (PyTorch's `align_corners=False`), shrunk, that of Pillow and `antialias=True`.
 */
export function resizing(size: number, resized: number): Taps[] {
  const scale = size / resized;
  const reach = Math.max(1, scale);
  return Array.from({ length: resized }, (_, j) => {
    const center = (j + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(center - reach));
    const last = Math.min(size - 1, Math.floor(center + reach));
    const weights = Float64Array.from({ length: last - first + 1 }, (_, i) =>
      Math.max(0, 1 - Math.abs(first + i - center) / reach),
    );
    const total = weights.reduce((sum, w) => sum + w, 0);
    return { first, weights: weights.map(w => w / total) };
  });
}

function resizeRows(image: Float32Array, rows: readonly Taps[], width: number, out: Float64Array): void {
  for (const [y, { first, weights }] of rows.entries()) {
    for (let x = 0; x < width; x++) {
      let value = 0;
      for (let i = 0; i < weights.length; i++) value += weights[i] * image[(first + i) * width + x];
      out[y * width + x] = value;
    }
  }
}
