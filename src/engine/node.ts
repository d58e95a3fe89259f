import { availableParallelism } from 'node:os';
import * as ort from 'onnxruntime-node';
import { lowerConv } from '../graph/passes/lower-conv.ts';
import { lowerWebGpu } from '../graph/passes/lower-webgpu.ts';
import { optimizeBatch, optimizeProgram } from '../graph/passes/optimize.ts';
import { graphStats } from '../graph/print.ts';
import type { Program } from '../graph/program.ts';
import { UserError } from '../util/error.ts';
import type { Device, Engine, Executable } from './engine.ts';
import { disableTelemetry } from './node-telemetry.ts';
import { BoundExecutable, type OrtModule, quieten, ScanExecutable } from './ort.ts';
import { BatchExecutable } from './ort-batch.ts';
import { loadModel } from './ort-model.ts';

export interface NodeEngineOptions {
  /** Threads of one operation on the CPU; default all cores, and one where a step is too small to share. */
  readonly threads?: number;
  /** Microseconds for which an idle thread stays awake for its next part; default 100. It changes no number. */
  readonly spinUs?: number;
}

const runtime = ort as unknown as OrtModule;
const VERSION = ort.env.versions.node ?? ort.env.versions.common;

/** The engine of Node on `cpu`, `webgpu` or `cuda`. */
export function nodeEngine(device: Device, options: NodeEngineOptions = {}): Engine {
  disableTelemetry();
  quieten(ort.env);
  switch (device) {
    case 'cpu':
      return cpuEngine(options);
    case 'webgpu':
    case 'cuda':
      return gpuEngine(device);
    default:
      throw new UserError(`device: expected cpu, webgpu or cuda in Node, got '${device}'`);
  }
}

/** Below this a step's products are so short that handing out their parts costs more than it saves. */
const LEAST_SHARED_FLOPS = 5e7;

/** Threads that suit a step on the CPU. */
export function threadsFor(program: Program): number {
  return graphStats(program).flops < LEAST_SHARED_FLOPS ? 1 : availableParallelism();
}

/** What is wrong with a number of threads: beyond the processors of the machine they only wait for each other. */
export function tooManyThreads(threads: number): string | undefined {
  const most = availableParallelism();
  if (threads <= most) return undefined;
  return `threads: expected at most ${most}, the processors of this machine, got ${threads}`;
}

/**
 * The runtime's own default, tens of milliseconds, keeps the processor from other runs; with no time at all a thread sleeps
 * between any two operations, which costs small networks much. docs/engine.md has the figures.
 */
const SPIN_US = 100;

function cpuEngine({ threads, spinUs = SPIN_US }: NodeEngineOptions): Engine {
  const most = threads ?? availableParallelism();
  const passes = { lower: lowerConv };
  const options = (suited: number) => ({
    reusesOutputs: true,
    intraOpNumThreads: threads ?? suited,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { spin_duration_us: String(spinUs) } } },
  });
  return {
    device: 'cpu',
    description: `onnxruntime-node ${VERSION}, cpu, ${threads ? '' : 'up to '}${most} thread${most === 1 ? '' : 's'}`,
    compile: program =>
      ScanExecutable.create(runtime, optimizeProgram(program, passes), options(threadsFor(program))),
    compileBatch: program =>
      BatchExecutable.create(runtime, optimizeBatch(program, passes), batch => options(threadsFor(batch))),
    load: (model, name) => loadModel(runtime, model, name, options(most)),
  };
}

function gpuEngine(device: 'webgpu' | 'cuda'): Engine {
  const options = { executionProviders: [device] };
  const passes = device === 'cuda' ? {} : ({ lower: lowerWebGpu, fuse: 'bias' } as const);
  const reusesOutputs = device === 'cuda';
  return {
    device,
    description: `onnxruntime-node ${VERSION}, ${device}`,
    compile: program =>
      onDevice<Executable>(device, () =>
        device === 'cuda'
          ? ScanExecutable.create(runtime, optimizeProgram(program, passes), { ...options, reusesOutputs })
          : BoundExecutable.create(runtime, optimizeProgram(program, passes), options),
      ),
    compileBatch: program =>
      onDevice(device, () =>
        BatchExecutable.create(runtime, optimizeBatch(program, passes), () => ({
          ...options,
          reusesOutputs,
        })),
      ),
    load: (model, name) => loadModel(runtime, model, name, options),
  };
}

async function onDevice<T>(device: Device, create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `device ${device}: not usable on this machine (${(error as Error).message.split('\n')[0]}); \`saddle doctor\` says what is`,
    );
  }
}
