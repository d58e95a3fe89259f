import { concatenate } from '../util/bytes.ts';
import { UserError } from '../util/error.ts';
import { isObject } from '../util/object.ts';
import type { Digest } from './files.ts';
import { isPartName } from './layout.ts';
import type { Json, LogSums } from './store.ts';

/** Version of the checkpoint layout that this code writes. */
export const CHECKPOINT_SCHEMA = 2;

export interface ManifestFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What `manifest.json` says of a checkpoint; it is written last. */
export interface Manifest {
  readonly schema: number;
  readonly step: number;
  readonly logs: LogSums;
  readonly files: readonly ManifestFile[];
  readonly meta: { readonly [key: string]: Json };
}

/** Why a checkpoint cannot be trusted; the loader passes on to the one before. */
export class DamageError extends Error {}

/** Indented JSON whose last line carries the SHA-256 of all lines before it. */
export function encodeManifest(manifest: Manifest, digest: Digest): Uint8Array {
  const json = JSON.stringify(manifest, null, 2);
  const body = new TextEncoder().encode(`${json.slice(0, -2)},\n`);
  const seal = new TextEncoder().encode(sealLine(digest([body])));
  return concatenate([body, seal]);
}

const sealLine = (sha256: string) => `  "sha256": "${sha256}"\n}\n`;
const SEAL_LENGTH = sealLine('').length + 64;

/**
 * @throws DamageError when any byte differs from what was written
 * @throws UserError when another version of Saddle wrote it
 */
export function decodeManifest(bytes: Uint8Array, digest: Digest): Manifest {
  const body = bytes.subarray(0, Math.max(0, bytes.length - SEAL_LENGTH));
  const seal = new TextDecoder().decode(bytes.subarray(body.length));
  if (seal !== sealLine(digest([body]))) throw new DamageError('sha256 of manifest.json differs');
  const manifest = parsed(bytes);
  if (manifest.schema !== CHECKPOINT_SCHEMA) {
    const versions = `expected schema ${CHECKPOINT_SCHEMA}, got ${manifest.schema}`;
    throw new UserError(`checkpoint: ${versions}; another version of Saddle wrote it: use that one`);
  }
  if (!isManifest(manifest)) throw new DamageError('manifest.json lacks what a manifest says');
  return manifest;
}

/** The seal only says that nothing changed since it was made, which anyone can do. */
function parsed(bytes: Uint8Array): Partial<Manifest> & { readonly schema: number } {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isObject(value) && typeof value['schema'] === 'number') return value as unknown as Manifest;
  } catch {
    // told below
  }
  throw new DamageError('manifest.json is no JSON of a manifest');
}

function isManifest(manifest: object): manifest is Manifest {
  const { step, logs, files, meta } = manifest as Readonly<Record<string, unknown>>;
  const isCount = (n: unknown) => Number.isSafeInteger(n) && Number(n) >= 0;
  const isFile = (file: unknown) =>
    isObject(file) &&
    isCount(file['bytes']) &&
    isPartName(String(file['name'])) && // none lies elsewhere
    typeof file['sha256'] === 'string';
  const areSums = (value: unknown) =>
    isObject(value) && Object.values(value).every(sums => typeof sums === 'string');
  return isCount(step) && areSums(logs) && isObject(meta) && Array.isArray(files) && files.every(isFile);
}
