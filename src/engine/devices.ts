import { UserError } from '../util/error.ts';
import type { Device } from './engine.ts';

/** What a machine has of a device. */
export interface DeviceReport {
  readonly device: Device;
  readonly available: boolean;
  /** What it is, or why it is not there. */
  readonly description: string;
  /** One sentence that says how to get it, where it is not there. */
  readonly remedy?: string;
  /** A processor that poses as a GPU (SwiftShader, llvmpipe): never the faster choice. */
  readonly software: boolean;
  /** Measured on a product of 512 × 512 matrices, 10⁹ floating-point operations a second. */
  readonly gflops?: number;
}

export interface DeviceChoice {
  readonly device: Device;
  /** For the person: what was chosen and why. */
  readonly reason: string;
}

/** What a step costs on a GPU before it computes anything: some hundred kernels are started one by one. */
const OVERHEAD_MS = { webgpu: 3, cuda: 2 } as const;

/** Below this no GPU gains, and none need be looked for. */
export const LEAST_GPU_FLOPS = 5e8;

/** A GPU must promise at least this much to be chosen: it also costs start-up, and exact repetition across machines. */
const GAIN = 1.25;

/**
 * Where to run: the device that is asked for, or by `auto` the one that promises the fastest step.
 *
 * @param want a device, or `auto`
 * @param flopsPerStep floating-point operations of a step's products and convolutions: `graphStats`
 * @param reports what the machine has; for `auto`, the CPU with its speed
 * @throws UserError when the device is not there, with how to get it
 */
export function chooseDevice(
  want: Device | 'auto',
  flopsPerStep: number,
  reports: readonly DeviceReport[],
): DeviceChoice {
  if (want !== 'auto') return insist(want, reports);
  const cpu = reports.find(report => report.device === 'cpu');
  const gpus = reports.filter(({ device }) => device === 'webgpu' || device === 'cuda');
  const fit = gpus.filter(gpu => gpu.available && !gpu.software && gpu.gflops);
  if (flopsPerStep < LEAST_GPU_FLOPS) return onCpu(`${work(flopsPerStep)} is too little for a GPU to gain`);
  if (fit.length === 0) return onCpu(whyNone(gpus));
  const best = fit.reduce((a, b) => (stepMs(b, flopsPerStep) < stepMs(a, flopsPerStep) ? b : a));
  const [gpuMs, cpuMs] = [stepMs(best, flopsPerStep), cpu ? stepMs(cpu, flopsPerStep) : Infinity];
  const against = `about ${round(gpuMs)} ms against ${round(cpuMs)} ms for ${work(flopsPerStep)}`;
  if (gpuMs * GAIN > cpuMs) return onCpu(`${best.device} would gain too little: ${against}`);
  return { device: best.device, reason: `${best.device} (${best.description}): ${against} on the cpu` };
}

function insist(device: Device, reports: readonly DeviceReport[]): DeviceChoice {
  const report = reports.find(r => r.device === device);
  if (report && !report.available) {
    throw new UserError(
      `device: ${device} is not available (${report.description}); ${report.remedy ?? 'use cpu'}`,
    );
  }
  const software = report?.software
    ? `; it is a software adapter (${report.description}), slower than cpu`
    : '';
  return { device, reason: `${device}, as asked${software}` };
}

const onCpu = (why: string): DeviceChoice => ({ device: 'cpu', reason: `cpu: ${why}` });

function whyNone(gpus: readonly DeviceReport[]): string {
  const software = gpus.find(gpu => gpu.available && gpu.software);
  if (software) return `the only ${software.device} adapter is software (${software.description})`;
  const reasons = gpus.map(gpu => `${gpu.device}: ${gpu.description}`);
  return reasons.length === 0 ? 'no GPU was looked for' : `no GPU is available (${reasons.join('; ')})`;
}

function stepMs({ device, gflops = 0 }: DeviceReport, flops: number): number {
  const overhead = device === 'webgpu' || device === 'cuda' ? OVERHEAD_MS[device] : 0;
  return overhead + flops / (gflops * 1e6);
}

const round = (ms: number) => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));
const work = (flops: number) => `${(flops / 1e9).toPrecision(2)} GFLOP a step`;
