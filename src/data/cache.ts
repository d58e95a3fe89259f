import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../util/private.ts';
import { readRegular } from '../util/regular.ts';
import { writeAtomically } from '../util/temporary.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where this user's data are kept: `$SADDLE_CACHE`, else `saddle` in `$XDG_CACHE_HOME`, `~/Library/Caches`
 * (macOS), `%LOCALAPPDATA%` (Windows) or `~/.cache`.
 */
export function cacheFolder(
  env: Environment = process.env,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  if (env.SADDLE_CACHE) return env.SADDLE_CACHE;
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'saddle');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'saddle');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'saddle');
  return join(home, '.cache', 'saddle');
}

export function nodeSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The file's content, or undefined when it is not there or has another SHA-256. */
export function readChecked(path: string, sha256: string): Uint8Array | undefined {
  try {
    const bytes = readRegular(path);
    return nodeSha256(bytes) === sha256 ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/** {@link writeAtomically} for what is in the cache: only this user can read it. */
export function writeToCache(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  writeAtomically(path, bytes, { mode: PRIVATE_FILE });
}

/**
 * What {@link keepProven} kept at a path.
 * @returns undefined where there is nothing, or it is damaged
 */
export function readProven<T>(path: string, parse: (bytes: Uint8Array) => T): T | undefined {
  try {
    const bytes = readChecked(path, readFileSync(`${path}.sha256`, 'utf8').trim());
    return bytes && parse(bytes);
  } catch {
    return undefined;
  }
}

/** Keeps bytes in the cache, and in a second file their SHA-256, first: a process killed in between leaves nothing that seems damaged. */
export function keepProven(path: string, bytes: Uint8Array): void {
  try {
    writeToCache(`${path}.sha256`, new TextEncoder().encode(`${nodeSha256(bytes)}\n`));
    writeToCache(path, bytes);
  } catch {
    // A cache that cannot be written only costs the time to make them again.
  }
}
