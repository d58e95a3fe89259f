import { availableParallelism } from 'node:os';
import * as ort from 'onnxruntime-node';
import { lowerConv } from '../graph/passes/lower-conv.ts';
import { lowerWebGpu } from '../graph/passes/lower-webgpu.ts';
import { optimize } from '../graph/passes/optimize.ts';
import { graphStats } from '../graph/print.ts';
import { mapProgram, type Program } from '../graph/program.ts';
import { UserError } from '../util/error.ts';
import type { Device, Engine, Executable } from './engine.ts';
import { disableTelemetry, requireSilence } from './node-telemetry.ts';
import { BoundExecutable, type OrtModule, ScanExecutable } from './ort.ts';

export interface NodeEngineOptions {
  /** Threads of one operation on the CPU; default all cores, and one where a step is too small to share. */
  readonly threads?: number;
  /** Microseconds for which an idle thread stays awake for its next part; default 100. It changes no number. */
  readonly spinUs?: number;
}

disableTelemetry();
ort.env.logLevel = 'fatal'; // faults come as exceptions
const runtime = ort as unknown as OrtModule;
const VERSION = ort.env.versions.node ?? ort.env.versions.common;

/** The engine of Node on `cpu`, `webgpu` or `cuda`. */
export function nodeEngine(device: Device, options: NodeEngineOptions = {}): Engine {
  requireSilence();
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
  return {
    device: 'cpu',
    description: `onnxruntime-node ${VERSION}, cpu, ${threads ? '' : 'up to '}${most} thread${most === 1 ? '' : 's'}`,
    compile: program =>
      ScanExecutable.create(
        runtime,
        mapProgram(program, outputs => optimize(outputs, { lower: lowerConv })),
        {
          reusesOutputs: true,
          intraOpNumThreads: threads ?? threadsFor(program),
          interOpNumThreads: 1,
          extra: { session: { intra_op: { spin_duration_us: String(spinUs) } } },
        },
      ),
  };
}

function gpuEngine(device: 'webgpu' | 'cuda'): Engine {
  return {
    device,
    description: `onnxruntime-node ${VERSION}, ${device}`,
    compile: program => compileOnGpu(program, device),
  };
}

async function compileOnGpu(program: Program, device: 'webgpu' | 'cuda'): Promise<Executable> {
  const options = { executionProviders: [device] };
  try {
    return device === 'cuda'
      ? await ScanExecutable.create(
          runtime,
          mapProgram(program, outputs => optimize(outputs)),
          { ...options, reusesOutputs: true },
        )
      : await BoundExecutable.create(
          runtime,
          mapProgram(program, outputs => optimize(outputs, { lower: lowerWebGpu, fuse: 'bias' })),
          options,
        );
  } catch (error) {
    throw new UserError(
      `device ${device}: not usable on this machine (${(error as Error).message.split('\n')[0]}); \`saddle doctor\` says what is`,
    );
  }
}
