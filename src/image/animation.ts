import { UserError } from '../util/error.ts';
import type { Image } from './image.ts';

export interface AnimationOptions {
  readonly format: 'gif' | 'webp';
  /** Time that each picture is shown; default 80. */
  readonly delayMs?: number;
  /** Times to play; 0 (default): for ever. */
  readonly loop?: number;
}

/** An animated GIF or WebP (lossless) of pictures of equal size. Node only. */
export async function encodeAnimation(
  frames: readonly Image[],
  options: AnimationOptions,
): Promise<Uint8Array> {
  const { format, delayMs = 80, loop = 0 } = options;
  if (frames.length === 0) throw new UserError('animation: expected at least one picture, got none');
  const { width, height } = frames[0];
  if (frames.some(frame => frame.width !== width || frame.height !== height)) {
    throw new UserError(`animation: expected pictures of ${width} × ${height}, got one of another size`);
  }
  const { default: sharp } = await import('sharp'); // it changes the environment of the process
  const data = Buffer.concat(frames.map(rgb));
  const raw = { width, height: height * frames.length, channels: 3 as const, pageHeight: height };
  const animated = sharp(data, { raw, limitInputPixels: false });
  const delay = frames.map(() => delayMs);
  const file =
    format === 'gif' ? animated.gif({ delay, loop }) : animated.webp({ delay, loop, lossless: true });
  return file.toBuffer();
}

function rgb({ channels, data }: Image): Uint8Array {
  if (channels === 3) return data;
  const out = new Uint8Array((data.length / channels) * 3);
  for (let i = 0; i < out.length; i++) {
    const pixel = Math.floor(i / 3) * channels;
    out[i] = data[channels === 1 ? pixel : pixel + (i % 3)];
  }
  return out;
}
