import { UserError } from '../util/error.ts';
import type { Image } from './image.ts';

export interface GridOptions {
  /** Pictures in a row; default: the least square that holds all. */
  readonly columns?: number;
  /** Values shown as black and as white; default [−1, 1]. What lies outside is clipped. */
  readonly range?: readonly [black: number, white: number];
  /** Pixels around and between pictures, after scaling; default 2. */
  readonly padding?: number;
  /** Grey level of the padding, 0 to 255; default 0. */
  readonly background?: number;
  /** Each sample pixel becomes scale × scale; default 1. */
  readonly scale?: number;
}

/**
 * Samples side by side, row after row.
 * @param samples `[count, height, width, channels]`
 * @param shape `[height, width, channels]` with 1, 3 or 4 channels
 */
export function gridImage(samples: Float32Array, shape: readonly number[], options: GridOptions = {}): Image {
  const [rows, columnsOfPixels, channels] = checkedShape(shape);
  const size = rows * columnsOfPixels * channels;
  const count = samples.length / size;
  if (!Number.isInteger(count) || count < 1) {
    throw new UserError(`grid: expected whole samples of ${size} values, got ${samples.length} values`);
  }
  const { padding = 2, background = 0, scale = 1, range = [-1, 1] } = options;
  const columns = Math.min(count, options.columns ?? Math.ceil(Math.sqrt(count)));
  const [cellWidth, cellHeight] = [columnsOfPixels * scale + padding, rows * scale + padding];
  const width = columns * cellWidth + padding;
  const height = Math.ceil(count / columns) * cellHeight + padding;
  const data = new Uint8Array(width * height * channels).fill(background);
  const level = byteOf(range);
  for (let k = 0; k < count; k++) {
    const left = (k % columns) * cellWidth + padding;
    const top = Math.floor(k / columns) * cellHeight + padding;
    for (let y = 0; y < rows * scale; y++) {
      const from = k * size + Math.floor(y / scale) * columnsOfPixels * channels;
      const to = ((top + y) * width + left) * channels;
      for (let x = 0; x < columnsOfPixels * scale; x++) {
        for (let c = 0; c < channels; c++) {
          data[to + x * channels + c] = level(samples[from + Math.floor(x / scale) * channels + c]);
        }
      }
    }
  }
  return { width, height, channels, data };
}

function checkedShape(shape: readonly number[]): readonly [number, number, 1 | 3 | 4] {
  const [height, width, channels] = shape;
  if (shape.length === 3 && (channels === 1 || channels === 3 || channels === 4))
    return [height, width, channels];
  throw new UserError(`grid: expected shape [height, width, 1, 3 or 4], got [${shape.join(', ')}]`);
}

/** To the nearest of 256 levels: the inverse of how bytes are scaled to `range`. NaN shows as black. */
export function byteOf([black, white]: readonly [number, number]): (value: number) => number {
  const scale = 255 / (white - black);
  return value => Math.max(0, Math.min(255, Math.round((value - black) * scale))) || 0;
}
