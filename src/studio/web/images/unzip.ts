import { UserError } from '../../../util/error.ts';
import { type ByteSource, bytesSource } from '../../../util/source.ts';
import { bytesText } from '../../../util/text.ts';
import { contentOf, entriesOf } from '../../../util/zip.ts';
import type { ZipEntry } from '../../../util/zip-directory.ts';
import type { Given } from '../history/open.ts';
import { MOST, type Refused } from './own.ts';

/** Bytes of a zip, of all pictures in it, and of one of them: what is more is refused before it is unpacked. */
const [MOST_BYTES, MOST_PICTURE] = [2 ** 30, 2 ** 26];

export interface Unpacked {
  readonly given: readonly Given[];
  /** Files of zips that are no pictures. */
  readonly refused: readonly Refused[];
}

export const isZip = ({ path }: Given): boolean => /\.zip$/i.test(path);

/** Whether a zip holds a run, with its checkpoints; one that cannot be read is taken for one, and refused as such. */
export async function isRunZip({ file }: Given): Promise<boolean> {
  const zip = await sourceOf(file);
  try {
    const names = (await entriesOf(zip)).map(({ name }) => name);
    const roots = names.flatMap(name => /^([^/]+\/)?(?=config\.json$)/.exec(name)?.[0] ?? []);
    return roots.some(root => names.some(name => name.startsWith(`${root}checkpoints/`)));
  } catch {
    return true;
  }
}

/**
 * What was given, with the pictures of its zips, folders and all, in the place of these.
 * @throws UserError when a zip cannot be read, holds a damaged picture, or more than a page can take
 */
export async function withoutZips(given: readonly Given[]): Promise<Unpacked> {
  const parts: Unpacked[] = [];
  for (const one of given) parts.push(isZip(one) ? await unzipped(one) : { given: [one], refused: [] });
  return { given: parts.flatMap(part => part.given), refused: parts.flatMap(part => part.refused) };
}

async function unzipped({ path, file }: Given): Promise<Unpacked> {
  const zip = await sourceOf(file);
  const entries = (await entriesOf(zip)).filter(({ name }) => !name.endsWith('/'));
  const folder = path.replace(/\.zip$/i, '');
  const chosen: ZipEntry[] = [];
  const refused: Refused[] = [];
  for (const entry of entries) {
    const why = whyNot(entry, chosen.length);
    if (why) refused.push({ path: `${folder}/${entry.name}`, why });
    else chosen.push(entry);
  }
  checkSize(chosen, file);
  const given: Given[] = [];
  for (const entry of chosen)
    given.push({ path: `${folder}/${entry.name}`, file: await pictureOf(zip, entry) });
  return { given, refused };
}

function checkSize(entries: readonly ZipEntry[], file: File): void {
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size <= MOST_BYTES) return;
  throw new UserError(
    `images: expected pictures of at most ${bytesText(MOST_BYTES, 'floor')} in all, got ${file.name} with ${bytesText(size, 'ceil')}; choose a smaller zip`,
  );
}

async function pictureOf(zip: ByteSource, entry: ZipEntry): Promise<File> {
  const content = (await contentOf(zip, entry)) as Uint8Array<ArrayBuffer>;
  return new File([content], entry.name, { type: `image/${KIND.exec(entry.name)?.[1].toLowerCase()}` });
}

function whyNot({ name, size }: ZipEntry, count: number): string | undefined {
  if (!KIND.test(name)) return 'no image';
  if (size > MOST_PICTURE) return `larger than ${bytesText(MOST_PICTURE, 'floor')}`;
  return count >= MOST ? `more than ${MOST.toLocaleString('en')} images` : undefined;
}

/** What browsers read, by name. */
const KIND = /\.(png|jpe?g|jfif|gif|webp|avif|bmp|ico|tiff?|heic|heif)$/i;

async function sourceOf(file: File): Promise<ByteSource> {
  if (file.size <= MOST_BYTES) return bytesSource(new Uint8Array(await file.arrayBuffer()));
  throw new UserError(
    `images: expected a zip of at most ${bytesText(MOST_BYTES, 'floor')}, got ${file.name} of ${bytesText(file.size, 'ceil')}; choose its folder, unpacked`,
  );
}
