import type { Stats } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, extname, sep } from 'node:path';
import { Readable } from 'node:stream';
import { errorCode } from '../../run/files.ts';
import { UserError } from '../../util/error.ts';
import { isPlainName } from '../../util/names.ts';
import { kindOf, READ_ITSELF } from '../../util/regular.ts';

/** A run whose files are not those of a run; the sentence names the file. No other run suffers from it. */
export class UnreadableError extends UserError {}

export interface Opened {
  readonly file: FileHandle;
  readonly status: Stats;
}

/**
 * Opens a file of a run without ever waiting; undefined where there is none.
 * @throws UnreadableError when something else than a file has its name
 */
export async function openRegular(path: string): Promise<Opened | undefined> {
  const file = await open(path, READ_ITSELF).catch(error => refused(basename(path), error));
  if (!file) return undefined;
  const status = await file.stat();
  if (status.isFile()) return { file, status };
  await file.close();
  throw new UnreadableError(`${basename(path)}: expected a file, got ${kindOf(status)}`);
}

function refused(name: string, error: unknown): undefined {
  const code = errorCode(error);
  if (code === 'ENOENT') return undefined;
  if (code === 'ELOOP') throw new UnreadableError(`${name}: expected a file, got a link`);
  if (code === 'ENXIO') throw new UnreadableError(`${name}: expected a file, got a socket or a device`);
  if (code === 'EACCES') throw new UnreadableError(`${name}: permission denied`);
  throw new UnreadableError(`${name}: cannot be opened (${code ?? error})`);
}

/**
 * The text of a file of a run; undefined where there is none.
 * @throws UnreadableError when it is no file, or has more than `most` bytes
 */
export async function readText(path: string, most: number): Promise<string | undefined> {
  const opened = await openRegular(path);
  if (!opened) return undefined;
  const { file, status } = opened;
  try {
    const { size } = status;
    if (size > most)
      throw new UnreadableError(`${basename(path)}: expected at most ${most} bytes, got ${size}`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

export interface End {
  readonly text: string;
  /** Whether there is nothing before it. */
  readonly whole: boolean;
  /** When the file was written last. */
  readonly atMs: number;
}

/**
 * The last bytes of a file of a run, at most so many, without reading what comes before; undefined where there is none.
 * @throws UnreadableError when it is no file
 */
export async function readEnd(path: string, most: number): Promise<End | undefined> {
  const opened = await openRegular(path);
  if (!opened) return undefined;
  const { file, status } = opened;
  try {
    const { size, mtimeMs } = status;
    const length = Math.min(size, most);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return { text: buffer.toString('utf8', 0, bytesRead), whole: length === size, atMs: mtimeMs };
  } finally {
    await file.close();
  }
}

/**
 * The real path of something below `root`, or undefined where that is not there, or is outside, be it by a link.
 * @param names one for each folder on the way and the last for what is looked for
 */
export async function contained(root: string, names: readonly string[]): Promise<string | undefined> {
  if (names.length === 0 || !names.every(isPlainName)) return undefined;
  try {
    const base = await realpath(root);
    const real = await realpath([base, ...names].join(sep));
    return real.startsWith(base.endsWith(sep) ? base : base + sep) ? real : undefined;
  } catch {
    return undefined; // not there, a loop of links, a name that the system does not take
  }
}

/** A page's file, as it is or, as the npm package carries large ones, gzipped under its name and `.gz`. */
export async function pageFile(pages: string, names: readonly string[]): Promise<string | undefined> {
  const packed = [...names.slice(0, -1), `${names.at(-1)}.gz`];
  return (await contained(pages, names)) ?? (await contained(pages, packed));
}

/** The parts of a path of a URL, decoded once; undefined where it is not well formed. */
export function pathNames(path: string): string[] | undefined {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

/** Of a run's files only these are shown; the rest are bytes to keep, whatever they say they are. */
const SHOWN: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.json': 'application/json',
  '.jsonl': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
};

const BYTES = 'application/octet-stream';

export const pageType = (path: string): string => TYPES[extname(path)] ?? BYTES;
export const runFileType = (path: string): string => SHOWN[extname(path)] ?? BYTES;

export interface Content {
  readonly body: ReadableStream<Uint8Array>;
  readonly bytes: number;
  /** Changes with the content. */
  readonly etag: string;
}

/** A regular file by its real path; undefined where there is none, such as for a folder or a pipe. */
export async function openFile(real: string): Promise<Content | undefined> {
  let file: FileHandle;
  try {
    file = await open(real, READ_ITSELF);
  } catch {
    return undefined;
  }
  const status = await file.stat();
  const { size } = status;
  const etag = `"${size.toString(36)}-${Math.round(status.mtimeMs).toString(36)}"`;
  if (!status.isFile() || size === 0) {
    await file.close();
    return status.isFile() ? { body: new Blob([]).stream(), bytes: 0, etag } : undefined;
  }
  const stream = file.createReadStream({ end: size - 1 }); // as long as was said, also when it grows
  return { body: Readable.toWeb(stream) as ReadableStream<Uint8Array>, bytes: size, etag };
}
