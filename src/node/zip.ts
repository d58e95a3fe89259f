import {
  type Dirent,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readRun } from '../run/disk.ts';
import { errorCode, explained, type RunFiles } from '../run/files.ts';
import { isRunFile, MOST_UNPACKED, SUMS } from '../run/layout.ts';
import { packRun, unpackRun } from '../run/zip.ts';
import { UserError } from '../util/error.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../util/private.ts';
import { readRegular } from '../util/regular.ts';
import { removeStale, syncFolder, temporaryIn, writeAtomically } from '../util/temporary.ts';
import { bytesText } from '../util/text.ts';

/** Whether a path is that of a zip, not of a run's folder. */
export function isZip(path: string): boolean {
  return /\.zip$/i.test(path) && !(existsSync(path) && statSync(path).isDirectory());
}

export interface Unpacked {
  readonly folder: string;
  /** Paths in the zip that were left there: they are no files of a run. */
  readonly left: readonly string[];
}

/**
 * Unpacks the zip of a run into a new folder, which appears at once with all that is in it. Where several processes
 * unpack the same, one of them gets the folder.
 * @param out default `runs/` and the name of the folder in the zip
 * @throws UserError when it is no zip of a run, or the folder is there already; nothing is left behind then
 */
export async function unpackZip(zip: string, out?: string): Promise<Unpacked> {
  const { folder, files, left } = await unpackRun(readZip(zip));
  const target = out ?? join('runs', folder ?? basename(zip).replace(/\.zip$/i, ''));
  if (existsSync(target)) throw taken(target);
  try {
    place(files, target);
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '') && existsSync(target)) throw taken(target);
    throw explained(error, 'unpack', target);
  }
  return { folder: target, left };
}

function taken(target: string): UserError {
  return new UserError(
    `unpack: ${target} is there already; go on with it (saddle resume ${target}), or choose another folder with --out`,
  );
}

/** A rename onto a folder fails where that is not empty. */
function place(files: RunFiles, target: string): void {
  const parent = dirname(resolve(target));
  const made = mkdirSync(parent, { recursive: true });
  removeStale(parent);
  const temporary = temporaryIn(parent);
  try {
    for (const [path, bytes] of files) {
      mkdirSync(join(temporary, dirname(path)), { recursive: true, mode: PRIVATE_FOLDER });
      writeFileSync(join(temporary, path), bytes, { flush: true, mode: PRIVATE_FILE });
    }
    renameSync(temporary, target);
    syncFolder(parent);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (made !== undefined && readdirSync(parent).length === 0) rmSync(made, { recursive: true });
    throw error;
  }
}

function readZip(path: string): Uint8Array {
  try {
    return readRegular(path, MOST_UNPACKED);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') throw new UserError(`zip: ${path} does not exist; check the path`);
    if (code === 'EFBIG')
      throw new UserError(
        `zip: expected at most ${bytesText(MOST_UNPACKED, 'floor')}, got ${path} with more`,
      );
    throw explained(error, 'read', path);
  }
}

interface Packed {
  /** Path of the zip. */
  readonly zip: string;
  /** Paths in the folder of what is no file of a run, and was not packed. */
  readonly left: readonly string[];
}

/**
 * Packs the folder of a run into a zip, also while it trains. The zip appears when it is whole.
 * @param out default the name of the folder and `.zip`, here
 * @throws UserError when there is no run, the zip is there already, or the run is too large to be unpacked
 */
export async function packFolder(folder: string, out = `${basename(resolve(folder))}.zip`): Promise<Packed> {
  await (await readRun(folder)).close(); // whether it is a run
  const there = () => new UserError(`pack: ${out} is there already; choose another name with --out`);
  if (existsSync(out)) throw there();
  const { files, left } = readWhole(folder);
  const zip = packRun(files, basename(resolve(folder)));
  removeStale(dirname(out));
  try {
    writeAtomically(out, zip, { replace: false });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw there();
    throw explained(error, 'write', out);
  }
  return { zip: out, left };
}

const MOST_READINGS = 20;
const inCheckpoint = (path: string) => path.startsWith('checkpoints/');

/**
 * The files of a run as they are now, of each checkpoint all or none: a run that trains gives up old ones meanwhile. Where
 * none is whole of those that were listed, all is listed and read again.
 * @param list paths in the folder; undefined where they changed meanwhile
 * @throws UserError when that goes on and on
 */
export function readWhole(
  folder: string,
  list: (folder: string) => string[] | undefined = pathsIn,
): Pick<Packed, 'left'> & { readonly files: RunFiles } {
  for (let reading = 0; reading < MOST_READINGS; reading++) {
    const paths = list(folder);
    if (!paths) continue;
    const own = paths.filter(isRunFile);
    const found = read(folder, own);
    const half = new Set(own.filter(path => inCheckpoint(path) && !found.has(path)).map(dirname));
    const files = new Map([...found].filter(([path]) => !half.has(dirname(path))));
    if (half.size === 0 || [...files.keys()].some(inCheckpoint))
      return { files, left: paths.filter(path => !isRunFile(path)) };
  }
  throw new UserError(
    `pack: expected ${folder} to keep its checkpoints while they are read, got none that stayed; pack it when it has ended`,
  );
}

/**
 * Files, without links; what is hidden is half written, and the lock belongs to the process that works there. The sums come
 * last, since a sum is there before its file.
 */
function pathsIn(folder: string): string[] | undefined {
  const entries = entriesIn(folder)?.filter(entry => entry.isFile());
  const paths = entries?.map(({ parentPath, name }) =>
    relative(folder, join(parentPath, name)).replaceAll('\\', '/'),
  );
  return paths
    ?.filter(path => !/^run\.lock|(^|\/)\./.test(path))
    .sort((a, b) => Number(a === SUMS) - Number(b === SUMS));
}

function entriesIn(folder: string): Dirent[] | undefined {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT' && existsSync(folder)) return undefined; // a folder in it is gone
    throw explained(error, 'read', folder);
  }
}

function read(folder: string, paths: readonly string[]): RunFiles {
  const files = new Map<string, Uint8Array>();
  let size = 0;
  for (const path of paths) {
    const bytes = readIfThere(join(folder, path), MOST_UNPACKED - size);
    if (bytes) files.set(path, bytes);
    size += bytes?.length ?? 0;
  }
  return files;
}

function readIfThere(path: string, most: number): Uint8Array | undefined {
  try {
    return readRegular(path, most);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    if (code !== 'EFBIG') throw explained(error, 'read', path);
    throw new UserError(
      `pack: expected at most ${bytesText(MOST_UNPACKED, 'floor')} in all, got more; remove checkpoints that are not needed`,
    );
  }
}
