import { join } from 'node:path';
import { cacheFolder, nodeSha256, readChecked, writeToCache } from '../../data/cache.ts';
import { reason, receive } from '../../data/fetch.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ImageSource } from '../../metrics/networks/images.ts';
import type { LookProgress, OpenNetwork } from '../../metrics/networks/network.ts';
import { onnxNetwork } from '../../metrics/networks/onnx.ts';
import { isAddress, type ModelSpec, parseModelSpec } from '../../metrics/networks/spec.ts';
import { UserError } from '../../util/error.ts';
import { readRegular } from '../../util/regular.ts';

/** Bytes of a model at most: a message of protocol buffers has no more. */
const MOST = 2 ** 31;

export interface OnnxFileOptions {
  readonly engine: Engine;
  readonly source: ImageSource;
  /** Default the user's cache. */
  readonly cache?: string;
  readonly onProgress?: LookProgress;
}

/**
 * The feature network of a layer of an ONNX file, or of one that is fetched and kept in the cache, checked by its SHA-256.
 * @param text as `parseModelSpec` reads it
 */
export async function openOnnxFile(text: string, options: OnnxFileOptions): Promise<OpenNetwork> {
  const spec = parseModelSpec(text);
  const bytes = isAddress(spec.place)
    ? await fetchedModel(spec, options.cache ?? cacheFolder())
    : readModel(spec.place);
  const sha256 = nodeSha256(bytes);
  if (spec.sha256 !== undefined && sha256 !== spec.sha256) {
    throw new UserError(
      `feature network: expected SHA-256 ${spec.sha256.slice(0, 12)}… of ${spec.place}, got ${sha256.slice(0, 12)}…; it is another file, or damaged`,
    );
  }
  return onnxNetwork({ ...options, spec, bytes, sha256 });
}

function readModel(path: string): Uint8Array {
  try {
    return readRegular(path, MOST);
  } catch (error) {
    throw new UserError(`feature network: cannot read ${path}: ${reason(error)}; expected an ONNX file`);
  }
}

async function fetchedModel({ place, sha256 }: ModelSpec, cache: string): Promise<Uint8Array> {
  const path = join(cache, 'networks', `${sha256}.onnx`);
  const kept = readChecked(path, sha256!);
  if (kept) return kept;
  let bytes: Uint8Array;
  try {
    bytes = await receive(place, () => {}, MOST);
  } catch (error) {
    throw new UserError(`feature network: cannot fetch ${place} (${reason(error)}); check the network`);
  }
  if (nodeSha256(bytes) !== sha256) return bytes;
  try {
    writeToCache(path, bytes);
  } catch {
    // A cache that cannot be written only costs the time to fetch it again.
  }
  return bytes;
}
