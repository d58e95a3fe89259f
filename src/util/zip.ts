import { crc32 } from './crc32.ts';
import { UserError } from './error.ts';
import { inflate } from './inflate.ts';
import type { ByteSource } from './source.ts';
import { packedBytes, readDirectory, type ZipEntry } from './zip-directory.ts';

/**
 * The files and folders that a zip says it holds, each once, without what systems add.
 * @throws UserError when it cannot be read, or has a name twice
 */
export async function entriesOf(zip: ByteSource): Promise<ZipEntry[]> {
  const own = (await whole(readDirectory(zip))).filter(({ name }) => !ADDED.test(name));
  checkOnce(own);
  return own;
}

/** Folders of macOS and hidden files. */
const ADDED = /(^|\/)(__MACOSX\/|\.[^./])/;

/** What reading gives, with a sentence where it fails. */
async function whole<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof RangeError ? 'its directory is damaged' : (error as Error).message;
    throw new UserError(
      `zip: expected a whole zip file, got one that cannot be read (${reason}); save it again, or choose another`,
    );
  }
}

/** Also where a system takes names in capitals and small letters for the same. */
function checkOnce(entries: readonly ZipEntry[]): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    const key = name.toLowerCase();
    if (seen.has(key)) throw refusedZip(`each file once, got ${quoted(name)} twice`);
    seen.add(key);
  }
}

/**
 * What a file of a zip holds, checked by its size and its CRC-32.
 * @throws UserError when it is encrypted, a link, damaged or of another size than it says
 */
export async function contentOf(zip: ByteSource, entry: ZipEntry): Promise<Uint8Array> {
  const { name, size, compression } = entry;
  if (entry.encrypted) throw refusedZip(`files without a password, got ${quoted(name)} encrypted`);
  if (!entry.regular) throw refusedZip(`plain files, got ${quoted(name)} as a link or a device`);
  if (compression === 'other')
    throw refusedZip(`stored or deflated files, got ${quoted(name)} compressed otherwise`);
  if (compression === 'stored' && entry.packed !== size)
    throw refusedZip(`${size} bytes in ${quoted(name)}, got ${entry.packed}`);
  const packed = await whole(packedBytes(zip, entry));
  const content =
    compression === 'stored' ? packed : await inflate(`zip: ${name}`, packed, 'deflate-raw', size);
  if (crc32(content) !== entry.crc32)
    throw refusedZip(`whole files, got ${quoted(name)} with another CRC-32`);
  return content;
}

export const refusedZip = (what: string) => new UserError(`zip: expected ${what}; nothing was unpacked`);
export const quoted = (text: string) => JSON.stringify(text.slice(0, 80));
