import { UserError } from '../util/error.ts';
import type { Memory } from '../util/memory.ts';
import type { ByteRange } from '../util/source.ts';
import type { Sha256 } from './dataset.ts';
import type { PictureHost, Shelf } from './pictures/host.ts';

/** A file's bytes and its name for errors. */
export interface NamedBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** A part of a file. */
export type FileRange = ByteRange;

/** What was read of a file. */
export interface FileBytes extends NamedBytes {
  /** Bytes of the whole file. */
  readonly size: number;
  /** Another text once the file has been written to. */
  readonly stamp: string;
}

/**
 * Reads parts of a file that must stay as it is.
 * @throws UserError, as the reader that is returned, when the file was written to meanwhile
 */
export async function steadyReader(host: DataHost, path: string) {
  const { size, stamp, file } = await host.read(path, { start: 0, length: 0 });
  const read = async (range: FileRange) => {
    const part = await host.read(path, range);
    if (part.stamp === stamp) return part.bytes;
    throw new UserError(
      `data: ${file} changed while it was used: expected the same file for the whole run; begin again, or put it back`,
    );
  };
  return { file, size, read };
}

/** Something that can be made, or fetched, and is kept by its name and content. */
export interface Kept {
  /** A path such as `mnist/train-labels-idx1-ubyte`. */
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}

/**
 * Where bytes come from: files and the cache in Node, the page's own files in a browser. What they mean is the business of
 * `decoders/`.
 */
export interface DataHost {
  readonly sha256: Sha256;
  /** What the data may take; default: no limit is known. */
  readonly memory?: Memory;
  /**
   * A file, or a part of it. `package:NAME/PATH` is a file of an npm package.
   * @throws UserError when it is no regular file, cannot be read, has no such part, or changes meanwhile
   */
  read(path: string, range?: FileRange): Promise<FileBytes>;
  /** The regular files below a folder, as paths for `read`, in the order of their names. */
  list(folder: string): Promise<readonly string[]>;
  /**
   * What is kept under a name, checked by its SHA-256.
   * @param make gives it where it is not there, or is told the fault of what is there; it is checked, and kept for the next time
   * @throws UserError when what was made is something else
   */
  cached(kept: Kept, make: (fault?: string) => Promise<Uint8Array>): Promise<NamedBytes>;
  /** What pictures of the user's need beyond reading; left out where there is none. */
  readonly pictures?: PictureHost;
  /** What was made of data beforehand; default the shelf of `pictures`. */
  readonly ready?: Pick<Shelf, 'open'>;
}
