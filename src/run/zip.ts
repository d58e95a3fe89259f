import { zipSync } from 'fflate';
import { crc32 } from '../util/crc32.ts';
import { UserError } from '../util/error.ts';
import { inflate } from '../util/inflate.ts';
import { isPlainName } from '../util/names.ts';
import { bytesText } from '../util/text.ts';
import type { RunFiles } from './files.ts';
import { isRunFile, MOST_UNPACKED } from './layout.ts';
import { readDirectory, type ZipEntry } from './zip-directory.ts';

const MOST_FILES = 20_000;

/** A zip of the files of a run in a folder of the given name. */
export function packRun(files: RunFiles, folder: string): Uint8Array {
  return zipSync(Object.fromEntries([...files].map(([path, bytes]) => [`${folder}/${path}`, bytes])));
}

export interface UnpackedRun {
  /** Name of the run's folder in the zip; undefined where the files lie at its top. */
  readonly folder: string | undefined;
  readonly files: RunFiles;
  /** Paths in the zip of what is no file of a run, and was not unpacked. */
  readonly left: readonly string[];
}

/**
 * The files of a run in a zip, in a folder or at its top: each checked by its size and its CRC-32, the whole held in
 * memory, so that a zip that is refused leaves nothing.
 * @param wanted which files of a run are unpacked, by their path in its folder; default all
 * @throws UserError when it is no zip of a run, a path leads out of its folder or is there twice, a file is encrypted,
 * a link, damaged or of another size than it says, or all are too large
 */
export async function unpackRun(
  zip: Uint8Array,
  wanted: (path: string) => boolean = () => true,
): Promise<UnpackedRun> {
  const entries = list(zip);
  const root = rootOf(entries);
  const pathOf = ({ name }: ZipEntry) => (name.startsWith(root) ? name.slice(root.length) : '');
  const known = entries.filter(entry => isRunFile(pathOf(entry)));
  const left = entries.filter(entry => !isRunFile(pathOf(entry))).map(({ name }) => name);
  const chosen = known.filter(entry => wanted(pathOf(entry)));
  checkSize(chosen);
  const files = new Map<string, Uint8Array>();
  for (const entry of chosen) files.set(pathOf(entry), await contentOf(entry));
  return { folder: root === '' ? undefined : root.slice(0, -1), files, left };
}

/** The files of a run that a zip says it holds, and others, without folders. */
function list(zip: Uint8Array): ZipEntry[] {
  const own = entriesOf(zip);
  if (own.length > MOST_FILES)
    throw new UserError(`zip: expected at most ${MOST_FILES} files of a run, got ${own.length}`);
  for (const { name } of own) checkPath(name.replace(/\/$/, ''));
  return own.filter(({ name }) => !name.endsWith('/'));
}

/**
 * The files and folders that a zip says it holds, each once, without what systems add.
 * @throws UserError when it cannot be read, or has a name twice
 */
export function entriesOf(zip: Uint8Array): ZipEntry[] {
  const own = directoryOf(zip).filter(({ name }) => !ADDED.test(name));
  checkOnce(own);
  return own;
}

/** Folders of macOS and hidden files. */
const ADDED = /(^|\/)(__MACOSX\/|\.[^./])/;

function directoryOf(zip: Uint8Array): ZipEntry[] {
  try {
    return readDirectory(zip);
  } catch (error) {
    const reason = error instanceof RangeError ? 'its directory is damaged' : (error as Error).message;
    throw new UserError(
      `zip: expected a whole zip file, got one that cannot be read (${reason}); save it again, or choose another`,
    );
  }
}

function checkPath(path: string): void {
  if (path.split('/').every(isPlainName)) return;
  throw refused(`files of one run folder, got the path ${quote(path)}`);
}

/** Also where a system takes names in capitals and small letters for the same. */
function checkOnce(entries: readonly ZipEntry[]): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    const key = name.toLowerCase();
    if (seen.has(key)) throw refused(`each file once, got ${quote(name)} twice`);
    seen.add(key);
  }
}

function rootOf(entries: readonly ZipEntry[]): string {
  const CONFIG = 'config.json';
  const paths = entries.map(({ name }) => name).filter(name => name.split('/').length <= 2);
  const found = paths.find(name => name === CONFIG) ?? paths.find(name => name.endsWith(`/${CONFIG}`));
  if (found !== undefined) return found.slice(0, -CONFIG.length);
  throw new UserError(
    'zip: expected the folder of a run, got no config.json; choose a zip that the lab or saddle pack made',
  );
}

function checkSize(entries: readonly ZipEntry[]): void {
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size <= MOST_UNPACKED) return;
  const [most, got] = [bytesText(MOST_UNPACKED, 'floor'), bytesText(size, 'ceil')];
  throw refused(`at most ${most} when unpacked, got ${got}`);
}

/**
 * What a file of a zip holds, checked by its size and its CRC-32.
 * @throws UserError when it is encrypted, a link, damaged or of another size than it says
 */
export async function contentOf(entry: ZipEntry): Promise<Uint8Array> {
  const { name, size, compression, packed } = entry;
  if (entry.encrypted) throw refused(`files without a password, got ${quote(name)} encrypted`);
  if (!entry.regular) throw refused(`plain files, got ${quote(name)} as a link or a device`);
  if (compression === 'other')
    throw refused(`stored or deflated files, got ${quote(name)} compressed otherwise`);
  if (compression === 'stored' && packed.length !== size)
    throw refused(`${size} bytes in ${quote(name)}, got ${packed.length}`);
  const content =
    compression === 'stored' ? packed : await inflate(`zip: ${name}`, packed, 'deflate-raw', size);
  if (crc32(content) !== entry.crc32) throw refused(`whole files, got ${quote(name)} with another CRC-32`);
  return content;
}

const refused = (what: string) => new UserError(`zip: expected ${what}; nothing was unpacked`);
const quote = (text: string) => JSON.stringify(text.slice(0, 80));
