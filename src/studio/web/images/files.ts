import { isGzipped } from '../../../data/loaders/idx.ts';
import { EMBEDDED_BYTES } from '../../../data/loaders/mnist.ts';
import type { DataHost } from '../../../data/registry.ts';
import type { RunFiles } from '../../../run/files.ts';
import { UserError } from '../../../util/error.ts';
import { inflate } from '../../../util/inflate.ts';
import { PAGE_MEMORY } from '../../../util/memory.ts';
import { sha256 } from '../../../util/sha256.ts';

/** Where the embedded digits are, from the page's own place: gzipped, whatever the host says of it. */
export const DIGITS = 'data/digits.bin';

/** The reader's own images as files, which a run on them holds: see `past/open.ts`. */
export const [OWN_IMAGES, OWN_LABELS] = ['images/own.idx3-ubyte', 'images/own-labels.idx1-ubyte'];
/** The names of their classes. */
export const OWN_CLASSES = 'images/classes.json';

/** What the reader's classes are called, where there are any. */
export function classNames(files: RunFiles): readonly string[] | undefined {
  const bytes = files.get(OWN_CLASSES);
  if (!bytes) return undefined;
  const names = parsed(new TextDecoder().decode(bytes));
  if (Array.isArray(names) && names.every(name => typeof name === 'string')) return names;
  throw new UserError(`run: expected the names of classes in ${OWN_CLASSES}, got something else`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * What datasets need, in a page: the embedded digits, and images that the reader gave.
 * @param base of the page, with a slash at the end
 * @param files by the paths that a config says
 */
export function webHost(base: string, files: RunFiles): DataHost {
  return {
    sha256,
    memory: PAGE_MEMORY,
    async embeddedMnist() {
      const bytes = await fetched(new URL(DIGITS, base).href);
      return isGzipped(bytes) ? inflate(DIGITS, bytes, 'gzip', EMBEDDED_BYTES) : bytes;
    },
    async mnistFile() {
      throw new UserError(
        'mnist: expected data.full false, since only the 10,000 embedded digits are in the page; train with the full set in Node',
      );
    },
    async readFile(path) {
      const bytes = files.get(path);
      if (bytes) return { file: path, bytes };
      throw new UserError(`idx: expected ${path} among your images, got none; choose them again`);
    },
  };
}

async function fetched(url: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    throw new Error(`HTTP ${response.status}`);
  } catch (error) {
    throw new UserError(
      `mnist: the digits could not be loaded (${(error as Error).message}); see whether the server still runs`,
    );
  }
}
