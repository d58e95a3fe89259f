import { beforeAll, expect, it } from 'vitest';
import { type FiniteDataset, imageDataset, labelsOf } from '../../src/data/dataset.ts';
import { nodeHost } from '../../src/data/loaders/node.ts';
import { openDataset } from '../../src/data/registry.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { Batch } from '../../src/metrics/batch.ts';
import { cas } from '../../src/metrics/cas.ts';
import { pointOf } from '../../src/metrics/metric.ts';
import { givenOf } from '../../src/train/measure.ts';
import { Random } from '../../src/util/random.ts';

const engine = nodeEngine('cpu', { threads: 1 });
const [TRAINED, TESTED] = [3000, 1000];
let digits: FiniteDataset;
let labels: Int32Array;

/** The embedded digits with every second pixel, so that training takes seconds. */
beforeAll(async () => {
  const whole = (await openDataset({ name: 'mnist' }, nodeHost())) as FiniteDataset;
  const order = [...new Random(0, 'order').permutation(whole.size).subarray(0, TRAINED + TESTED)];
  labels = Int32Array.from(order, i => labelsOf(whole)![i]);
  const small = order.flatMap(i => {
    const image = whole.bytes!.subarray(784 * i, 784 * (i + 1));
    return Array.from({ length: 196 }, (_, k) => image[56 * Math.floor(k / 14) + 2 * (k % 14)]);
  });
  digits = imageDataset({
    ...{ name: 'small digits', source: 'a test', shape: [14, 14, 1], bytes: Uint8Array.from(small) },
    ...{ condition: whole.condition, conditions: labels },
  });
});

async function scoreOf(pick: (i: number) => number, asked: (i: number) => number): Promise<number> {
  const part = async (count: number, place: (i: number) => number) => {
    const values = new Float32Array(count * 196);
    await digits.read(
      Uint32Array.from({ length: count }, (_, i) => place(i)),
      values,
    );
    return values;
  };
  const images = await part(TESTED, i => TRAINED + i);
  const real = { engine, dataset: digits, images, labels: labels.subarray(TRAINED) };
  const samples = new Batch(
    await part(TRAINED, pick),
    TRAINED,
    undefined,
    Int32Array.from({ length: TRAINED }, (_, i) => asked(i)),
  );
  return pointOf((await cas.compute(samples, real)).cas);
}

it('scores real training samples as a classifier of real images, and one class for all as a guess', async () => {
  const real = await scoreOf(
    i => i,
    i => labels[i],
  );
  const three = labels.indexOf(3);
  const collapsed = await scoreOf(
    () => three,
    i => labels[i],
  );
  console.log(`cas: real training samples ${real}, one image for all classes ${collapsed}`);
  expect(real).toBeGreaterThan(0.9);
  expect(collapsed).toBeGreaterThan(0.05);
  expect(collapsed).toBeLessThan(0.2);
});

it('needs held-out images with classes', async () => {
  const given = { ...givenOf(digits, 100), engine, asked: true };
  const { condition: _c, conditions: _l, ...unlabelled } = digits;
  const prepared = async () => cas.prepare({ ...given, heldOut: unlabelled as FiniteDataset });
  await expect(prepared()).rejects.toThrow('cas: expected held-out images with classes, got small digits');
});
