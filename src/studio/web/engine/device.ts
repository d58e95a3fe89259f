import type { Engine } from '../../../engine/engine.ts';
import { type WebDevice, webEngine } from '../../../engine/web.ts';
import type { Config } from '../../../train/config.ts';

/** Where a config runs in a page; those devices that only Node has, and `auto`, are WASM. */
export function deviceOf({ device }: Pick<Config, 'device'>): WebDevice {
  return device === 'webgpu' ? 'webgpu' : 'wasm';
}

interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: { readonly isFallbackAdapter?: boolean; readonly architecture?: string };
}

interface Gpu {
  requestAdapter(): Promise<Adapter | null>;
}

const ownGpu = () => (globalThis.navigator as { gpu?: Gpu } | undefined)?.gpu;

/** Why this browser cannot compute by WebGPU, as a sentence with what to do; undefined where it can. In page and worker. */
export async function gpuFault(): Promise<string | undefined> {
  const gpu = ownGpu();
  if (!gpu) {
    const why = globalThis.isSecureContext
      ? 'try a newer browser'
      : 'a page needs https or localhost for it: open it by either';
    return `WebGPU: expected a browser that has it, got one without; the run stays on WASM; ${why}`;
  }
  if (await gpu.requestAdapter().catch(() => null)) return undefined;
  return 'WebGPU: expected a graphics adapter, got none; the run stays on WASM; turn on hardware acceleration in the browser’s settings, or update the driver';
}

/** Whether there is a graphics card, and not a processor that poses as one. */
export async function hasFastGpu(): Promise<boolean> {
  const adapter = await ownGpu()
    ?.requestAdapter()
    .catch(() => null);
  if (!adapter) return false;
  const { isFallbackAdapter, info } = adapter;
  return !(isFallbackAdapter || info?.isFallbackAdapter || info?.architecture === 'swiftshader');
}

/**
 * The engine of a page's run: the device that its config names, or WASM where there is no such device.
 * @param runtime address of the folder with the runtime's files
 * @param usual threads, where the config leaves them open
 */
export async function openEngine(
  config: Pick<Config, 'device' | 'threads'>,
  runtime: string,
  usual = 1, // networks of the lab's size gain nothing from more threads
): Promise<Engine> {
  const wanted = deviceOf(config);
  const device = wanted === 'webgpu' && (await gpuFault()) ? 'wasm' : wanted;
  const threads = config.threads || usual;
  return webEngine(device, { threads, wasmPaths: runtime });
}
