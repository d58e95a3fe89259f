import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { nodeEngine } from '../../src/engine/node.ts';
import { openFeatureNetwork } from '../../src/node/networks/open.ts';
import { asDataset, CIFAR, cifarImages, distances, hasCifar, lawOf } from '../support/corruptions.ts';

if (!hasCifar) console.warn(`SKIPPED: corruptions of CIFAR-10, whose images are not in ${CIFAR}`);

const cache = mkdtempSync(join(tmpdir(), 'saddle-corruptions-'));
afterAll(() => rmSync(cache, { recursive: true }));

it.skipIf(!hasCifar)('FD on mobilenet grows with each of eight corruptions of CIFAR-10', async () => {
  const [reference, images] = [await cifarImages('train', 20), await cifarImages('test', 20)];
  const engine = nodeEngine('cpu');
  const network = await openFeatureNetwork('mobilenet', { engine, dataset: asDataset(images), cache });
  const { clean, rows } = await distances(network, images, await lawOf(network, reference));
  expect(Object.keys(rows).length).toBe(8);
  for (const [name, row] of Object.entries(rows)) {
    const grown = [clean, ...row];
    expect(grown, name).toEqual([...grown].sort((a, b) => a - b));
    expect(row[2], name).toBeGreaterThan(1.2 * clean);
  }
  await network.dispose();
});
