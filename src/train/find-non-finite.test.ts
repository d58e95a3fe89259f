import { describe, expect, it } from 'vitest';
import { openDataset } from '../data/registry.ts';
import { referenceEngine } from '../engine/reference.ts';
import { memoryRun } from '../run/memory.ts';
import { train } from './loop.ts';
import { resolveConfig } from './resolve.ts';

/** What stops a run of a logistic D with RMSProp on data around `mean`, whose losses stay finite. */
async function failure(mean: number): Promise<string> {
  const optimizer = { kind: 'rmsprop', lr: 1e-3 } as const;
  const config = resolveConfig({
    overrides: {
      data: { name: 'normal', mean, sigma: 1 },
      generator: { family: 'mlp', hidden: [] },
      discriminator: { family: 'mlp', hidden: [] },
      optimizer: { discriminator: optimizer, generator: optimizer },
      batch: 4,
      steps: 3,
    },
  });
  const dataset = await openDataset(config.data);
  const store = await memoryRun(config);
  try {
    for await (const _ of train({ config, dataset, engine: referenceEngine, store }));
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('findNonFinite', () => {
  it('names a moment that overflows while losses, gradients and parameters stay finite', async () => {
    expect(await failure(1)).toBe('');
    // D refuses the data, so |g| ≈ 1e21 and v = 0.01·g² ≈ 1e40, above the largest float32
    expect(await failure(-1e21)).toMatch(
      /^step 1, end of the step: expected finite numbers, got Infinity in the discriminator\/dense1\/weight:v; the last good state is of step 0/,
    );
  });
});
