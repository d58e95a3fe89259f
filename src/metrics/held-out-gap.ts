import { Batch } from './batch.ts';
import { type Given, metric } from './metric.ts';
import { meanAndError } from './numerics/errors.ts';
import { readRows } from './reals.ts';

/** D's scores of both kinds of real samples. */
export interface Judged {
  readonly training: Float32Array;
  readonly heldOut: Float32Array;
}

/**
 * How much better D scores training samples than held-out ones, in standard deviations of its scores of the latter: 0 where D has learned
 * the law, large where it knows the training samples by heart. Generated samples play no part.
 */
export const heldOutGap = metric({
  figures: { heldOutGap: { title: 'Gap of D between training and held-out', better: 'less' } },
  needs: { judge: true, heldOut: 20 },
  async prepare(given): Promise<Judged> {
    const { samples, seed, reals, heldOut, judge } = given;
    const count = counts(given)[1];
    const others = new Batch(await readRows(heldOut!, 0, count), count);
    return { training: await judge!(await reals(samples, seed)), heldOut: await judge!(others) };
  },
  compute(_, { training, heldOut }) {
    const [a, b] = [training, heldOut].map(meanAndError);
    const deviation = b.error * Math.sqrt(heldOut.length);
    return {
      heldOutGap: { value: (a.value - b.value) / deviation, error: Math.hypot(a.error, b.error) / deviation },
    };
  },
  floor(given) {
    const [n, m] = counts(given);
    return { heldOutGap: { mean: 0, deviation: Math.sqrt(1 / n + 1 / m) } };
  },
});

/** Training and held-out samples that D scores. */
const counts = ({ samples, dataset, heldOut }: Given) => [
  Math.min(samples, dataset.size),
  Math.min(samples, heldOut!.size),
];
