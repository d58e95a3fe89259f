import { unzipSync, zipSync } from 'fflate';
import { UserError } from '../util/error.ts';
import { isPlainName } from '../util/names.ts';
import type { RunFiles } from './files.ts';

/** Bytes that the files of a zip may have when they are unpacked: what claims more is refused unread. */
export const MOST_UNPACKED = 2 ** 30;
const MOST_FILES = 20_000;

/** A zip of the files of a run in a folder of the given name. */
export function packRun(files: RunFiles, folder: string): Uint8Array {
  return zipSync(Object.fromEntries([...files].map(([path, bytes]) => [`${folder}/${path}`, bytes])));
}

export interface UnpackedRun {
  /** Name of the run's folder in the zip; undefined where the files lie at its top. */
  readonly folder: string | undefined;
  readonly files: RunFiles;
}

/**
 * The files of a run in a zip, in a folder or at its top.
 * @param wanted which files are unpacked, by their path in the run's folder; default all
 * @throws UserError when it is no zip of a run, a path leads out of its folder, or it claims to be too large
 */
export function unpackRun(zip: Uint8Array, wanted: (path: string) => boolean = () => true): UnpackedRun {
  const entries = list(zip);
  for (const { name } of entries) checkPath(name);
  const root = rootOf(entries);
  const inRun = (name: string) => name.startsWith(root) && wanted(name.slice(root.length));
  checkSize(entries.filter(({ name }) => inRun(name)));
  const known = new Set(entries.map(({ name }) => name));
  const content = reading(() => unzipSync(zip, { filter: ({ name }) => known.has(name) && inRun(name) }));
  const files = new Map(Object.entries(content).map(([name, bytes]) => [name.slice(root.length), bytes]));
  return { folder: root === '' ? undefined : root.slice(0, -1), files };
}

interface Entry {
  readonly name: string;
  readonly originalSize: number;
}

/** The files that a zip says it holds, without folders and what systems add. */
function list(zip: Uint8Array): Entry[] {
  const entries: Entry[] = [];
  reading(() =>
    unzipSync(zip, {
      filter: entry => {
        entries.push(entry);
        return false;
      },
    }),
  );
  if (entries.length > MOST_FILES)
    throw new UserError(`zip: expected at most ${MOST_FILES} files of a run, got ${entries.length}`);
  return entries.filter(({ name }) => !name.endsWith('/') && !ADDED.test(name));
}

/** Folders of macOS and hidden files. */
const ADDED = /(^|\/)(__MACOSX\/|\.[^./])/;

function checkPath(path: string): void {
  if (path.split('/').every(isPlainName)) return;
  const shown = JSON.stringify(path.slice(0, 80));
  throw new UserError(`zip: expected files of one run folder, got the path ${shown}; nothing was unpacked`);
}

function rootOf(entries: readonly Entry[]): string {
  const CONFIG = 'config.json';
  const paths = entries.map(({ name }) => name).filter(name => name.split('/').length <= 2);
  const found = paths.find(name => name === CONFIG) ?? paths.find(name => name.endsWith(`/${CONFIG}`));
  if (found !== undefined) return found.slice(0, -CONFIG.length);
  throw new UserError(
    'zip: expected the folder of a run, got no config.json; choose a zip that the lab or saddle pack made',
  );
}

function checkSize(entries: readonly Entry[]): void {
  const size = entries.reduce((sum, entry) => sum + entry.originalSize, 0);
  if (size <= MOST_UNPACKED) return;
  throw new UserError(
    `zip: expected at most ${MOST_UNPACKED / 2 ** 30} GiB when unpacked, got ${(size / 2 ** 30).toFixed(1)}; nothing was unpacked`,
  );
}

function reading<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `zip: expected a whole zip file, got one that cannot be read (${reason}); save it again, or choose another`,
    );
  }
}
