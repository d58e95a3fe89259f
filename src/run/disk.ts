import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../util/error.ts';
import { PRIVATE_FOLDER } from '../util/private.ts';
import { createDirectory, openDirectory, type RetentionOptions } from './directory.ts';
import { errorCode, explained, whileHeld, withUserErrors } from './files.ts';
import { LOCK, SUMS } from './layout.ts';
import { acquireLock, type Lock } from './lock.ts';
import { nodeDigest, nodeFiles } from './node-files.ts';
import type { Checkpoint, Json, RunStore } from './store.ts';

/**
 * Starts a run in `folder`, which is made if need be and must be empty, and locks it. A run that does not begin with
 * random weights has its `first` checkpoint before anything else.
 * @throws UserError when the folder is not empty, cannot be written, or is in use
 */
export async function createRun(
  folder: string,
  config: object,
  options: RetentionOptions & { readonly first?: Checkpoint } = {},
): Promise<RunStore> {
  const root = portable(folder);
  attempt('create', root, () => makeFolder(root));
  return locked(root, async lock => {
    const names = readdirSync(root).filter(name => !name.startsWith(LOCK));
    if (names.includes('config.json')) {
      throw new UserError(`run: ${root} already holds a run; resume it, or choose another folder`);
    }
    const found = names.find(name => !['checkpoints', SUMS].includes(name) && !name.startsWith('.tmp-'));
    const inside = (await nodeFiles.list(`${root}/checkpoints`)).find(name => !name.startsWith('.tmp-'));
    if (found ?? inside) {
      throw new UserError(
        `run: expected an empty folder, got ${root} with ${found ?? `checkpoints/${inside}`} in it; choose another`,
      );
    }
    try {
      const files = whileHeld(nodeFiles, lock.check);
      const opening = { ...options, digest: nodeDigest, release: lock.release };
      const store = await createDirectory(files, root, config as Json, opening);
      await nodeFiles.syncFolder(dirname(root));
      return store;
    } catch (error) {
      clear(root, lock);
      throw error;
    }
  });
}

/** Of a folder that was empty: it is left as it was, unless another process has it by now. */
function clear(root: string, lock: Lock): void {
  try {
    lock.check();
    const names = readdirSync(root).filter(name => !name.startsWith(LOCK));
    for (const name of names) rmSync(`${root}/${name}`, { recursive: true, force: true });
  } catch {
    // The first fault is the one to report.
  }
}

/**
 * Opens the run in `folder` to go on with it: locks it and clears what a killed process left.
 * @throws UserError when there is no run or another process has it
 */
export async function openRun(folder: string, options: RetentionOptions = {}): Promise<RunStore> {
  const root = portable(folder);
  await checkRun(root); // no lock where there is no run
  return locked(root, ({ check, release }) =>
    openDirectory(whileHeld(nodeFiles, check), root, {
      ...options,
      digest: nodeDigest,
      release,
      repair: true,
    }),
  );
}

/** Opens a run to look at it, also while another process trains it; takes no lock, writes nothing. */
export async function readRun(folder: string): Promise<RunStore> {
  const root = portable(folder);
  await checkRun(root);
  return openDirectory(nodeFiles, root, { digest: nodeDigest, repair: false });
}

async function checkRun(root: string): Promise<void> {
  if (!existsSync(root)) throw new UserError(`run: the folder ${root} does not exist; check the path`);
  if ((await withUserErrors(nodeFiles).size(`${root}/config.json`)) === undefined)
    throw new UserError(`${root}: expected a run folder, got one without config.json; check the path`);
}

/** Makes and returns the next free `parent/NNNNN-label`, safe against others who do the same. */
export function nextRunFolder(parent: string, label: string): string {
  return attempt('create', parent, () => {
    makeFolder(parent);
    const ids = readdirSync(parent).map(name => Number(/^(\d{5})-/.exec(name)?.[1] ?? -1));
    for (let id = Math.max(-1, ...ids) + 1; ; id++) {
      const folder = `${parent}/${String(id).padStart(5, '0')}-${label}`;
      if (made(folder)) return folder;
    }
  });
}

/** The last part on its own: a recursive mkdir reports ENOENT where the truth is EROFS. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(dirname(folder), { recursive: true });
  made(folder);
}

function made(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: PRIVATE_FOLDER });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function locked(root: string, open: (lock: Lock) => Promise<RunStore>): Promise<RunStore> {
  const lock = attempt('lock', root, () => acquireLock(`${root}/${LOCK}`));
  try {
    return await open(lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function attempt<T>(action: string, path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw explained(error, action, path);
  }
}

const portable = (folder: string) => resolve(folder).replaceAll('\\', '/');
