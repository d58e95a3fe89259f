import { describe, expect, it } from 'vitest';
import { conformance } from './conformance.ts';
import { hasVulkan, NO_VULKAN, runOnSwiftShader } from './webgpu.ts';

if (!hasVulkan) console.error(`\n*** WebGPU in Node: ${NO_VULKAN} ***\n`);

describe.skipIf(!hasVulkan)('WebGPU in Node, on SwiftShader', () => {
  let report: { description: string; faults: Record<string, string | null> };

  it('starts', async () => {
    report = JSON.parse(await runOnSwiftShader('test/engine/node-worker.ts'));
    expect(report.description).toContain('webgpu');
  });

  it.each(conformance)('$name', ({ name }) => {
    expect(report.faults[name]).toBeNull();
  });
});
