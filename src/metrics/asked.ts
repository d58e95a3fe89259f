import { classesOf } from './features.ts';
import { metric } from './metric.ts';
import { shareOf } from './numerics/errors.ts';

/** Share of samples that a classifier recognises as the class that G was asked for; of real samples as the class that they are of. */
export const asked = metric({
  figures: { asked: { title: 'Share recognised as the class asked for', better: 'more' } },
  needs: { classifier: true, asked: true },
  prepare: () => undefined,
  async compute(samples) {
    const found = classesOf(await samples.features());
    const right = found.reduce((count, c, i) => count + Number(c === samples.conditions![i]), 0);
    return { asked: shareOf(right, samples.count) };
  },
  floor: { draws: 4, first: 1 },
});
