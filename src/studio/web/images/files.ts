import { plain } from '../../../data/loaders/idx.ts';
import type { DataHost } from '../../../data/registry.ts';
import { UserError } from '../../../util/error.ts';
import { sha256 } from '../../../util/sha256.ts';

/** Where the embedded digits are, from the page's own place: gzipped, whatever the host says of it. */
export const DIGITS = 'data/digits.bin';

/** The reader's own images as IDX files, by name; a run whose data are `idx` names them. */
export type OwnFiles = ReadonlyMap<string, Uint8Array>;

/**
 * What datasets need, in a page: the embedded digits, and files that the reader gave.
 * @param base of the page, with a slash at the end
 */
export function webHost(base: string, files: OwnFiles): DataHost {
  return {
    sha256,
    async embeddedMnist() {
      const bytes = await fetched(new URL(DIGITS, base).href);
      return plain({ file: DIGITS, bytes });
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
