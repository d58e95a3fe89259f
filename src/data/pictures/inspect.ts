import { inParallel } from '../../util/parallel.ts';
import type { DataHost } from '../host.ts';
import type { Item } from './collection.ts';
import type { Bad } from './decode.ts';
import { find } from './find.ts';
import type { Frame, PictureHost } from './host.ts';
import { classesOf } from './options.ts';
import { progressOf, spread } from './progress.ts';

/** What is known of pictures once all of them have been looked at. */
export interface PictureReport {
  /** Such as `folder photos`. */
  readonly what: string;
  /** Pictures, unreadable ones included. */
  readonly count: number;
  /** Of those that can be read; undefined where there are none. */
  readonly sizes?: { readonly least: Size; readonly median: Size; readonly most: Size };
  /** How many there are of each, such as `jpeg` and `colour with alpha`. */
  readonly formats: Readonly<Record<string, number>>;
  readonly modes: Readonly<Record<string, number>>;
  readonly classes: Readonly<Record<string, number>>;
  /** Names of pictures whose files are equal to the byte. */
  readonly duplicates: readonly (readonly string[])[];
  readonly unreadable: readonly Bad[];
  /** Files that are no pictures. */
  readonly others: readonly string[];
  readonly notes: readonly string[];
}

type Size = readonly [width: number, height: number];

/** Some of the pictures, `[count, side, side, 3]`. */
export interface Sheet {
  readonly side: number;
  readonly pixels: readonly Uint8Array[];
}

/** Pictures on a contact sheet, and their side. */
const [ON_SHEET, SIDE] = [100, 64];

interface Seen {
  readonly size: Size;
  readonly format: string;
  readonly mode: string;
  readonly digest: string;
  readonly pixels: Uint8Array;
}

/**
 * Looks at every picture of a path, also into its pixels.
 * @throws UserError when there is nothing that pictures are read from
 */
export async function inspectPictures(
  path: string,
  host: DataHost & { readonly pictures: PictureHost },
): Promise<{ readonly report: PictureReport; readonly sheet: Sheet }> {
  const found = await find(path, host, host.pictures);
  const { items, left, notes } = await found.open();
  const seen = await lookAtAll(items, host, new Set(spread(items, ON_SHEET)));
  const good = seen.filter(one => typeof one !== 'string');
  const report: PictureReport = {
    what: found.what,
    count: items.length,
    ...(good.length > 0 && { sizes: sizesOf(good.map(({ size }) => size)) }),
    formats: counted(good.map(({ format }) => format)),
    modes: counted(good.map(({ mode }) => mode)),
    classes: counted(
      items.flatMap(({ label }) => label ?? []),
      classesOf(items),
    ),
    duplicates: duplicatesOf(items, seen),
    unreadable: seen.flatMap((one, i) => (typeof one === 'string' ? [[items[i].name, one] as const] : [])),
    others: left,
    notes,
  };
  return {
    report,
    sheet: { side: SIDE, pixels: good.map(({ pixels }) => pixels).filter(pixels => pixels.length > 0) },
  };
}

/** What each is, or why it cannot be read. */
async function lookAtAll(
  items: readonly Item[],
  host: DataHost & { readonly pictures: PictureHost },
  kept: ReadonlySet<Item>,
): Promise<readonly (Seen | string)[]> {
  const tell = progressOf(items.length, host.pictures.onProgress);
  let done = 0;
  return inParallel(items, host.pictures.parallel, async item => {
    const seen = await lookAt(item, host, kept.has(item)).catch((error: Error) => error.message);
    tell(++done);
    return seen;
  });
}

const FRAME: Frame = { side: SIDE, crop: 'pad', background: '#ffffff' };

async function lookAt(
  item: Item,
  { sha256, pictures }: DataHost & { readonly pictures: PictureHost },
  keep: boolean,
): Promise<Seen> {
  const picture = await item.read();
  const pixels = await pictures.decode(picture, FRAME); // what is cut is found only so
  const { width, height, format, mode } = await factsOf(picture, pictures);
  return {
    size: [width, height],
    format,
    mode,
    digest: sha256(picture.bytes),
    pixels: keep ? pixels : new Uint8Array(),
  };
}

async function factsOf(picture: Awaited<ReturnType<Item['read']>>, pictures: PictureHost) {
  if (!picture.shape) return pictures.measure(picture);
  const [height, width, channels] = picture.shape;
  return { width, height, format: 'pixels', mode: channels === 1 ? 'grey' : 'colour' };
}

function sizesOf(sizes: readonly Size[]) {
  const sorted = [...sizes].sort(([a, b], [c, d]) => a * b - c * d);
  return { least: sorted[0], median: sorted[Math.floor(sorted.length / 2)], most: sorted[sorted.length - 1] };
}

function counted(names: readonly string[], order?: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const rows = order
    ? order.map(name => [name, counts.get(name)!] as const)
    : [...counts].sort((a, b) => b[1] - a[1]);
  return Object.fromEntries(rows);
}

function duplicatesOf(
  items: readonly Item[],
  seen: readonly (Seen | string)[],
): readonly (readonly string[])[] {
  const byDigest = new Map<string, string[]>();
  for (const [i, one] of seen.entries()) {
    if (typeof one === 'string') continue;
    byDigest.set(one.digest, [...(byDigest.get(one.digest) ?? []), items[i].name]);
  }
  return [...byDigest.values()].filter(names => names.length > 1);
}
