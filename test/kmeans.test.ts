import { describe, expect, it } from 'vitest';
import { imageDataset } from '../src/data/dataset.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { takeRows } from '../src/metrics/batch.ts';
import { Gauge } from '../src/metrics/gauge.ts';
import { digitsNetwork, trainDigits } from '../src/metrics/networks/digits.ts';
import { eachPoint, pointsOf } from '../src/metrics/numerics/near.ts';
import { Products } from '../src/metrics/numerics/products.ts';
import { parzenWindow } from '../src/metrics/parzen.ts';
import { givenOf } from '../src/train/measure.ts';
import { Random } from '../src/util/random.ts';
import { sha256 } from '../src/util/sha256.ts';
import { hasDigits, realDigits } from './support/real-digits.ts';

const WIDTH = 784;
const CENTRES = 500;
const products = new Products(nodeEngine('cpu'));

/** Lloyd's algorithm from random samples; a centre that no sample is nearest to stays. */
async function kMeans(samples: Float32Array, count: number, rounds: number): Promise<Float32Array> {
  const n = samples.length / WIDTH;
  let centres = takeRows(samples, WIDTH, new Random(0, 'k-means').permutation(n).subarray(0, count));
  for (let round = 0; round < rounds; round++) {
    const [sums, sizes] = [new Float32Array(count * WIDTH), new Float64Array(count)];
    await eachPoint(products, pointsOf(samples, WIDTH), pointsOf(centres, WIDTH), (i, squares) => {
      let nearest = 0;
      for (let j = 1; j < count; j++) if (squares[j] < squares[nearest]) nearest = j;
      sizes[nearest]++;
      for (let c = 0; c < WIDTH; c++) sums[nearest * WIDTH + c] += samples[i * WIDTH + c];
    });
    centres = centres.map((v, i) => {
      const size = sizes[Math.floor(i / WIDTH)];
      return size > 0 ? sums[i] / size : v;
    });
  }
  return centres;
}

describe.runIf(hasDigits)('centroids of k-means (arXiv 1511.01844)', () => {
  it('score above real digits by Parzen windows, and far worse by the kernel distance', async () => {
    const { pixels, labels } = realDigits('train');
    const test = pointsOf(realDigits('t10k').pixels.subarray(0, 1000 * WIDTH), WIDTH);
    const validation = pointsOf(pixels.subarray(50_000 * WIDTH, 50_200 * WIDTH), WIDTH);
    const learned = pixels.slice(0, 5000 * WIDTH);
    const centres = await kMeans(learned, CENTRES, 3);

    const likelihood = async (values: Float32Array) =>
      (await parzenWindow(pointsOf(values, WIDTH), validation, test, products)).likelihood.value;
    const ofReal = await likelihood(pixels.slice(20_000 * WIDTH, (20_000 + CENTRES) * WIDTH));
    expect(await likelihood(centres)).toBeGreaterThan(ofReal + 15);

    const dataset = imageDataset({
      ...{ name: 'digits', source: 'MNIST', range: '[0, 1]', hash: sha256, shape: [28, 28, 1] },
      bytes: Uint8Array.from(learned, v => Math.round(255 * v)),
      condition: { kind: 'class', names: [...'0123456789'] },
      conditions: Int32Array.from(labels.subarray(0, 5000)),
    });
    const engine = nodeEngine('cpu');
    const network = digitsNetwork(await trainDigits(engine, dataset, { epochs: 3 }), dataset);
    const given = { ...givenOf(dataset, CENTRES, { network }), engine };
    const { kd } = await (await Gauge.create(given, ['kd'])).measure(centres);
    expect(kd.value).toBeGreaterThan(kd.floor.mean + 10 * kd.floor.deviation);
  });
});
