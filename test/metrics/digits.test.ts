import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type FiniteDataset, imageDataset, labelsOf, pointDataset } from '../../src/data/dataset.ts';
import { nodeHost } from '../../src/data/loaders/node.ts';
import { openDataset } from '../../src/data/registry.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { classesOf } from '../../src/metrics/features.ts';
import { openFeatureNetwork } from '../../src/node/networks/open.ts';
import { Random } from '../../src/util/random.ts';

const cache = mkdtempSync(join(tmpdir(), 'saddle-digits-'));
afterAll(() => rmSync(cache, { recursive: true }));

const engine = nodeEngine('cpu', { threads: 1 });

const mnist = async (range: '[-1, 1]' | '[0, 1]' = '[-1, 1]') =>
  (await openDataset({ name: 'mnist', range }, nodeHost())) as FiniteDataset;

/** The network of a data set after a short training, what it says of the first images, and what was told meanwhile. */
async function opened(dataset: FiniteDataset, count = 3) {
  let steps = 0;
  const notices: string[] = [];
  const looked: number[] = [];
  const network = await openFeatureNetwork('digits', {
    engine,
    dataset,
    cache,
    training: { epochs: 0.2, heldOut: 200 },
    onProgress: ({ what, done }) => (what === 'training' ? (steps = done) : looked.push(done)),
    onNotice: sentence => notices.push(sentence),
  });
  const images = new Float32Array(count * 784);
  await dataset.read(
    Array.from({ length: count }, (_, i) => i),
    images,
  );
  const features = await network.look(images, count);
  await network.dispose();
  return { network, steps, notices, looked, features };
}

describe('digits', () => {
  it('of the embedded digits is part of the package: nothing is trained', async () => {
    const dataset = await mnist();
    const told: string[] = [];
    const network = await openFeatureNetwork('digits', {
      ...{ engine, dataset, cache },
      onProgress: ({ what }) => told.push(what),
    });
    const places = Uint32Array.from({ length: 500 }, (_, i) => 20 * i);
    const images = new Float32Array(500 * 784);
    await dataset.read(places, images);
    const found = classesOf(await network.look(images, 500));
    await network.dispose();
    const labels = labelsOf(dataset)!;
    const right = found.reduce((sum, label, i) => sum + Number(label === labels[places[i]]), 0);
    expect([network.name, network.accuracy, told.includes('training')]).toEqual([
      'digits-df243925',
      0.986,
      false,
    ]);
    expect(right).toBeGreaterThan(490);
  });

  it('is trained once, kept, and trained anew where the file is damaged', async () => {
    const dataset = await mnist();
    const first = await opened(dataset, 1001);
    expect(first.steps).toBe(19);
    expect(first.looked).toEqual([500, 1000, 1001]);
    expect(first.network.accuracy).toBeGreaterThan(0.3); // after 19 steps; chance is 0.1
    expect(first.network.accuracy).toBeLessThan(0.97);
    expect(first.network.name).toMatch(/^digits-[0-9a-f]{8}$/);
    expect(first.network.classes).toEqual([...'0123456789']);
    expect(first.network.protocol).toContain('% right on 200 held-out images');
    const { values, size, probabilities } = first.features;
    expect([values.length, size, probabilities!.length]).toEqual([1001 * 128, 128, 10_010]);
    for (let i = 0; i < 1001; i++) {
      const row = probabilities!.subarray(10 * i, 10 * i + 10);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }

    const second = await opened(dataset, 1001);
    expect([second.steps, second.notices, second.network.name]).toEqual([0, [], first.network.name]);
    expect(second.features).toEqual(first.features);

    const folder = join(cache, 'classifiers');
    const [file] = readdirSync(folder).filter(name => name.endsWith('.safetensors'));
    expect(statSync(join(folder, file)).size).toBeGreaterThan(1e6);
    writeFileSync(join(folder, file), 'damaged');
    const third = await opened(dataset, 1001);
    expect([third.steps, third.network.name]).toEqual([19, first.network.name]);
    expect(third.notices).toEqual([
      `digits: ${join(folder, file)} is damaged, so the classifier is trained anew`,
    ]);
  });

  it('says the same of images whose pixels are in [0, 1]', async () => {
    const [signed, unsigned] = [await opened(await mnist()), await opened(await mnist('[0, 1]'))];
    expect(unsigned.steps).toBe(0); // the range is no part of what it was trained on
    unsigned.features.values.forEach((value, i) => {
      expect(Math.abs(value - signed.features.values[i])).toBeLessThan(1e-4);
    });
  });

  it('learns coloured images of any size with classes', async () => {
    const random = new Random(0, 'stripes');
    const [size, side] = [60, 40];
    const labels = Int32Array.from({ length: size }, (_, i) => i % 2);
    const bytes = Uint8Array.from({ length: size * side * side * 3 }, (_, i) => {
      const [image, row, column] = [
        Math.floor(i / (side * side * 3)),
        Math.floor(i / (side * 3)),
        Math.floor(i / 3),
      ];
      return 128 * ((labels[image] ? row : column) % 2) + random.integer(64);
    });
    const dataset = imageDataset({
      name: 'stripes',
      shape: [side, side, 3],
      bytes,
      condition: { kind: 'class', names: ['upright', 'flat'] },
      conditions: labels,
      source: 'a test',
    });
    const network = await openFeatureNetwork('digits', {
      engine,
      dataset,
      cache,
      training: { epochs: 40, heldOut: 10 },
    });
    expect(network.classes).toEqual(['upright', 'flat']);
    expect(network.accuracy).toBe(1);
    await network.dispose();
  });

  it('refuses what has no classes, samples of another shape, and numbers that are none', async () => {
    const refused = (dataset: Parameters<typeof openFeatureNetwork>[1]['dataset']) =>
      expect(openFeatureNetwork('digits', { engine, dataset, cache })).rejects;
    const points = pointDataset({
      name: 'points',
      shape: [2],
      values: new Float32Array(20),
      source: 'a test',
    });
    await refused(points).toThrow('classifier: expected labelled images [H, W, C], got points');
    await refused(await openDataset({ name: 'stacked-mnist' }, nodeHost())).toThrow(
      'digits: expected labelled images, got stacked-mnist, which is drawn without end',
    );
    await expect(openFeatureNetwork('digit', { engine, dataset: points })).rejects.toThrow(
      "unknown feature network 'digit'; did you mean 'digits'?",
    );
    const { network } = await opened(await mnist());
    await expect(network.look(new Float32Array(783), 1)).rejects.toThrow(
      'digits: expected 1 samples [28, 28, 1] of 784 values, got 783 values',
    );
    const broken = new Float32Array(2 * 784);
    broken[784] = Number.NaN;
    await expect(network.look(broken, 2)).rejects.toThrow(
      'digits: expected finite samples, got NaN for sample 1',
    );
  });
});
