import { describe, expect, it } from 'vitest';
import { UserError } from '../util/error.ts';
import { chooseDevice, type DeviceReport } from './devices.ts';

const cpu: DeviceReport = {
  device: 'cpu',
  available: true,
  description: 'EPYC',
  software: false,
  gflops: 100,
};
const gpu: DeviceReport = {
  device: 'webgpu',
  available: true,
  description: 'radeon',
  software: false,
  gflops: 5000,
};
const swiftshader: DeviceReport = { ...gpu, description: 'swiftshader', software: true, gflops: 4 };
const cuda: DeviceReport = {
  device: 'cuda',
  available: false,
  description: 'the CUDA files are not installed',
  remedy: 'run: npm rebuild',
  software: false,
};

describe('chooseDevice', () => {
  it.each<[string, number, DeviceReport[], string, RegExp]>([
    [
      'a GPU for a large network',
      2e10,
      [cpu, gpu, cuda],
      'webgpu',
      /radeon.*7\.0 ms against 200 ms.*20 GFLOP/,
    ],
    ['the CPU for a small network', 1e8, [cpu, gpu, cuda], 'cpu', /^cpu: 0\.10 GFLOP a step is too little/],
    [
      'the CPU where the gain is small',
      6e8,
      [cpu, { ...gpu, gflops: 200 }],
      'cpu',
      /gain too little: about 6\.0 ms against 6\.0 ms/,
    ],
    ['the CPU where the GPU is software', 2e10, [cpu, swiftshader, cuda], 'cpu', /software \(swiftshader\)/],
    ['the CPU where there is no GPU', 2e10, [cpu, cuda], 'cpu', /no GPU is available \(cuda: the CUDA files/],
    [
      'the faster of two GPUs',
      2e10,
      [cpu, gpu, { ...cuda, available: true, gflops: 20_000 }],
      'cuda',
      /about 3\.0 ms/,
    ],
  ])('auto takes %s', (_, flops, reports, device, reason) => {
    const choice = chooseDevice('auto', flops, reports);
    expect(choice.device).toBe(device);
    expect(choice.reason).toMatch(reason);
  });

  it('takes what is asked for, and says when it is software', () => {
    expect(chooseDevice('cpu', 1e12, [cpu, gpu])).toEqual({ device: 'cpu', reason: 'cpu, as asked' });
    expect(chooseDevice('webgpu', 1, [cpu, swiftshader]).reason).toMatch(/software adapter \(swiftshader\)/);
  });

  it('refuses a device that is not there, with how to get it', () => {
    expect(() => chooseDevice('cuda', 1e12, [cpu, gpu, cuda])).toThrow(
      new UserError('device: cuda is not available (the CUDA files are not installed); run: npm rebuild'),
    );
  });
});
