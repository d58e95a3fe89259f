import { shares } from './cells.ts';
import { classesOf } from './features.ts';
import { type Features, metric } from './metric.ts';
import { meanAndError, shareOf } from './numerics/errors.ts';

/** Share of real samples that count as recognisable. */
const RECOGNISABLE = 0.99;
/** A class is found where it is recognised at least this many times as rarely as in the data. */
const FOUND = 0.1;

/** What a classifier says of real samples. */
export interface ClassReference {
  /** Share of each class, above 0. */
  readonly law: Float64Array;
  /** Probability of the most probable class that 99 % of real samples reach. */
  readonly threshold: number;
}

/**
 * What a classifier recognises. `classesFound`: classes with at least a tenth of their share of the data; `classKl`: KL of the shares of
 * recognised classes from those of real samples, in nats; `recognisable`: share of samples with a class as probable as the most
 * probable one of 99 % of real samples; `confidence`: its mean probability.
 */
export const classes = metric({
  figures: {
    classesFound: { title: 'Classes found', better: 'more' },
    classKl: { title: 'KL(classes‖those of the data), nats', better: 'less' },
    recognisable: { title: 'Share of recognisable samples', better: 'more' },
    confidence: { title: 'Mean probability of the recognised class', better: 'more' },
  },
  needs: { classifier: true, samples: 20 },
  async prepare({ samples, seed, reals }): Promise<ClassReference> {
    const features = await (await reals(samples, seed)).features();
    const sure = confidences(features).sort();
    const threshold = sure[Math.floor((1 - RECOGNISABLE) * sure.length)];
    return { law: shares(classCounts(features)), threshold };
  },
  async compute(samples, { law, threshold }) {
    const features = await samples.features();
    const made = classCounts(features).map(count => count / samples.count);
    const sure = confidences(features);
    const recognised = sure.reduce((count, p) => count + Number(p >= threshold), 0);
    return {
      classesFound: made.reduce((found, share, c) => found + Number(share >= FOUND * law[c]), 0),
      classKl: made.reduce((sum, p, c) => (p > 0 ? sum + p * Math.log(p / law[c]) : sum), 0),
      recognisable: shareOf(recognised, samples.count),
      confidence: meanAndError(sure),
    };
  },
  floor: { draws: 4, first: 1 },
  most: ({ law }) => ({ classesFound: law.length }),
});

/** Samples of each class that the network recognises. */
export function classCounts(features: Features): Float64Array {
  const counts = new Float64Array((features.probabilities!.length * features.size) / features.values.length);
  for (const c of classesOf(features)) counts[c]++;
  return counts;
}

/** Probability of the most probable class of each sample. */
function confidences({ probabilities, values, size }: Features): Float64Array {
  const count = values.length / size;
  const classes = probabilities!.length / count;
  return Float64Array.from({ length: count }, (_, i) =>
    Math.max(...probabilities!.subarray(i * classes, (i + 1) * classes)),
  );
}
