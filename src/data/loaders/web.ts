import { UserError } from '../../util/error.ts';
import { inflate } from '../../util/inflate.ts';
import { PAGE_MEMORY } from '../../util/memory.ts';
import { sha256 } from '../../util/sha256.ts';
import { isGzipped } from '../decoders/idx.ts';
import type { DataHost, FileRange, Kept } from '../host.ts';

/** Where a page keeps what {@link DataHost.cached} asks for, from its own place. */
export const KEPT_FOLDER = 'data/';

/**
 * What datasets need, in a page: files that it was given, and what lies beside it under {@link KEPT_FOLDER}, plain or gzipped.
 * @param base of the page, with a slash at the end
 * @param files by the paths that a config says
 */
export function webHost(base: string, files: ReadonlyMap<string, Uint8Array>): DataHost {
  return {
    sha256,
    memory: PAGE_MEMORY,
    async read(path, range) {
      const whole = files.get(path);
      if (!whole) throw new UserError(`data: expected ${path} among your files, got none; choose them again`);
      return { file: path, bytes: partOf(path, whole, range), size: whole.length, stamp: '' };
    },
    async list(folder) {
      const within = folder.endsWith('/') ? folder : `${folder}/`;
      return [...files.keys()].filter(path => path.startsWith(within)).sort();
    },
    async cached(kept) {
      const bytes = await fetched(kept.name, new URL(KEPT_FOLDER + kept.name, base).href);
      return { file: kept.name, bytes: await checked(kept, bytes) };
    },
  };
}

function partOf(path: string, whole: Uint8Array, range: FileRange | undefined): Uint8Array {
  if (!range) return whole;
  const part = whole.subarray(range.start, range.start + range.length);
  if (part.length === range.length) return part;
  throw new UserError(
    `data: expected ${range.length} bytes of ${path} from ${range.start} on, got ${part.length}; the file is cut`,
  );
}

/** @throws UserError when the bytes, unpacked, are not what is kept under the name */
async function checked({ name, size, sha256: expected }: Kept, bytes: Uint8Array): Promise<Uint8Array> {
  const plain = isGzipped(bytes) ? await inflate(name, bytes, 'gzip', size) : bytes;
  if (sha256(plain) === expected) return plain;
  throw new UserError(`${name}: expected SHA-256 ${expected.slice(0, 12)}…, got another; load the page anew`);
}

async function fetched(name: string, url: string): Promise<Uint8Array> {
  const lost = (fault: string) =>
    new UserError(`data: ${name} could not be loaded (${fault}); see whether the server still runs`);
  const failed = (error: Error): never => {
    throw lost(error.message);
  };
  const response = await fetch(url).catch(failed);
  if (response.ok) return new Uint8Array(await response.arrayBuffer().catch(failed));
  if (response.status !== 404) throw lost(`HTTP ${response.status}`);
  throw new UserError(
    `data: expected data that are part of this page, got ${name}; choose others, or train in Node`,
  );
}
