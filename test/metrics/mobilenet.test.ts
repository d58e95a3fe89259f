import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { imageDataset, type PixelRange } from '../../src/data/dataset.ts';
import { nodeHost } from '../../src/data/loaders/node.ts';
import { openDataset } from '../../src/data/registry.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { grad } from '../../src/graph/grad.ts';
import { input } from '../../src/graph/ops/leaf.ts';
import { sum } from '../../src/graph/ops/reduce.ts';
import { decodeExcerpt } from '../../src/metrics/networks/excerpt.ts';
import { MOBILENET, mobileNetV2Weights } from '../../src/metrics/networks/mobilenet.ts';
import { inference } from '../../src/nn/inference.ts';
import { frozen } from '../../src/nn/layer.ts';
import { Network } from '../../src/nn/network.ts';
import { mobileNetV2Stem } from '../../src/nn/networks/mobilenet-v2.ts';
import { openFeatureNetwork } from '../../src/node/networks/open.ts';
import { farthest, goldenImages, goldens } from './goldens.ts';

const cache = mkdtempSync(join(tmpdir(), 'saddle-mobilenet-'));
afterAll(() => rmSync(cache, { recursive: true }));

const engine = nodeEngine('cpu', { threads: 1 });
const host = nodeHost(cache);
const asset = new URL('../../assets/mobilenet-v2-stem.safetensors', import.meta.url);

const images = (shape: readonly [number, number, number], range: PixelRange = '[-1, 1]') =>
  imageDataset({
    name: 'images',
    shape,
    range,
    bytes: new Uint8Array(shape.reduce((a, b) => a * b)),
    source: 'a test',
  });

const open = (dataset: Parameters<typeof openFeatureNetwork>[1]['dataset']) =>
  openFeatureNetwork('mobilenet', { engine, dataset, cache });

describe('the stem of MobileNetV2', () => {
  it('has the 317,120 values of the frozen layers', () => {
    const arrays = [...decodeExcerpt(new Uint8Array(readFileSync(asset))).values()];
    expect(arrays.reduce((sum, { length }) => sum + length, 0)).toBe(317_120);
  });

  it('equals the original in TensorFlow.js at each position, and lets gradients through where it is frozen', async () => {
    const stem = new Network('net', frozen(mobileNetV2Stem(), await mobileNetV2Weights(host)), [96, 96, 3]);
    expect([stem.size, stem.output]).toEqual([0, [6, 6, 96]]);
    expect(stem.intermediates).toEqual(['stride2', 'stride4', 'stride8', 'stride16']);
    const executable = await engine.compileBatch(
      inference([stem], (rows, infer) => {
        const x = input('x', [rows, 96, 96, 3]);
        const maps = infer(stem, x);
        const slope = grad(sum(maps), [x])[0];
        return { inputs: [x], outputs: { maps, slope } };
      }),
    );
    await executable.write(stem.initialize(0));
    const { maps, slope } = await executable.run(2, { x: goldenImages(96) });
    for (const image of [0, 1]) {
      const start = image * 6 * 6 * 96 + (3 * 6 + 3) * 96;
      const { middle } = goldens.mobilenet;
      expect(farthest(maps.subarray(start, start + 96), middle[image])).toBeLessThan(1e-5);
    }
    expect(slope.every(Number.isFinite)).toBe(true);
    expect(slope.filter(v => v !== 0).length).toBeGreaterThan(0.9 * slope.length);
    await executable.dispose();
  });
});

describe('mobilenet', () => {
  it('gives the means of the original in TensorFlow.js', async () => {
    const network = await open(images([96, 96, 3], '[0, 1]')); // not scaled: the network takes them so
    expect([network.name, network.short]).toEqual([`mobilenet-${MOBILENET.sha256.slice(0, 8)}`, 'mobilenet']);
    expect(network.protocol).toContain('block_10_project_BN');
    const { values, size } = await network.look(goldenImages(96), 2);
    expect([size, values.length]).toEqual([96, 192]);
    for (const image of [0, 1]) {
      const row = values.subarray(96 * image, 96 * image + 96);
      expect(farthest(row, goldens.mobilenet.pooled[image])).toBeLessThan(1e-5);
    }
    await network.dispose();
  });

  it('sees grey images as coloured ones, and the same of both pixel ranges', async () => {
    const grey = await open(await openDataset({ name: 'mnist', range: '[0, 1]' }, host));
    const coloured = await open(images([28, 28, 3]));
    const pixels = Float32Array.from({ length: 784 }, (_, i) => (i % 29) / 29);
    const signed = Float32Array.from({ length: 3 * 784 }, (_, i) => 2 * pixels[Math.floor(i / 3)] - 1);
    const [a, b] = [await grey.look(pixels, 1), await coloured.look(signed, 1)];
    expect(farthest(a.values, [...b.values])).toBeLessThan(1e-5);
    await grey.dispose();
    await coloured.dispose();
  });

  it('gives an image the same values whatever is looked at with it, and says how far it is', async () => {
    const dataset = images([8, 8, 3]);
    const done: number[] = [];
    const network = await openFeatureNetwork('mobilenet', {
      engine,
      dataset,
      cache,
      onProgress: progress => done.push(progress.done),
    });
    const samples = Float32Array.from({ length: 70 * 192 }, (_, i) => Math.sin(i * i));
    const { values } = await network.look(samples, 70);
    expect(done).toEqual([64, 70]);
    const alone = await network.look(samples.subarray(69 * 192), 1);
    expect(farthest(alone.values, [...values.subarray(69 * 96)])).toBeLessThan(1e-4);
    await network.dispose();
  });

  it('refuses what are no images', async () => {
    await expect(open(await openDataset({ name: 'ring' }))).rejects.toThrow(
      'mobilenet: expected images [H, W, C] of 1 or 3 channels, got samples [2]',
    );
    await expect(open(images([8, 8, 2]))).rejects.toThrow('1 or 3 channels, got samples [8, 8, 2]');
    const network = await open(images([8, 8, 3]));
    await expect(network.look(new Float32Array(192).fill(Number.POSITIVE_INFINITY), 1)).rejects.toThrow(
      'mobilenet: expected finite samples, got Infinity for sample 0',
    );
    await network.dispose();
  });
});
