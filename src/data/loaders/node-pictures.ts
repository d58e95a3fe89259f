import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Sharp, SharpOptions } from 'sharp';
import { tripled } from '../pictures/colour.ts';
import type { FileFacts, Frame, PictureFacts, PictureHost, RawPicture, Survey } from '../pictures/host.ts';
import { stampOf } from './node-parts.ts';
import { nodeShelf } from './node-shelf.ts';
import { toldNow } from './node-told.ts';

/** Pixels of the largest picture that is read: what has more is a mistake, or made to fill the memory. */
const MOST_PIXELS = 1e8;

/** What pictures need of Node: `sharp` decodes, a folder of the cache keeps. */
export function nodePictures(
  cache: string,
  found: (path: string) => string,
  onProgress?: PictureHost['onProgress'],
): PictureHost {
  return {
    parallel: 4 * availableParallelism(), // some wait for the disk
    shelf: nodeShelf(join(cache, 'pictures')),
    onProgress,
    kind(path) {
      const status = statusOf(found(path));
      return status?.isDirectory() ? 'folder' : status && 'file';
    },
    survey: folder => surveyOf(found(folder)),
    measure,
    decode,
  };
}

/** Systems leave hidden files in folders of pictures. */
const HIDDEN = /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$)/;

function surveyOf(folder: string): Survey {
  const [files, links]: [FileFacts[], string[]] = [[], []];
  for (const { path, isLink } of filesBelow(folder)) {
    const status = statusOf(path);
    if (status?.isFile()) files.push({ path, size: status.size, stamp: stampOf(status) });
    else if (isLink) links.push(path);
  }
  return { files, links };
}

function* filesBelow(folder: string): Generator<{ readonly path: string; readonly isLink: boolean }> {
  const entries = toldNow(folder, () => readdirSync(folder, { withFileTypes: true }));
  const seen = entries.filter(({ name }) => !HIDDEN.test(name));
  for (const entry of seen.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else yield { path, isLink: entry.isSymbolicLink() };
  }
}

/** Of the file or folder that a link leads to; undefined for nothing. */
const statusOf = (path: string) => toldNow(path, () => statSync(path, { throwIfNoEntry: false }));

/** It changes the environment of the process, so it is loaded when it is needed. */
async function opened({ bytes, shape }: RawPicture, options: SharpOptions = {}): Promise<Sharp> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false); // no picture is read twice
  sharp.concurrency(1); // many at a time, each by one thread
  const raw = shape && { width: shape[1], height: shape[0], channels: shape[2] as 1 | 3 };
  return sharp(bytes, { failOn: 'error', limitInputPixels: MOST_PIXELS, ...(raw && { raw }), ...options });
}

async function measure(picture: RawPicture): Promise<PictureFacts> {
  const told = await explained(async () => (await opened(picture)).metadata());
  const { width, height, autoOrient, format, space, depth, hasAlpha } = told;
  const depths = depth === 'ushort' || depth === 'float' ? ', 16 bit' : '';
  const alpha = hasAlpha ? ' with alpha' : '';
  return {
    width: autoOrient?.width ?? width,
    height: autoOrient?.height ?? height,
    format: format === 'heif' ? 'avif' : format,
    mode: `${MODES[space] ?? 'colour'}${alpha}${depths}`,
  };
}

const MODES: Readonly<Record<string, string>> = { 'b-w': 'grey', grey16: 'grey', cmyk: 'CMYK' };

const FITS = { centre: 'cover', pad: 'contain', stretch: 'fill' } as const;

function decode(picture: RawPicture, { side, crop, background, exact }: Frame): Promise<Uint8Array> {
  return explained(async () => {
    const image = await opened(
      picture,
      isSvg(picture) ? { density: await densityFor(picture, exact ? side : 2 * side) } : {},
    );
    const pixels = await image
      .autoOrient()
      .flatten({ background })
      .resize(side, side, { fit: FITS[crop], background })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return pixels.info.channels === 1 ? tripled(pixels.data) : pixels.data;
  });
}

/** Drawings have no size of their own; this begins most of them. */
const isSvg = ({ bytes, shape }: RawPicture) =>
  !shape && /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg/.test(head(bytes));
const head = (bytes: Uint8Array) => new TextDecoder().decode(bytes.subarray(0, 1024)).replace(/^\uFEFF/, '');

/** Dots per inch at which the shorter side of a drawing has so many pixels. */
async function densityFor(picture: RawPicture, side: number): Promise<number> {
  const { width, height } = await measure(picture);
  return Math.min(2400, Math.max(1, (72 * side) / Math.min(width, height)));
}

/** What `sharp` says in its own words, in a few of ours. */
async function explained<T>(decoding: () => Promise<T>): Promise<T> {
  try {
    return await decoding();
  } catch (error) {
    const { message } = error as Error;
    const known = REASONS.find(([pattern]) => pattern.test(message))?.[1];
    throw new Error(known ?? `damaged (${message.split('\n')[0].slice(0, 80)})`);
  }
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/exceeds pixel limit|maximum dimensions|too large/i, `more than ${MOST_PIXELS / 1e6} megapixels`],
  [
    /unsupported image format|is empty|missing delegate|no decode delegate/i,
    'no picture of a kind that is read',
  ],
  [
    /premature end|truncated|out of data|unexpected end|end of (file|stream)|libspng read error|not enough|VipsJpeg/i,
    'cut or damaged',
  ],
];
