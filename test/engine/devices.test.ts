import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseDevice, type DeviceReport } from '../../src/engine/devices.ts';
import { CUDA_INSTALL } from '../../src/engine/node-devices.ts';
import { hasVulkan, NO_VULKAN, runOnSwiftShader, runWithoutGpu } from './webgpu.ts';

if (!hasVulkan) console.error(`\n*** Probing WebGPU: ${NO_VULKAN} ***\n`);

const byName = (printed: string) =>
  new Map((JSON.parse(printed) as DeviceReport[]).map(report => [report.device, report]));

describe('nodeDevices', () => {
  it.skipIf(process.platform !== 'linux')(
    'finds the CPU alone where there is no GPU, and says how to get one',
    async () => {
      const reports = byName(await runWithoutGpu('test/engine/devices-worker.ts'));
      expect(reports.get('cpu')).toMatchObject({ available: true, software: false });
      expect(reports.get('cpu')!.gflops).toBeGreaterThan(0.01); // on a machine that may be busy
      expect(reports.get('webgpu')).toMatchObject({
        available: false,
        description: 'no WebGPU adapter was found',
      });
      expect(reports.get('webgpu')!.remedy).toContain('Vulkan');
      expect(reports.get('cuda')).toMatchObject({ available: false });
      expect(reports.get('cuda')!.remedy).toContain(CUDA_INSTALL);
      expect(chooseDevice('auto', 1e12, [...reports.values()]).reason).toContain('no GPU is available');
    },
  );

  it.skipIf(!hasVulkan)('knows SwiftShader for software, which auto does not pick', async () => {
    const reports = byName(await runOnSwiftShader('test/engine/devices-worker.ts'));
    const webgpu = reports.get('webgpu')!;
    expect(webgpu).toMatchObject({ available: true, software: true, description: 'swiftshader' });
    expect(webgpu.gflops).toBeLessThan(reports.get('cpu')!.gflops!);
    expect(chooseDevice('auto', 1e12, [...reports.values()])).toMatchObject({ device: 'cpu' });
    expect(chooseDevice('webgpu', 1e12, [...reports.values()])).toMatchObject({ device: 'webgpu' });
  });
});

it('has one command that fetches CUDA, which README shows', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  expect(readme.split('\n')).toContain(CUDA_INSTALL);
});
