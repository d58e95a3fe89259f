import { expect, it } from 'vitest';
import { type FiniteDataset, labelsOf } from '../../src/data/dataset.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { modesOf } from '../../src/metrics/modes.ts';
import { Classifier } from '../../src/metrics/networks/classifier.ts';
import { PATIENCE, trained } from './support.ts';

/** Sample i of a conditional generator is of class i mod the number of classes. */
const shares = (classes: number, count: number, isRight: (i: number) => boolean) => {
  const right = new Array<number>(classes).fill(0);
  for (let i = 0; i < count; i++) right[i % classes] += (Number(isRight(i)) * classes) / count;
  return right;
};

it(
  'ring-classes: 97 % or more of the samples of each class lie within 3 σ of its own mode',
  async () => {
    const count = 8000;
    const { samples, dataset } = await trained('ring-classes', count);
    const { modes } = modesOf(dataset)!;
    const near = shares(8, count, i => {
      const [x, y] = modes[i % 8];
      return Math.hypot(samples[2 * i] - x, samples[2 * i + 1] - y) <= 3 * 0.1;
    });
    expect(Math.min(...near), `shares: ${near}`).toBeGreaterThanOrEqual(0.97);
  },
  PATIENCE,
);

it(
  'mnist-classes: after a quarter of its steps most samples are of the class asked for, as varied as real digits',
  async () => {
    const { samples, dataset } = await trained('mnist-classes', 1000, { steps: 500 });
    const digits = dataset as FiniteDataset;
    const classifier = await Classifier.train(nodeEngine('cpu', { threads: 1 }), digits, { epochs: 3 });
    expect(classifier.accuracy).toBeGreaterThanOrEqual(0.95);
    const found = await classifier.classify(samples);
    await classifier.dispose();
    const right = shares(10, 1000, i => found[i] === i % 10);
    expect(Math.min(...right), `recognised: ${right}`).toBeGreaterThanOrEqual(0.3);
    expect(right.reduce((a, b) => a + b) / 10, `recognised: ${right}`).toBeGreaterThanOrEqual(0.6);

    const labels = labelsOf(digits)!;
    const varieties = right.map((_, digit) => {
      const made = Array.from({ length: 100 }, (_, k) =>
        samples.subarray((10 * k + digit) * 784).subarray(0, 784),
      );
      return distanceWithin(made) / distanceWithin(realDigits(digits, labels, digit));
    });
    expect(Math.min(...varieties), `varieties: ${varieties}`).toBeGreaterThanOrEqual(0.7);
    expect(Math.max(...varieties), `varieties: ${varieties}`).toBeLessThanOrEqual(1.3);
  },
  PATIENCE,
);

/** The first 100 images of a class. */
function realDigits(dataset: FiniteDataset, labels: Int32Array, digit: number): Float32Array[] {
  const places = [...labels.keys()].filter(i => labels[i] === digit).slice(0, 100);
  return places.map(place => {
    const image = new Float32Array(784);
    dataset.read([place], image);
    return image;
  });
}

/** Mean Euclidean distance between two different images. */
function distanceWithin(images: readonly Float32Array[]): number {
  let sum = 0;
  for (const [i, a] of images.entries()) {
    for (const b of images.slice(0, i))
      sum += Math.sqrt(a.reduce((total, x, p) => total + (x - b[p]) ** 2, 0));
  }
  return sum / ((images.length * (images.length - 1)) / 2);
}
