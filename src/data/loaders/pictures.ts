import { UserError } from '../../util/error.ts';
import { sha256Text } from '../../util/sha256.ts';
import type { FiniteDataset } from '../dataset.ts';
import type { DataHost } from '../host.ts';
import type { Collection, Found, Item } from '../pictures/collection.ts';
import { badText, checkBad, decodeAll } from '../pictures/decode.ts';
import { find } from '../pictures/find.ts';
import type { PictureHost } from '../pictures/host.ts';
import type { KeptPictures } from '../pictures/kept.schema.ts';
import { keepAt, keepDecoded, keptAt, type OpenKept, openKept } from '../pictures/kept.ts';
import { short } from '../pictures/labels.ts';
import { withMirrored } from '../pictures/mirror.ts';
import { colourOf, type PictureOptions, selected } from '../pictures/options.ts';
import { spread } from '../pictures/progress.ts';
import { chosenSide } from '../pictures/side.ts';

/** Fewer are learned by heart at once. */
const LEAST = 16;

/**
 * Pictures of the user's: a folder or a file of many. They are decoded once, and kept under what tells files and options
 * apart; another start reads what was kept.
 * @throws UserError when there are too few, more than 1 % are bad, or the options do not fit them
 */
export async function openPictures(options: PictureOptions, host: DataHost): Promise<FiniteDataset> {
  const { pictures } = host;
  if (!pictures) {
    throw new UserError(
      'pictures: expected a host that can decode pictures, got none; train in Node, or drop them into the page',
    );
  }
  const background = colourOf(options.background);
  const found = await find(options.path, host, pictures);
  const asked = { ...options, background };
  const as: OpenKept = { source: found.what, range: options.range, hash: host.sha256 };
  const { dataset, kept } =
    (await reopened(asked, found, pictures, as)) ?? (await decoded(asked, found, pictures, as));
  if (!options.skipBad) checkBad(kept.bad, kept.size + kept.bad.length);
  const notes = [...kept.notes, ...badNotes(kept)];
  const noted = { ...dataset, ...(notes.length > 0 && { notes }) };
  return options.mirror ? withMirrored(noted) : noted;
}

interface Opened {
  readonly dataset: FiniteDataset;
  readonly kept: KeptPictures;
}

/** What files and options make the same pixels: under it they are kept. */
function keyOf(found: Found, options: PictureOptions): string {
  const { resolution, crop, channels, background, classes, limit } = options;
  const look = { resolution, crop, channels, background, classes, limit };
  return sha256Text(JSON.stringify({ version: 2, stamp: found.stamp, look }));
}

async function reopened(
  options: PictureOptions,
  found: Found,
  { shelf }: PictureHost,
  as: OpenKept,
): Promise<Opened | undefined> {
  const kept = await keptAt(shelf, keyOf(found, options));
  const dataset = kept && (await openKept(shelf, kept, as));
  return kept && dataset && { dataset, kept };
}

/** Decodes what is not kept yet, and keeps it under all that may ask for it. */
async function decoded(
  options: PictureOptions,
  found: Found,
  host: PictureHost,
  as: OpenKept,
): Promise<Opened> {
  const { notes, left, items: all } = await found.open();
  const items = selected({ notes, left, items: all }, options);
  checkCount(found, items, all, left);
  const settled = { ...options, resolution: options.resolution || (await sideOf(items, host)) };
  const made =
    (await reopened(settled, found, host, as)) ??
    (await decodedAs(settled, found, { items, notes }, host, as));
  for (const key of keysOf(found, options, made.kept)) await keepAt(host.shelf, key, made.kept);
  return made;
}

async function decodedAs(
  options: PictureOptions,
  found: Found,
  { items, notes }: Pick<Collection, 'items' | 'notes'>,
  host: PictureHost,
  as: OpenKept,
): Promise<Opened> {
  const { resolution: side, crop, background } = options;
  const body = `${keyOf(found, options)}.pixels`;
  const result = await decodeAll(items, { ...options, frame: { side, crop, background } }, host, body);
  if (result.good.length < LEAST) {
    await result.sink.discard();
    throw tooFew(found, result.good.length, badText(result.bad));
  }
  return keepDecoded(result, { body, side, notes }, as);
}

/** As asked for, and with what was chosen named. */
function keysOf(found: Found, options: PictureOptions, { shape }: KeptPictures): ReadonlySet<string> {
  const resolution = shape[0];
  const channels = shape[2] === 1 ? 'grey' : 'colour';
  const all = [options, { ...options, resolution }, { ...options, resolution, channels } as const];
  return new Set(all.map(some => keyOf(found, some)));
}

function checkCount(
  found: Found,
  items: readonly Item[],
  all: readonly Item[],
  left: readonly string[],
): void {
  if (items.length >= LEAST) return;
  if (all.length > items.length) throw tooFew(found, items.length, `of ${all.length} that are there`);
  if (all.length > 0) throw tooFew(found, all.length, '');
  const others =
    left.length > 0
      ? `${left.length} other ${left.length === 1 ? 'file' : 'files'} (${short(left)})`
      : 'nothing';
  throw new UserError(
    `pictures: expected pictures (PNG, JPEG, WebP, GIF, AVIF, TIFF, SVG), got ${others} in the ${found.what}; give another path`,
  );
}

function tooFew({ what }: Found, count: number, more: string): UserError {
  const all = `${count} ${count === 1 ? 'picture' : 'pictures'}${more && `, ${more},`}`;
  return new UserError(
    `pictures: expected at least ${LEAST} pictures, got ${all} from the ${what}; a GAN learns from hundreds or more, so give it more of them`,
  );
}

/** Pictures whose sizes are looked at. */
const PROBES = 128;

async function sideOf(items: readonly Item[], host: PictureHost): Promise<number> {
  const sizes = await Promise.all(
    spread(items, PROBES).map(item => sizeOf(item, host).catch(() => undefined)),
  );
  return chosenSide(sizes.filter(size => size !== undefined));
}

async function sizeOf(item: Item, host: PictureHost): Promise<readonly [number, number]> {
  const picture = await item.read();
  if (picture.shape) return [picture.shape[0], picture.shape[1]];
  const { width, height } = await host.measure(picture);
  return [height, width];
}

function badNotes({ bad, size }: KeptPictures): string[] {
  if (bad.length === 0) return [];
  return [`${bad.length} of ${size + bad.length} pictures cannot be read and are left out: ${badText(bad)}`];
}
