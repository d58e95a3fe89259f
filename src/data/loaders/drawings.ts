import { UserError } from '../../util/error.ts';
import type { DataHost } from '../host.ts';
import { decodeAll } from '../pictures/decode.ts';
import type { Frame } from '../pictures/host.ts';
import type { LabelledImages } from './images.ts';

/** Drawings of a package, as SVG. */
export interface Drawings {
  /** Under which their pixels are kept: name and version of the package, and what else decides the drawings. */
  readonly name: string;
  readonly count: number;
  /** What draws them by their index; only asked for where they are not there as pixels. */
  drawer(): Promise<(index: number) => string>;
  readonly frame: Frame;
  readonly channels: 1 | 3;
}

const encoder = new TextEncoder();

/**
 * Drawings as pixels: drawn once, with progress, and kept in the user's cache; a page has some that lie ready.
 * @throws UserError where nothing can draw, as in a page, and they do not lie ready
 */
export async function drawn(drawings: Drawings, host: DataHost): Promise<LabelledImages> {
  const { name, count, frame, channels } = drawings;
  const { pictures, ready = pictures?.shelf } = host;
  const shape = [frame.side, frame.side, channels] as const;
  const size = count * frame.side * frame.side * channels;
  const key = `drawings/${name}-${count}-${shape.join('x')}.bin`;
  const there = await ready?.open(key);
  if (there?.size === size) return { shape, bytes: await there.read({ start: 0, length: size }) };
  if (!pictures) {
    throw new UserError(
      `${name}: expected a host that can draw, got a page, which has other drawings ready; leave the options of the data as they were, or use saddle on the command line`,
    );
  }
  const svg = await drawings.drawer();
  const items = Array.from({ length: count }, (_, i) => ({
    name: `${name}/${i}`,
    read: async () => ({ bytes: encoder.encode(svg(i)) }),
  }));
  const options = { frame, channels: channels === 1 ? 'grey' : 'colour', skipBad: false } as const;
  const { sink, bad } = await decodeAll(items, options, pictures, key);
  if (bad.length > 0) {
    await sink.discard();
    throw new UserError(`${name}: expected drawings, got ${bad[0].join(': ')}; install the package anew`);
  }
  return { shape, bytes: await (await sink.keep()).read({ start: 0, length: size }) };
}
