import { zipSync } from 'fflate';
import { UserError } from '../util/error.ts';
import { isPlainName } from '../util/names.ts';
import { type ByteSource, bytesSource } from '../util/source.ts';
import { bytesText } from '../util/text.ts';
import { contentOf, entriesOf, quoted, refusedZip } from '../util/zip.ts';
import type { ZipEntry } from '../util/zip-directory.ts';
import type { RunFiles } from './files.ts';
import { isRunFile, MOST_UNPACKED } from './layout.ts';

const MOST_FILES = 20_000;

/** A zip of the files of a run in a folder of the given name. */
export function packRun(files: RunFiles, folder: string): Uint8Array {
  return zipSync(Object.fromEntries([...files].map(([path, bytes]) => [`${folder}/${path}`, bytes])));
}

/** A zip of files as they are, not compressed, the same to the byte whenever it is made. */
export function storedZip(files: RunFiles): Uint8Array {
  return zipSync(Object.fromEntries(files), { level: 0, mtime: new Date(1980, 0, 1) });
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
  const source = bytesSource(zip);
  const entries = await list(source);
  const root = rootOf(entries);
  const pathOf = ({ name }: ZipEntry) => (name.startsWith(root) ? name.slice(root.length) : '');
  const known = entries.filter(entry => isRunFile(pathOf(entry)));
  const left = entries.filter(entry => !isRunFile(pathOf(entry))).map(({ name }) => name);
  const chosen = known.filter(entry => wanted(pathOf(entry)));
  checkSize(chosen);
  const files = new Map<string, Uint8Array>();
  for (const entry of chosen) files.set(pathOf(entry), await contentOf(source, entry));
  return { folder: root === '' ? undefined : root.slice(0, -1), files, left };
}

/** The files of a run that a zip says it holds, and others, without folders. */
async function list(zip: ByteSource): Promise<ZipEntry[]> {
  const own = await entriesOf(zip);
  if (own.length > MOST_FILES)
    throw new UserError(`zip: expected at most ${MOST_FILES} files of a run, got ${own.length}`);
  for (const { name } of own) checkPath(name.replace(/\/$/, ''));
  return own.filter(({ name }) => !name.endsWith('/'));
}

function checkPath(path: string): void {
  if (path.split('/').every(isPlainName)) return;
  throw refusedZip(`files of one run folder, got the path ${quoted(path)}`);
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
  throw refusedZip(`at most ${most} when unpacked, got ${got}`);
}
