import { existsSync, readFileSync } from 'node:fs';
import { type Device, NoAdapterError } from './engine.ts';
import { measureGflops } from './measure.ts';
import { nodeEngine } from './node.ts';

/** What the probe of a device sends to the process that forked it. */
export type ProbeReport = { readonly gflops: number; readonly drivers: readonly string[] } | ProbeFailure;

export interface ProbeFailure {
  readonly failure: string;
  /** There is no graphics adapter. */
  readonly noAdapter?: boolean;
}

/** The Vulkan drivers that this process has loaded (Linux): names such as `nvidia`, `radeon`, `lvp`, `swiftshader`. */
function vulkanDrivers(): string[] {
  const maps = existsSync('/proc/self/maps') ? readFileSync('/proc/self/maps', 'utf8') : '';
  const names = [...maps.matchAll(/lib(?:vulkan_|vk_)(\w+)\.so|libGLX_(nvidia)\.so/g)].map(m => m[1] ?? m[2]);
  return [...new Set(names)];
}

/** Runs in a process of its own, since a faulty driver may crash or hang it: `probe.js DEVICE`. */
async function probe(device: Device): Promise<ProbeReport> {
  try {
    return { gflops: await measureGflops(nodeEngine(device)), drivers: vulkanDrivers() };
  } catch (error) {
    return { failure: (error as Error).message, noAdapter: error instanceof NoAdapterError };
  }
}

const report = await probe(process.argv[2] as Device);
process.send?.(report, () => process.exit());
