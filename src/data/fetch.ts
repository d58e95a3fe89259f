import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../util/error.ts';
import { readRegular } from '../util/regular.ts';
import { removeStale } from '../util/temporary.ts';
import { cacheFolder, nodeSha256, readChecked, writeToCache } from './cache.ts';
import { plainIdx } from './decoders/idx.ts';
import { MNIST_FILES, type MnistFile } from './loaders/mnist.ts';

/** Public mirrors of the four gzipped files, in the order in which they are tried. */
export const MNIST_MIRRORS = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

const STALL_MS = 30_000;
/** Bytes, plain or gzipped: no file of MNIST has as many. */
const MOST = 1e8;

export interface FetchProgress {
  readonly file: MnistFile;
  readonly state: 'present' | 'fetching' | 'done';
  /** Compressed bytes so far, and of all where the server tells. */
  readonly received: number;
  readonly total?: number;
  /** Where it comes from. */
  readonly origin: string;
}

export interface FetchOptions {
  /** Default: `cacheFolder()`. */
  readonly cache?: string;
  /** A folder with the IDX files, plain or gzipped, to import instead of fetching. */
  readonly from?: string;
  /** Default: `MNIST_MIRRORS`. */
  readonly mirrors?: readonly string[];
  readonly onProgress?: (progress: FetchProgress) => void;
}

/**
 * Puts the full MNIST (70,000 images) into the user's cache, each file checked by its SHA-256, and
 * returns the folder. Files that are there and whole are kept.
 * @throws UserError when a file cannot be had; the cache then holds only whole files
 */
export async function fetchMnist(options: FetchOptions = {}): Promise<string> {
  const { cache = cacheFolder(), from, mirrors = MNIST_MIRRORS, onProgress = () => {} } = options;
  if (from !== undefined) checkFolder(from);
  const folder = join(cache, 'mnist');
  removeStale(folder);
  for (const file of Object.keys(MNIST_FILES) as MnistFile[]) {
    const path = join(folder, file);
    if (from === undefined && readChecked(path, MNIST_FILES[file])) {
      onProgress({ file, state: 'present', received: 0, origin: path });
      continue;
    }
    const bytes = from === undefined ? await download(file, mirrors, onProgress) : await imported(file, from);
    store(path, bytes);
    onProgress({ file, state: 'done', received: bytes.length, total: bytes.length, origin: from ?? path });
  }
  return folder;
}

function store(path: string, bytes: Uint8Array): void {
  try {
    writeToCache(path, bytes);
  } catch (error) {
    throw new UserError(
      `mnist: cannot write ${path}: ${reason(error)}; set SADDLE_CACHE to a folder that can be written`,
    );
  }
}

function checkFolder(folder: string): void {
  if (!existsSync(folder)) throw new UserError(`mnist: the folder ${folder} does not exist`);
  if (!statSync(folder).isDirectory())
    throw new UserError(`mnist: expected a folder, got the file ${folder}`);
}

/** The names under which the file is known: with a dot in some copies, with or without .gz. */
async function imported(file: MnistFile, folder: string): Promise<Uint8Array> {
  const names = [file, file.replace('-idx', '.idx')].flatMap(name => [name, `${name}.gz`]);
  const found = names.map(name => join(folder, name)).find(path => existsSync(path));
  if (!found) throw new UserError(`mnist: expected ${file} or ${file}.gz in ${folder}, got neither`);
  const bytes = await plainIdx({ file: found, bytes: readFound(found) });
  checkDigest(file, bytes, found);
  return bytes;
}

function readFound(path: string): Uint8Array {
  try {
    return readRegular(path, MOST);
  } catch (error) {
    throw new UserError(
      `mnist: cannot read ${path}: ${reason(error)}; expected a file of at most ${MOST} bytes`,
    );
  }
}

function checkDigest(file: MnistFile, bytes: Uint8Array, origin: string): void {
  const got = nodeSha256(bytes);
  if (got === MNIST_FILES[file]) return;
  const short = (hash: string) => `${hash.slice(0, 12)}…`;
  throw new UserError(`mnist: ${origin}: expected SHA-256 ${short(MNIST_FILES[file])}, got ${short(got)}`);
}

async function download(
  file: MnistFile,
  mirrors: readonly string[],
  onProgress: (progress: FetchProgress) => void,
): Promise<Uint8Array> {
  const faults: string[] = [];
  for (const mirror of mirrors) {
    const origin = `${mirror}${file}.gz`;
    try {
      const packed = await receive(origin, (received, total) =>
        onProgress({ file, state: 'fetching', received, total, origin }),
      );
      const bytes = await plainIdx({ file: origin, bytes: packed });
      checkDigest(file, bytes, origin);
      return bytes;
    } catch (error) {
      faults.push(`${new URL(mirror).host}: ${reason(error)}`);
    }
  }
  throw new UserError(
    `mnist: cannot fetch ${file}.gz (${faults.join('; ')}); check the network, or import the files with --from DIR`,
  );
}

/** Fails when nothing arrives for half a minute, however long the whole takes. */
export async function receive(
  url: string,
  onBytes: (received: number, total?: number) => void,
  most = MOST,
): Promise<Uint8Array> {
  const abort = new AbortController();
  const stalled = () => abort.abort(new Error(`nothing received for ${STALL_MS / 1000} s`));
  let timer = setTimeout(stalled, STALL_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    const total = Number(response.headers.get('content-length')) || undefined;
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      timer = setTimeout(stalled, STALL_MS);
      chunks.push(chunk);
      received += chunk.length;
      if (received > most) throw new Error(`more than ${most} bytes`);
      onBytes(received, total);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(timer);
  }
}

/** What went wrong, in few words: `fetch failed` hides it in the cause. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
