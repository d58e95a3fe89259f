import { concatenate } from '../util/bytes.ts';
import { sha256 } from '../util/sha256.ts';
import { createDirectory, type RetentionOptions } from './directory.ts';
import type { Digest, Files } from './files.ts';
import type { Json, RunStore } from './store.ts';

/**
 * A run that lives in memory only: for tests, for trials, and for a browser tab.
 * @param config content of `config.json`; default none, and training writes it
 */
export function memoryRun(config: object = {}, options: RetentionOptions = {}): Promise<RunStore> {
  return createDirectory(memoryFiles(), 'memory', config as Json, { ...options, digest: plainDigest });
}

export const plainDigest: Digest = chunks => sha256(concatenate(chunks));

/** A file system in memory; a folder is there when something is in it. */
export function memoryFiles(content: Map<string, Uint8Array> = new Map()): Files {
  const find = (path: string) => {
    const bytes = content.get(path);
    if (!bytes) throw Object.assign(new Error(`${path} is not there`), { code: 'ENOENT' });
    return bytes;
  };
  const within = (path: string) => [...content.keys()].filter(key => key.startsWith(`${path}/`));
  const move = (from: string, to: string) => {
    content.set(to, find(from));
    content.delete(from);
  };
  return {
    read: async path => find(path).slice(),
    write: async (path, chunks) => void content.set(path, concatenate(chunks)),
    append: async (path, bytes) =>
      void content.set(path, concatenate([content.get(path) ?? new Uint8Array(), bytes])),
    truncate: async (path, length) => void content.set(path, find(path).slice(0, length)),
    size: async path => content.get(path)?.length,
    list: async path => [...new Set(within(path).map(key => key.slice(path.length + 1).split('/')[0]))],
    sync: async () => {},
    syncFolder: async () => {},
    makeFolder: async () => {},
    async remove(path) {
      for (const key of [path, ...within(path)]) content.delete(key);
    },
    async rename(from, to) {
      if (content.has(from)) return move(from, to);
      for (const key of within(from)) move(key, to + key.slice(from.length));
    },
  };
}
