import { UserError } from '../util/error.ts';
import type { Digest } from './files.ts';
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
  const bytes = new Uint8Array(body.length + seal.length);
  bytes.set(body);
  bytes.set(seal, body.length);
  return bytes;
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
  const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
  if (manifest.schema !== CHECKPOINT_SCHEMA) {
    const versions = `expected schema ${CHECKPOINT_SCHEMA}, got ${manifest.schema}`;
    throw new UserError(`checkpoint: ${versions}; another version of Saddle wrote it: use that one`);
  }
  return manifest;
}
