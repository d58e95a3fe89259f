import { availableParallelism } from 'node:os';
import * as ort from 'onnxruntime-node';
import { lowerConv } from '../graph/passes/lower-conv.ts';
import { optimize } from '../graph/passes/optimize.ts';
import { mapProgram, type Program } from '../graph/program.ts';
import { UserError } from '../util/error.ts';
import type { Device, Engine, Executable } from './engine.ts';
import { BoundExecutable, type OrtModule, ScanExecutable } from './ort.ts';

export interface NodeEngineOptions {
  /** Threads of one operation on the CPU; default all cores. */
  readonly threads?: number;
}

const VERSION = ort.env.versions.node ?? ort.env.versions.common;

/** The engine of Node on `cpu`, `webgpu` or `cuda`. */
export function nodeEngine(
  device: Device,
  { threads = availableParallelism() }: NodeEngineOptions = {},
): Engine {
  switch (device) {
    case 'cpu':
      return cpuEngine(threads);
    case 'webgpu':
    case 'cuda':
      return gpuEngine(device);
    default:
      throw new UserError(`device: expected cpu, webgpu or cuda in Node, got '${device}'`);
  }
}

function cpuEngine(threads: number): Engine {
  return {
    device: 'cpu',
    description: `onnxruntime-node ${VERSION}, cpu, ${threads} threads`,
    compile: program =>
      ScanExecutable.create(ort as unknown as OrtModule, lowered(program), {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
      }),
  };
}

function lowered(program: Program): Program {
  return mapProgram(program, outputs => optimize(outputs, { lower: lowerConv }));
}

function gpuEngine(device: 'webgpu' | 'cuda'): Engine {
  return {
    device,
    description: `onnxruntime-node ${VERSION}, ${device}`,
    compile: program => compileOnGpu(program, device),
  };
}

async function compileOnGpu(program: Program, device: 'webgpu' | 'cuda'): Promise<Executable> {
  const lean = mapProgram(program, outputs => optimize(outputs, { fuse: false }));
  try {
    return await BoundExecutable.create(ort as unknown as OrtModule, lean, { executionProviders: [device] });
  } catch (error) {
    throw new UserError(
      `device ${device}: not usable on this machine (${(error as Error).message.split('\n')[0]})`,
    );
  }
}
