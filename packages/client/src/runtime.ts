import type { Env } from 'onnxruntime-common';
import type { Model } from '../../../src/engine/engine.ts';
import { type OrtModule, quieten } from '../../../src/engine/ort.ts';
import { ofRuntime } from '../../../src/engine/ort-fault.ts';
import { loadModel } from '../../../src/engine/ort-model.ts';
import { UserError } from '../../../src/util/error.ts';
import type { Client, LoadOptions } from './types.ts';

/** A package of ONNX Runtime that is loaded, and what it computes on. */
export interface Runtime {
  readonly ort: OrtModule & { readonly env: Env };
  readonly device: Client['device'];
}

/**
 * A package of ONNX Runtime.
 * @param load imports it
 * @param advice what to install where it is not there
 */
export async function imported(load: () => Promise<unknown>, advice: string): Promise<Runtime['ort']> {
  try {
    const module = (await load()) as { default?: Runtime['ort'] } & Runtime['ort'];
    return module.InferenceSession ? module : module.default!;
  } catch (error) {
    const [said] = String((error as Error).message).split('\n');
    throw new UserError(`runtime: expected ${advice}, got no package that loads (${said}); npm install it`);
  }
}

/** Opens a model on a device of a runtime. */
export function openModel(
  { ort, device }: Runtime,
  bytes: Uint8Array,
  name: string,
  { wasmPaths }: LoadOptions,
): Promise<Model> {
  quieten(ort.env);
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths;
  return ofRuntime(loadModel(ort, bytes, name, { executionProviders: [device] }));
}
