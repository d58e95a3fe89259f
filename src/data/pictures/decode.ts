import { concatenate } from '../../util/bytes.ts';
import { UserError } from '../../util/error.ts';
import { inParallel } from '../../util/parallel.ts';
import type { Item } from './collection.ts';
import { isColoured, luma } from './colour.ts';
import type { Frame, PictureHost, Sink } from './host.ts';
import { short } from './labels.ts';
import { progressOf } from './progress.ts';

/** A picture that was left out, and why. */
export type Bad = readonly [name: string, why: string];

export interface DecodeOptions {
  readonly frame: Frame;
  /** `auto`: grey where no picture has colour. */
  readonly channels: 'auto' | 'grey' | 'colour';
  /** Whether to go on whatever share is bad. */
  readonly skipBad: boolean;
}

export interface Decoded {
  /** `[size, side, side, channels]`, not under its name yet. */
  readonly sink: Sink;
  readonly channels: 1 | 3;
  /** Which of the items were decoded. */
  readonly good: readonly Item[];
  readonly bad: readonly Bad[];
}

/** Pictures that are held at a time before they are written. */
const CHUNK = 256;

/**
 * Decodes pictures, many at a time, and writes them one after the other. Those that cannot be decoded are left out. Where
 * colour appears after what was written in grey, all begins again in colour.
 * @param name under which the shelf is to keep them
 * @throws UserError when more than 1 % are bad, unless that is allowed
 */
export async function decodeAll(
  items: readonly Item[],
  options: DecodeOptions,
  host: PictureHost,
  name: string,
): Promise<Decoded> {
  const once = async (channels: DecodeOptions['channels']) =>
    decodeInto(await host.shelf.create(name), items, { ...options, channels }, host);
  return (await once(options.channels)) ?? (await once('colour'))!;
}

/** @returns undefined, and nothing in the sink, where colour appears after what was written in grey */
async function decodeInto(
  sink: Sink,
  items: readonly Item[],
  { frame, channels: asked, skipBad }: DecodeOptions,
  host: PictureHost,
): Promise<Decoded | undefined> {
  const tell = progressOf(items.length, host.onProgress);
  const [good, bad]: [Item[], Bad[]] = [[], []];
  let channels: 1 | 3 = asked === 'colour' ? 3 : 1;
  try {
    for (let start = 0; start < items.length; start += CHUNK) {
      const chunk = items.slice(start, start + CHUNK);
      let done = start;
      const read = await inParallel(chunk, host.parallel, async item => {
        const result = await decodeOne(item, frame, host);
        tell(++done);
        return result;
      });
      for (const [i, result] of read.entries()) {
        if (typeof result === 'string') bad.push([chunk[i].name, result]);
        else good.push(chunk[i]);
      }
      if (!skipBad) checkBad(bad, items.length);
      const pixels = read.filter(result => typeof result !== 'string');
      if (asked === 'auto' && channels === 1 && pixels.some(rgb => isColoured(rgb, 3))) {
        if (sink.size > 0) {
          await sink.discard();
          return undefined;
        }
        channels = 3;
      }
      await sink.append(concatenate(channels === 3 ? pixels : pixels.map(rgb => luma(rgb, 3))));
    }
    return { sink, channels, good, bad };
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** Its pixels, or why there are none. */
async function decodeOne(item: Item, frame: Frame, host: PictureHost): Promise<Uint8Array | string> {
  try {
    return await host.decode(await item.read(), frame);
  } catch (error) {
    return (error as Error).message;
  }
}

/** The share of bad pictures that may be an accident. */
const MOST_BAD = 0.01;

/** @throws UserError when too many are bad */
export function checkBad(bad: readonly Bad[], total: number): void {
  if (bad.length <= MOST_BAD * total) return;
  throw new UserError(
    `pictures: expected at most 1 % of ${total} pictures to be unreadable, got ${bad.length} or more: ${badText(bad)}; mend or remove them, or go on without them by --skip-bad`,
  );
}

/** `a.png (cut or damaged), b.png (no picture), …` */
export const badText = (bad: readonly Bad[], most = 5): string =>
  short(
    bad.map(([name, why]) => `${name} (${why})`),
    most,
  );
