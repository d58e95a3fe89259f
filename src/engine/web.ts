import type { Env } from 'onnxruntime-common';
import { lowerConv } from '../graph/passes/lower-conv.ts';
import { lowerWebGpu } from '../graph/passes/lower-webgpu.ts';
import { optimizeBatch, optimizeProgram } from '../graph/passes/optimize.ts';
import { type Engine, NoAdapterError } from './engine.ts';
import { BoundExecutable, type OrtModule, quieten, ScanExecutable } from './ort.ts';
import { BatchExecutable } from './ort-batch.ts';
import { ofRuntime } from './ort-fault.ts';
import { loadModel } from './ort-model.ts';

export type WebDevice = 'wasm' | 'webgpu';

/** An entry of onnxruntime-web: its `wasm` and `webgpu` sub-paths. */
export interface OrtWeb extends OrtModule {
  readonly env: Env;
}

export interface WebEngineOptions {
  /**
   * Threads of one operation on WASM. Default: what `ort.env.wasm.numThreads` says, else half the processors, at most 4;
   * one where the page is not cross-origin isolated (headers COOP and COEP), since there is no shared memory.
   */
  readonly threads?: number;
  /** Folder, with a slash at the end, that serves the `ort-wasm-*` files; default: beside the script. */
  readonly wasmPaths?: string;
  /** A copy of onnxruntime-web that is already loaded; default: the smallest entry that has the device. */
  readonly ort?: OrtWeb;
}

/** The engine of a browser, in a page or in a worker. */
export async function webEngine(device: WebDevice, options: WebEngineOptions = {}): Promise<Engine> {
  const ort = options.ort ?? (await ofRuntime(load(device)));
  const threads = configure(ort.env, device, options);
  const name = `onnxruntime-web ${ort.env.versions.web ?? ort.env.versions.common}`;
  if (device === 'webgpu') return webGpuEngine(ort, name);
  const passes = { lower: lowerConv };
  const session = { executionProviders: ['wasm'] };
  const rest = { ...session, reusesOutputs: false };
  return {
    device,
    description: `${name}, wasm, ${threads} thread${threads === 1 ? '' : 's'}`,
    compile: program => ScanExecutable.create(ort, optimizeProgram(program, passes), rest),
    compileBatch: program => BatchExecutable.create(ort, optimizeBatch(program, passes), () => rest),
    load: (model, name) => loadModel(ort, model, name, session),
  };
}

/** Sets what the engine needs of the runtime; what the caller has set stays, unless the options say otherwise. */
function configure(env: Env, device: WebDevice, { threads, wasmPaths }: WebEngineOptions): number {
  const { wasm } = env;
  quieten(env);
  if (wasmPaths !== undefined) wasm.wasmPaths = wasmPaths;
  if (device === 'wasm') wasm.numThreads = threads ?? wasm.numThreads ?? defaultThreads();
  return (wasm.numThreads ??= 1);
}

/**
 * Loads the smallest build that has the device: 14 MB for WASM; for WebGPU 17 MB where the browser can
 * suspend WebAssembly (JSPI), else 27 MB.
 */
async function load(device: WebDevice): Promise<OrtWeb> {
  if (device === 'wasm') return (await import('onnxruntime-web/wasm')) as unknown as OrtWeb;
  const suspends = 'Suspending' in WebAssembly;
  const build = suspends ? import('onnxruntime-web/jspi') : import('onnxruntime-web/webgpu');
  return (await build) as unknown as OrtWeb;
}

function defaultThreads(): number {
  if (typeof SharedArrayBuffer === 'undefined' || !globalThis.crossOriginIsolated) return 1;
  return Math.max(1, Math.min(4, Math.floor((navigator.hardwareConcurrency ?? 1) / 2)));
}

function webGpuEngine(ort: OrtModule, name: string): Engine {
  const passes = { lower: lowerWebGpu, fuse: 'bias' } as const;
  const options = { executionProviders: ['webgpu'] };
  return {
    device: 'webgpu',
    description: `${name}, webgpu`,
    compile: async program => {
      await requireAdapter();
      return BoundExecutable.create(ort, optimizeProgram(program, passes), options);
    },
    compileBatch: async program => {
      await requireAdapter();
      return BatchExecutable.create(ort, optimizeBatch(program, passes), () => ({
        ...options,
        reusesOutputs: false,
      }));
    },
    load: async (model, name) => {
      await requireAdapter();
      return loadModel(ort, model, name, options);
    },
  };
}

interface Gpu {
  requestAdapter(): Promise<unknown>;
}

async function requireAdapter(): Promise<void> {
  const gpu = (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;
  if (await gpu?.requestAdapter().catch(() => null)) return;
  throw new NoAdapterError(
    `device webgpu: expected a WebGPU adapter, got ${gpu ? 'none' : 'a browser without WebGPU'}; use wasm`,
  );
}
