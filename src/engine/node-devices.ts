import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DeviceReport } from './devices.ts';
import { measureGflops } from './measure.ts';
import { nodeEngine } from './node.ts';
import type { ProbeFailure, ProbeReport } from './probe.ts';

/** What a GPU may take to answer, its driver and its shaders compiled for the first time. */
const PROBE_MS = 20_000;

/** Fetches what onnxruntime-node needs for CUDA from nuget.org; README.md shows the same line. */
export const CUDA_INSTALL =
  'ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js';

/** Drivers that compute on the processor. */
const SOFTWARE = new Set(['swiftshader', 'lvp', 'llvmpipe']);

/**
 * What this machine has of `cpu`, `webgpu` and `cuda`, each measured (about 2 s where there is a GPU).
 * GPUs are tried in a process of their own.
 * @param limitMs time limit of each GPU; default 20 s
 */
export async function nodeDevices(limitMs = PROBE_MS): Promise<DeviceReport[]> {
  const cpu = await cpuReport();
  return [cpu, await webgpuReport(cpu.gflops!, limitMs), await cudaReport(limitMs)];
}

async function cpuReport(): Promise<DeviceReport> {
  const engine = nodeEngine('cpu');
  const gflops = await measureGflops(engine);
  const [first] = cpus();
  return { device: 'cpu', available: true, description: first?.model ?? 'cpu', software: false, gflops };
}

async function webgpuReport(cpuGflops: number, limitMs: number): Promise<DeviceReport> {
  const result = await probe('webgpu', limitMs);
  if ('failure' in result) {
    return { device: 'webgpu', available: false, ...webgpuFault(result), software: false };
  }
  const { gflops, drivers } = result;
  const software = isSoftware(drivers, gflops, cpuGflops);
  const description = drivers.length === 0 ? (software ? 'software' : 'GPU') : drivers.join(', ');
  return { device: 'webgpu', available: true, description, software, gflops };
}

/** Where only software drivers are loaded; where they are unknown or mixed, by speed. */
function isSoftware(drivers: readonly string[], gflops: number, cpuGflops: number): boolean {
  const some = drivers.some(driver => SOFTWARE.has(driver));
  const only = some && drivers.every(driver => SOFTWARE.has(driver));
  return only || ((some || drivers.length === 0) && gflops < cpuGflops / 2);
}

function webgpuFault({ failure, noAdapter }: ProbeFailure): { description: string; remedy: string } {
  if (process.platform === 'linux' && process.arch !== 'x64') {
    return { description: `onnxruntime-node has no WebGPU for linux/${process.arch}`, remedy: 'use cpu' };
  }
  if (!noAdapter) return { description: firstLine(failure), remedy: 'use cpu' };
  const linux =
    'install the Vulkan loader and the driver of your GPU (Debian: apt-get install libvulkan1 mesa-vulkan-drivers, or the NVIDIA driver)';
  return {
    description: 'no WebGPU adapter was found',
    remedy: process.platform === 'linux' ? linux : 'install the driver of your GPU',
  };
}

async function cudaReport(limitMs: number): Promise<DeviceReport> {
  const missing = (description: string, remedy: string): DeviceReport => ({
    device: 'cuda',
    available: false,
    description,
    remedy,
    software: false,
  });
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return missing(`onnxruntime-node has CUDA on linux/x64 only`, 'use webgpu');
  }
  if (!existsSync(cudaLibrary())) {
    return missing(
      'the CUDA files of onnxruntime-node are not installed',
      `on a machine with an NVIDIA GPU, CUDA 12 and cuDNN 9 run: ${CUDA_INSTALL} (downloads from nuget.org)`,
    );
  }
  const result = await probe('cuda', limitMs);
  if ('failure' in result) {
    return missing(
      firstLine(result.failure),
      'check that the NVIDIA driver, CUDA 12 and cuDNN 9 are installed',
    );
  }
  return { device: 'cuda', available: true, description: 'CUDA', software: false, gflops: result.gflops };
}

function cudaLibrary(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(main), '../bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so');
}

const firstLine = (text: string) => text.split('\n')[0];

/** Forks `probe.js` beside this file; a crash or a time-out is a failure like any other. */
function probe(device: 'webgpu' | 'cuda', limitMs: number): Promise<ProbeReport> {
  const here = fileURLToPath(import.meta.url);
  const child = fork(join(dirname(here), `probe${extname(here)}`), [device], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  return new Promise(resolve => {
    child.once('message', report => resolve(report as ProbeReport));
    child.once('error', error => resolve({ failure: error.message }));
    child.once('exit', (code, signal) =>
      resolve({
        failure:
          signal === 'SIGKILL' ? `no answer in ${limitMs / 1000} s` : `the probe crashed (${signal ?? code})`,
      }),
    );
  });
}
