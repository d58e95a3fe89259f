import { createStore, delMany, get, getMany, keys, setMany } from 'idb-keyval';
import { UserError } from '../util/error.ts';
import type { RunFiles } from './files.ts';

/** A run that the browser keeps, in its IndexedDB. */
export interface KeptRun {
  readonly id: string;
  /** The page that trains it. */
  readonly page: string;
  /** For people: its data, say. */
  readonly title: string;
  readonly step: number;
  /** When it was kept, in milliseconds since 1970. */
  readonly at: number;
}

/** Newest runs of one page that are kept. */
const KEPT = 3;

const store = createStore('saddle', 'runs');
const runKey = (id: string) => ['run', id];
const filesKey = (id: string) => ['files', id];
type Key = readonly [kind: 'run' | 'files', id: string];

/**
 * Keeps a run in place of what was kept of it before, all or nothing, and forgets the oldest runs of its page.
 * @throws UserError when the browser does not allow it
 */
export async function keepRun(run: KeptRun, files: RunFiles): Promise<void> {
  await speaking(async () => {
    await setMany(
      [
        [runKey(run.id), run],
        [filesKey(run.id), files],
      ],
      store,
    );
    const old = (await all(run.page)).slice(KEPT).map(({ id }) => id);
    await delMany([...old.map(runKey), ...old.map(filesKey)], store);
  });
}

/** The newest run of a page that was kept and that nobody trains now; undefined where there is none. */
export async function keptRun(page: string): Promise<KeptRun | undefined> {
  for (const run of await speaking(() => all(page))) {
    const release = await claimRun(run.id); // a page that was just left may still hold it
    release?.();
    if (release) return run;
  }
  return undefined;
}

/** @throws UserError when it is not there any more */
export async function keptFiles(id: string): Promise<RunFiles> {
  const files = await speaking(() => get<RunFiles>(filesKey(id), store));
  if (files) return files;
  throw new UserError(
    'keep: expected a run that the browser keeps, got one that it gave up; begin a new one',
  );
}

export function forgetRun(id: string): Promise<void> {
  return speaking(() => delMany([runKey(id), filesKey(id)], store));
}

/** How long a worker that ends may take to let a run go. */
const PATIENCE_MS = 2000;

/**
 * Claims a run for this worker or page, until that ends or lets it go, so that no other tab goes on with it.
 * @returns what lets it go; undefined where another one has it
 */
export function claimRun(id: string): Promise<(() => void) | undefined> {
  const locks: LockManager | undefined = navigator.locks; // absent where a page is not secure
  if (!locks) return Promise.resolve(() => {});
  const signal = AbortSignal.timeout(PATIENCE_MS);
  return new Promise(resolve => {
    const held = locks.request(lockOf(id), { signal }, () => new Promise<void>(release => resolve(release)));
    held.catch(() => resolve(undefined));
  });
}

const lockOf = (id: string) => `saddle run ${id}`;

async function all(page: string): Promise<KeptRun[]> {
  const ids = (await keys<[...Key]>(store)).filter(([kind]) => kind === 'run');
  const runs = (await getMany<KeptRun>(ids, store)).filter(run => run?.page === page) as KeptRun[];
  return runs.sort((a, b) => b.at - a.at);
}

/** What the browser refuses, in words. */
async function speaking<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const name = error instanceof Error ? error.name : String(error);
    throw new UserError(
      name === 'QuotaExceededError'
        ? 'keep: expected room in the storage of the browser, got none; free some, or save the run as a file'
        : `keep: expected a browser that lets pages store data, got one that refuses (${name}), as in a private window; save the run as a file`,
    );
  }
}
