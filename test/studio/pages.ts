import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');
const CACHE = join(root, 'node_modules/.cache/studio-pages');
const DAY_MS = 86_400_000;
/** Of the gallery. */
const PICTURES = 'docs/images/pictures';

/** The studio's pages as the sources are now, built once for all test files that ask, whatever process they run in. */
export async function builtPages(): Promise<string> {
  for (;;) {
    const key = await fingerprint();
    const folder = join(CACHE, key);
    if (existsSync(folder)) return folder;
    await mkdir(CACHE, { recursive: true });
    const unlock = await lock(`${folder}.lock`);
    try {
      if (!existsSync(folder)) await buildInto(folder, key);
    } finally {
      await unlock();
    }
  }
}

/** Names what was built by the sources that it was built from: they may change meanwhile. */
async function buildInto(folder: string, key: string): Promise<void> {
  await prune();
  const temporary = `${folder}.${process.pid}`;
  const configFile = join(root, 'src/studio/web/vite.config.ts');
  await build({ configFile, logLevel: 'error', build: { outDir: temporary, emptyOutDir: true } });
  if ((await fingerprint()) === key && !existsSync(folder)) await rename(temporary, folder);
  else await rm(temporary, { recursive: true });
}

/** Of every source and of the versions of what they import. */
async function fingerprint(): Promise<string> {
  const names = await readdir(join(root, 'src'), { recursive: true });
  const files = names.filter(name => /\.(tsx?|css|html|svg)$/.test(name) && !name.includes('.test.')).sort();
  const hash = createHash('sha256');
  const pictures = (await readdir(join(root, PICTURES))).sort().map(name => join(PICTURES, name));
  for (const name of ['package-lock.json', ...pictures, ...files.map(name => join('src', name))]) {
    hash.update(`${name}\n`).update(await readFile(join(root, name)).catch(() => '')); // gone meanwhile
  }
  return hash.digest('hex').slice(0, 16);
}

async function prune(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > DAY_MS) await rm(path, { recursive: true, force: true });
  }
}

/** A folder is made by one process only. */
async function lock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    const made = await writeFile(path, String(process.pid), { flag: 'wx' }).then(
      () => true,
      () => false,
    );
    if (made) return () => rm(path, { force: true });
    if (await isLeft(path)) await rm(path, { force: true });
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** Whether the process that made a lock has died. */
async function isLeft(path: string): Promise<boolean> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  if (!pid) return false; // it was made, or given up, this moment
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
