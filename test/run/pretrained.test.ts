import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { MOBILENET } from '../../src/metrics/networks/mobilenet.ts';
import { resumeRun, startRun } from '../../src/node.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-pretrained-'));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(scratch, { recursive: true, force: true });
});

it('goes on with a pretrained network from the checkpoint alone', async () => {
  vi.stubEnv('SADDLE_CACHE', join(scratch, 'cache'));
  const file = join(scratch, 'cache', MOBILENET.name);
  const out = join(scratch, 'run');
  await startRun({
    recipe: 'mnist-dcgan',
    out,
    overrides: {
      generator: { family: 'dcgan', channels: [4], strides: [2] },
      discriminator: { family: 'projected', width: 2, side: 32 },
      objective: { kind: 'hinge' },
      penalties: [],
      batch: 2,
      steps: 1,
      samples: 4,
      threads: 1,
      evaluateEvery: 0,
    },
  });
  expect(existsSync(file)).toBe(true); // else the test would prove nothing
  rmSync(file);
  const { step } = await resumeRun(out, { overrides: { steps: 2 } });
  expect([step, existsSync(file)]).toEqual([2, false]);
});
