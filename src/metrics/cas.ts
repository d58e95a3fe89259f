import { type FiniteDataset, labelsOf, pointDataset } from '../data/dataset.ts';
import type { Engine } from '../engine/engine.ts';
import { UserError } from '../util/error.ts';
import { classesOf } from './features.ts';
import { metric } from './metric.ts';
import { digitsNetwork, digitsTraining, trainDigits } from './networks/digits.ts';
import { shareOf } from './numerics/errors.ts';
import { readRows } from './reals.ts';

/** Samples that training draws, and real ones that it is tested on at most. */
const [DRAWN, TEST] = [60_000, 10_000];

/** How a classifier is trained, and what it is tested on. */
export interface ClassificationTest {
  readonly engine: Engine;
  readonly dataset: Pick<FiniteDataset, 'shape' | 'display' | 'condition'>;
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

/**
 * Classification accuracy score: accuracy on held-out real images of a small classifier that was trained on generated ones with the
 * classes that G was asked for. It falls with poor samples, with missing kinds of a class and with samples of the wrong class.
 * @see arXiv 1905.10887, with a smaller classifier
 */
export const cas = metric({
  figures: { cas: { title: 'Accuracy on real images of a classifier trained on samples', better: 'more' } },
  needs: { images: true, asked: true, heldOut: 100, engine: true, samples: 100 },
  costly: true,
  async prepare({ engine, dataset, heldOut }): Promise<ClassificationTest> {
    const labels = labelsOf(heldOut!);
    if (!labels) throw new UserError(`cas: expected held-out images with classes, got ${heldOut!.name}`);
    const count = Math.min(TEST, heldOut!.size);
    const images = await readRows(heldOut!, 0, count);
    return { engine: engine!, dataset, images, labels: labels.subarray(0, count) };
  },
  async compute({ values, count, conditions }, { engine, dataset, images, labels }) {
    const { shape, display, condition } = dataset;
    const points = { name: 'samples', source: 'samples', shape, values, condition, conditions };
    const { heldOut } = digitsTraining({ size: count });
    const classifier = await trainDigits(
      engine,
      { ...pointDataset(points), display },
      { epochs: DRAWN / (count - heldOut) },
    );
    const network = digitsNetwork(classifier, { display });
    const found = classesOf(await network.look(images, labels.length));
    await network.dispose();
    const right = found.reduce((sum, c, i) => sum + Number(c === labels[i]), 0);
    return { cas: shareOf(right, labels.length) };
  },
  floor: { draws: 2, first: 1 },
});
