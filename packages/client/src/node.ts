import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { errorCode, UserError as Fault } from '../../../src/util/error.ts';
import { fetched } from './fetched.ts';
import { open } from './open.ts';
import { imported, type Runtime } from './runtime.ts';
import type { Load, LoadOptions } from './types.ts';

export { UserError } from './index.ts';
export type * from './types.ts';

/** Opens a generator in Node: see {@link Load}. */
export const load: Load = (source, options) => open({ read, runtime }, source, options);

async function read(place: string): Promise<Uint8Array | undefined> {
  if (/^https?:/.test(place)) return fetched(place);
  try {
    return await readFile(place.startsWith('file:') ? fileURLToPath(place) : place);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
    throw new Fault(`model: expected ${place} as a file, got none that is readable (${errorCode(error)})`);
  }
}

const onNode = () => import('onnxruntime-node');

/** Its scripts are found beside it: what is bundled in one of them is for pages. */
async function onWasm(): Promise<unknown> {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.wasmPaths ??= new URL('.', import.meta.resolve('onnxruntime-web/wasm')).href;
  ort.env.wasm.numThreads ||= 1;
  return ort;
}

async function runtime({ device, ort }: LoadOptions): Promise<Runtime> {
  if (ort) return { ort: ort as Runtime['ort'], device: device ?? 'cpu' };
  if (device === 'wasm') return { ort: await imported(onWasm, 'the package onnxruntime-web'), device };
  if (device) return { ort: await imported(onNode, 'the package onnxruntime-node'), device };
  if (isThere('onnxruntime-node')) return { ort: await imported(onNode, 'onnxruntime-node'), device: 'cpu' };
  return { ort: await imported(onWasm, 'the package onnxruntime-node or onnxruntime-web'), device: 'wasm' };
}

function isThere(name: string): boolean {
  try {
    return import.meta.resolve(name) !== '';
  } catch {
    return false;
  }
}
