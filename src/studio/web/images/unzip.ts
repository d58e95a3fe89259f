import { Unzip, type UnzipFile, UnzipInflate, unzipSync } from 'fflate';
import { UserError } from '../../../util/error.ts';
import type { Given } from '../past/open.ts';
import { MOST, type Refused } from './own.ts';

/** Bytes of a zip, of all pictures in it, and of one of them: what is more is refused before it is unpacked. */
const [MOST_BYTES, MOST_PICTURE] = [2 ** 30, 2 ** 26];
/** Bytes of a zip that are unpacked at once: deflate makes at most a thousand times as many of them. */
const SLICE = 2 ** 14;
/** Slices after which the page gets a turn. */
const TURN = 32;

export interface Unpacked {
  readonly given: readonly Given[];
  /** Files of zips that are no pictures. */
  readonly refused: readonly Refused[];
}

export const isZip = ({ path }: Given): boolean => /\.zip$/i.test(path);

/** Whether a zip holds a run; one that cannot be read is taken for one, and refused as such. */
export async function isRunZip({ file }: Given): Promise<boolean> {
  const bytes = await bytesOf(file);
  try {
    return namesIn(bytes).some(name => /^([^/]+\/)?config\.json$/.test(name));
  } catch {
    return true;
  }
}

/** What the list at the end of a zip names. @throws Error for what is no zip, or was cut */
function namesIn(bytes: Uint8Array): string[] {
  const names: string[] = [];
  unzipSync(bytes, { filter: ({ name }) => names.push(name) < 0 });
  return names;
}

/**
 * What was given, with the pictures of its zips, folders and all, in the place of these.
 * @throws UserError when a zip cannot be read, or holds more than a page can take
 */
export async function withoutZips(given: readonly Given[]): Promise<Unpacked> {
  const parts: Unpacked[] = [];
  for (const one of given) parts.push(isZip(one) ? await unzipped(one) : { given: [one], refused: [] });
  return { given: parts.flatMap(part => part.given), refused: parts.flatMap(part => part.refused) };
}

async function unzipped({ path, file }: Given): Promise<Unpacked> {
  const bytes = await bytesOf(file);
  const folder = path.replace(/\.zip$/i, '');
  const given: Given[] = [];
  const refused: Refused[] = [];
  let [left, seen] = [MOST_BYTES, 0];
  const unzip = new Unzip(entry => {
    seen++;
    if (ADDED.test(entry.name) || entry.name.endsWith('/')) return;
    const why = whyNot(entry, given.length);
    const inZip = `${folder}/${entry.name}`;
    if (why) refused.push({ path: inZip, why });
    else
      take(entry, Math.min(left, MOST_PICTURE), picture => {
        left -= picture.size;
        given.push({ path: inZip, file: picture });
      });
  });
  unzip.register(UnzipInflate);
  try {
    const { length } = namesIn(bytes);
    for (let at = 0, turn = 1; at < bytes.length; at += SLICE, turn++) {
      unzip.push(bytes.subarray(at, at + SLICE), at + SLICE >= bytes.length);
      if (turn % TURN === 0) await new Promise(resolve => setTimeout(resolve));
    }
    if (seen < length) throw new Error(`${length} files are listed and ${seen} found`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`images: cannot read ${path} (${(error as Error).message}); save the zip again`);
  }
  return { given, refused };
}

/** Unpacks a picture as it comes, up to so many bytes, whatever the zip says of its size. */
function take(entry: UnzipFile, most: number, done: (picture: File) => void): void {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  entry.ondata = (error, chunk, last) => {
    if (error) throw error;
    size += chunk.length;
    if (size > most)
      throw new UserError(
        `images: expected at most 64 MiB a picture and 1 GiB in all, got more in ${entry.name}; choose a smaller zip`,
      );
    chunks.push(chunk.slice());
    if (last)
      done(new File(chunks, entry.name, { type: `image/${KIND.exec(entry.name)?.[1].toLowerCase()}` }));
  };
  entry.start();
}

function whyNot({ name, originalSize = 0 }: UnzipFile, count: number): string | undefined {
  if (!KIND.test(name)) return 'no image';
  if (originalSize > MOST_PICTURE) return 'larger than 64 MiB';
  return count >= MOST ? `more than ${MOST.toLocaleString('en')} images` : undefined;
}

/** What browsers read, by name. */
const KIND = /\.(png|jpe?g|jfif|gif|webp|avif|bmp|ico|tiff?|heic|heif)$/i;
/** Folders of macOS and hidden files. */
const ADDED = /(^|\/)(__MACOSX\/|\.[^./])/;

async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size <= MOST_BYTES) return new Uint8Array(await file.arrayBuffer());
  throw new UserError(
    `images: expected a zip of at most 1 GiB, got ${file.name} of ${(file.size / 2 ** 30).toFixed(1)} GiB; choose its folder, unpacked`,
  );
}
