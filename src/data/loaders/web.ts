import { UserError } from '../../util/error.ts';
import { inflate } from '../../util/inflate.ts';
import { PAGE_MEMORY } from '../../util/memory.ts';
import { sha256 } from '../../util/sha256.ts';
import { bytesSource } from '../../util/source.ts';
import { isGzipped } from '../decoders/idx.ts';
import type { DataHost, FileRange, Kept } from '../host.ts';

/** Where a page keeps what {@link DataHost.cached} asks for, from its own place. */
export const KEPT_FOLDER = 'data/';

/** Where a file of an npm package lies below it; with another ending, for a package.json makes its folder a package. */
export const keptPackageFile = (path: string) => `packages/${path}.kept`;

/**
 * What datasets need, in a page: files that it was given, and what lies beside it under {@link KEPT_FOLDER}, plain or gzipped.
 * Drawings are there as pixels, by the names of a shelf, and nothing else is drawn.
 * @param base of the page, with a slash at the end
 * @param files by the paths that a config says
 */
export function webHost(base: string, files: ReadonlyMap<string, Uint8Array>): DataHost {
  const beside = (name: string) => fetched(name, new URL(KEPT_FOLDER + name, base).href);
  return {
    sha256,
    ready: {
      async open(name) {
        const bytes = await beside(name);
        return (
          bytes && bytesSource(isGzipped(bytes) ? await inflate(name, bytes, 'gzip', sizeOf(bytes)) : bytes)
        );
      },
    },
    memory: PAGE_MEMORY,
    async read(path, range) {
      const whole = files.get(path) ?? (await packaged(path, beside));
      if (!whole) throw new UserError(`data: expected ${path} among your files, got none; choose them again`);
      return { file: path, bytes: partOf(path, whole, range), size: whole.length, stamp: '' };
    },
    async list(folder) {
      const within = folder.endsWith('/') ? folder : `${folder}/`;
      return [...files.keys()].filter(path => path.startsWith(within)).sort();
    },
    async cached(kept) {
      const bytes = await beside(kept.name);
      if (!bytes) throw notThere(kept.name);
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

/** What gzipped bytes say of their content, at their end. */
const sizeOf = ({ buffer, byteOffset, length }: Uint8Array) =>
  new DataView(buffer, byteOffset + length - 4).getUint32(0, true);

const PACKAGE = /^package:/;

async function packaged(
  path: string,
  beside: (name: string) => Promise<Uint8Array | undefined>,
): Promise<Uint8Array | undefined> {
  if (!PACKAGE.test(path)) return undefined;
  const bytes = await beside(keptPackageFile(path.replace(PACKAGE, '')));
  if (bytes) return bytes;
  throw notThere(path.replace(PACKAGE, ''));
}

/** @returns undefined where there is no such thing */
async function fetched(name: string, url: string): Promise<Uint8Array | undefined> {
  const lost = (fault: string) =>
    new UserError(`data: ${name} could not be loaded (${fault}); see whether the server still runs`);
  const failed = (error: Error): never => {
    throw lost(error.message);
  };
  const response = await fetch(url).catch(failed);
  if (response.ok) return new Uint8Array(await response.arrayBuffer().catch(failed));
  if (response.status === 404) return undefined;
  throw lost(`HTTP ${response.status}`);
}

const notThere = (name: string) =>
  new UserError(
    `data: expected data that are part of this page, got ${name}; choose others, or train in Node`,
  );
