import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../src/data/cache.ts';
import { imageDataset } from '../../src/data/dataset.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { INCEPTION } from '../../src/metrics/networks/inception.ts';
import { fetchInception } from '../../src/node/networks/fetch-inception.ts';
import { openFeatureNetwork } from '../../src/node/networks/open.ts';
import { farthest, goldenImages, goldens } from './goldens.ts';

const cache = mkdtempSync(join(tmpdir(), 'saddle-inception-'));
afterAll(() => rmSync(cache, { recursive: true }));

const there = existsSync(join(cacheFolder(), INCEPTION.name));
if (!there) {
  console.warn('SKIPPED: InceptionV3, whose weights are not here; get it with: saddle data inception');
}

const engine = nodeEngine('cpu', { threads: 1 });
const side = 299;
const dataset = imageDataset({
  name: 'images',
  shape: [side, side, 3],
  bytes: new Uint8Array(side * side * 3),
  range: '[0, 1]', // not scaled: the network takes them so
  source: 'a test',
});

describe('inception', () => {
  it.skipIf(!there)('gives the means of mixed5 of the original in TensorFlow.js', async () => {
    const network = await openFeatureNetwork('inception', { engine, dataset });
    const { values, size } = await network.look(goldenImages(side), 2);
    expect([size, values.length]).toEqual([768, 1536]);
    for (const image of [0, 1]) {
      const row = values.subarray(768 * image, 768 * image + 768);
      expect(farthest(row, goldens.inception.pooled[image])).toBeLessThan(1e-5);
    }
    expect(network.protocol).toContain('not the network of FID');
    await network.dispose();
  });

  it('says how to get weights that are not there, or damaged', async () => {
    const opened = () => openFeatureNetwork('inception', { engine, dataset, cache });
    await expect(opened()).rejects.toThrow(
      "inception: its weights are not on this machine; run 'saddle data inception' to fetch them",
    );
    const path = join(cache, INCEPTION.name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'damaged');
    await expect(opened()).rejects.toThrow(`inception: ${path} is damaged; run 'saddle data inception'`);
  });

  it('takes nothing but the one version of the package', async () => {
    const from = join(cache, 'other.tgz');
    await expect(fetchInception({ cache, from })).rejects.toThrow(`inception: cannot read ${from}: ENOENT`);
    writeFileSync(from, 'another');
    await expect(fetchInception({ cache, from })).rejects.toThrow(
      `inception: expected nsfwjs-4.3.0.tgz with SHA-256 4496790efc9b…, got ae448ac86c4e… in ${from}`,
    );
  });
});
