import { Random } from '../util/random.ts';
import type { Features } from './metric.ts';
import { metric } from './metric.ts';
import { meanAndError } from './numerics/errors.ts';

/** Parts of the samples that the score is computed of. */
const SPLITS = 10;

/**
 * The form of the Inception Score: exp E KL(p(y|x) ‖ p(y)) of a network that classifies, the mean over 10 parts. It is 1 where all
 * samples look alike to the network and the number of classes where each is sure and all are equally frequent; it never looks at
 * real samples.
 * @see arXiv 1606.03498; only on the canonical Inception network is it the Inception Score
 */
export const is = metric({
  figures: { is: { title: 'exp E KL(p(y|x)‖p(y))', better: 'more' } },
  needs: { classifier: true, samples: 2 * SPLITS },
  prepare: ({ seed }) => seed,
  async compute(samples, seed) {
    const order = new Random(seed, 'is').permutation(samples.count);
    return { is: inceptionScore(await samples.features(), order) };
  },
  floor: { draws: 4, first: 1 },
});

/** @param order of the samples, whose parts are one after the other */
export function inceptionScore({ probabilities, values, size }: Features, order: Uint32Array) {
  const classes = (probabilities!.length * size) / values.length;
  const scores = Array.from({ length: SPLITS }, (_, i) => {
    const [from, to] = [i, i + 1].map(part => Math.floor((part * order.length) / SPLITS));
    return scoreOf(probabilities!, classes, order.subarray(from, to));
  });
  return meanAndError(scores);
}

/** exp of H(p(y)) − E H(p(y|x)). */
function scoreOf(probabilities: Float32Array, classes: number, rows: Uint32Array): number {
  const marginal = new Float64Array(classes);
  let sum = 0;
  for (const row of rows) {
    for (let c = 0; c < classes; c++) {
      const p = probabilities[row * classes + c];
      marginal[c] += p / rows.length;
      if (p > 0) sum += p * Math.log(p);
    }
  }
  const entropy = marginal.reduce((h, p) => (p > 0 ? h - p * Math.log(p) : h), 0);
  return Math.exp(sum / rows.length + entropy);
}
