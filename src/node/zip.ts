import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readRun } from '../run/disk.ts';
import { errorCode, explained } from '../run/files.ts';
import { MOST_UNPACKED, packRun, unpackRun } from '../run/zip.ts';
import { UserError } from '../util/error.ts';

/** Whether a path is that of a zip, not of a run's folder. */
export function isZip(path: string): boolean {
  return /\.zip$/i.test(path) && !(existsSync(path) && statSync(path).isDirectory());
}

/**
 * Unpacks the zip of a run into a new folder.
 * @param out default `runs/` and the name of the folder in the zip
 * @returns the folder
 * @throws UserError when it is no zip of a run, or the folder is there already; nothing is left behind then
 */
export function unpackZip(zip: string, out?: string): string {
  const { folder, files } = unpackRun(readZip(zip));
  const target = out ?? join('runs', folder ?? basename(zip).replace(/\.zip$/i, ''));
  if (existsSync(target)) {
    throw new UserError(
      `unpack: ${target} is there already; go on with it (saddle resume ${target}), or choose another folder with --out`,
    );
  }
  const temporary = join(dirname(resolve(target)), `.tmp-${basename(target)}-${process.pid}`);
  try {
    for (const [path, bytes] of files) {
      mkdirSync(join(temporary, dirname(path)), { recursive: true });
      writeFileSync(join(temporary, path), bytes);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw explained(error, 'unpack', target);
  }
  return target;
}

function readZip(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size <= MOST_UNPACKED) return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new UserError(`zip: ${path} does not exist; check the path`);
    throw explained(error, 'read', path);
  }
  throw new UserError(`zip: expected at most ${MOST_UNPACKED / 2 ** 30} GiB, got ${path} with more`);
}

/**
 * Packs the folder of a run into a zip, also while it trains.
 * @param out default the name of the folder and `.zip`, here
 * @returns the zip
 * @throws UserError when there is no run, or the zip is there already
 */
export async function packFolder(folder: string, out = `${basename(resolve(folder))}.zip`): Promise<string> {
  await (await readRun(folder)).close(); // whether it is a run
  if (existsSync(out)) throw new UserError(`pack: ${out} is there already; choose another name with --out`);
  const zip = packRun(filesIn(folder), basename(resolve(folder)));
  try {
    writeFileSync(out, zip, { flag: 'wx' });
  } catch (error) {
    throw explained(error, 'write', out);
  }
  return out;
}

/** Regular files only; what is hidden is half written, and the lock belongs to the process that works there. */
function filesIn(folder: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (!entry.isFile() || path === 'run.lock' || /(^|\/)\./.test(path)) continue;
    const bytes = readIfThere(join(folder, path));
    if (bytes) files.set(path, bytes);
  }
  return files;
}

/** A run that trains gives up old checkpoints. */
function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
