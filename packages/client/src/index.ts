import { UserError as Fault } from '../../../src/util/error.ts';
import { fetched } from './fetched.ts';
import { open } from './open.ts';
import { imported, type Runtime } from './runtime.ts';
import type { Load, LoadOptions, UserError as UserFault } from './types.ts';

export type * from './types.ts';

/** Errors that the caller can mend. */
export const UserError: new (message: string) => UserFault = Fault;

/** Opens a generator in a page or a worker: see {@link Load}. */
export const load: Load = (source, options) => open({ read: fetched, runtime }, source, options);

async function runtime({ device, ort }: LoadOptions): Promise<Runtime> {
  if (ort) return { ort: ort as Runtime['ort'], device: device ?? 'wasm' };
  if (device === 'cpu') throw new Fault("device: expected 'webgpu' or 'wasm' in a page, got 'cpu'");
  const chosen = device ?? ((await hasAdapter()) ? 'webgpu' : 'wasm');
  const load =
    chosen === 'wasm' ? () => import('onnxruntime-web/wasm') : () => import('onnxruntime-web/webgpu');
  return { ort: await imported(load, 'the package onnxruntime-web'), device: chosen };
}

interface Gpu {
  requestAdapter(): Promise<unknown>;
}

async function hasAdapter(): Promise<boolean> {
  const { gpu } = navigator as { gpu?: Gpu };
  return Boolean(await gpu?.requestAdapter().catch(() => null));
}
