import type { Env } from 'onnxruntime-common';
import { lowerConv } from '../graph/passes/lower-conv.ts';
import { lowerWebGpu } from '../graph/passes/lower-webgpu.ts';
import { optimize } from '../graph/passes/optimize.ts';
import { mapProgram } from '../graph/program.ts';
import { UserError } from '../util/error.ts';
import type { Engine } from './engine.ts';
import { BoundExecutable, type OrtModule, ScanExecutable } from './ort.ts';

export type WebDevice = 'wasm' | 'webgpu';

/** An entry of onnxruntime-web: its `wasm` and `webgpu` sub-paths. */
export interface OrtWeb extends OrtModule {
  readonly env: Env;
}

export interface WebEngineOptions {
  /**
   * Threads of one operation on WASM. Default: half the processors, at most 4; one where the page is not
   * cross-origin isolated (headers COOP and COEP), since there is no shared memory.
   */
  readonly threads?: number;
  /** Folder, with a slash at the end, that serves the `ort-wasm-*` files; default: beside the script. */
  readonly wasmPaths?: string;
  /** A copy of onnxruntime-web that is already loaded; default: the smallest entry that has the device. */
  readonly ort?: OrtWeb;
}

/** The engine of a browser, in a page or in a worker. */
export async function webEngine(device: WebDevice, options: WebEngineOptions = {}): Promise<Engine> {
  const ort = options.ort ?? (await load(device));
  const threads = device === 'wasm' ? (options.threads ?? defaultThreads()) : 1;
  ort.env.logLevel = 'fatal'; // faults come as exceptions
  ort.env.wasm.numThreads = threads;
  if (options.wasmPaths !== undefined) ort.env.wasm.wasmPaths = options.wasmPaths;
  const name = `onnxruntime-web ${ort.env.versions.web ?? ort.env.versions.common}`;
  if (device === 'webgpu') return webGpuEngine(ort, name);
  return {
    device,
    description: `${name}, wasm, ${threads} thread${threads === 1 ? '' : 's'}`,
    compile: program =>
      ScanExecutable.create(
        ort,
        mapProgram(program, outputs => optimize(outputs, { lower: lowerConv })),
        { executionProviders: ['wasm'], reusesOutputs: false },
      ),
  };
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

/** A model from elsewhere, to be run as it is. */
export interface WebModel {
  /** Extents of each input; undefined where any will do. */
  readonly inputs: Readonly<Record<string, readonly (number | undefined)[]>>;
  /** @returns the first output */
  run(input: string, data: Float32Array, shape: readonly number[]): Promise<ModelOutput>;
  dispose(): Promise<void>;
}

interface ModelOutput {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Opens an ONNX model on WASM. @throws what ONNX Runtime says of a file that it does not read */
export async function openModel(
  bytes: Uint8Array,
  { wasmPaths }: Pick<WebEngineOptions, 'wasmPaths'>,
): Promise<WebModel> {
  const ort = await load('wasm');
  ort.env.logLevel = 'fatal';
  ort.env.wasm.numThreads = 1;
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths;
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['wasm'],
    logSeverityLevel: 4,
  });
  const inputs = session.inputMetadata.map(input => [
    input.name,
    input.isTensor
      ? input.shape.map(extent => (typeof extent === 'number' && extent > 0 ? extent : undefined))
      : [],
  ]);
  return {
    inputs: Object.fromEntries(inputs),
    async run(input, data, shape) {
      const results = await session.run({ [input]: new ort.Tensor('float32', data, [...shape]) });
      const output = results[session.outputNames[0]];
      return { data: output.data as Float32Array, shape: output.dims };
    },
    dispose: () => session.release(),
  };
}

function webGpuEngine(ort: OrtModule, name: string): Engine {
  return {
    device: 'webgpu',
    description: `${name}, webgpu`,
    compile: async program => {
      await requireAdapter();
      return BoundExecutable.create(
        ort,
        mapProgram(program, outputs => optimize(outputs, { lower: lowerWebGpu, fuse: 'bias' })),
        { executionProviders: ['webgpu'] },
      );
    },
  };
}

interface Gpu {
  requestAdapter(): Promise<unknown>;
}

async function requireAdapter(): Promise<void> {
  const gpu = (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;
  if (await gpu?.requestAdapter().catch(() => null)) return;
  throw new UserError(
    `device webgpu: expected a WebGPU adapter, got ${gpu ? 'none' : 'a browser without WebGPU'}; use wasm`,
  );
}
