import { UserError } from '../util/error.ts';
import { classesOf } from './features.ts';
import { type FeatureNetwork, type Given, metric } from './metric.ts';
import { klToUniform } from './modes.ts';

/** How samples of stacked digits cover the modes: the triples of digits. */
export interface StackCoverage {
  /** Triples that occur. */
  readonly found: number;
  /** classes³: 1000. */
  readonly total: number;
  /** KL(histogram of triples ‖ uniform) in nats. */
  readonly kl: number;
  /** Samples of each triple, that of (a, b, c) at (a·classes + b)·classes + c. */
  readonly counts: readonly number[];
}

/** Stacked digits: what classifies them, and their shape and scale. */
export interface Stacks extends Pick<Given['dataset'], 'shape' | 'display'> {
  readonly network: FeatureNetwork;
}

const CLASSES = 10;
const TRIPLES = CLASSES ** 3;

/**
 * Triples of digits that stacked digits show, and how even they are: see {@link stackCoverage}. Floors are those of digits that
 * are drawn evenly and classified without a fault.
 */
export const stacks = metric({
  figures: {
    triplesFound: { title: 'Triples of digits found', better: 'more' },
    triplesKl: { title: 'KL(triples‖uniform), nats', better: 'less' },
  },
  needs: { channels: 3, classifier: CLASSES },
  prepare: ({ dataset: { shape, display }, network }): Stacks => ({ network: network!, shape, display }),
  async compute({ values, count }, { network, shape, display }) {
    const channels = splitChannels(values, shape, display);
    const digits = classesOf(await network.look(channels, 3 * count));
    const { found, kl } = stackCoverage(digits, CLASSES);
    return { triplesFound: found, triplesKl: kl };
  },
  floor({ samples: n }) {
    const missed = (1 - 1 / TRIPLES) ** n;
    return {
      // each is missed with this probability, nearly independently
      triplesFound: { mean: TRIPLES * (1 - missed), deviation: Math.sqrt(TRIPLES * missed * (1 - missed)) },
      triplesKl: { mean: klFloor(TRIPLES, n), deviation: Math.sqrt(2 * (TRIPLES - 1)) / (2 * n) }, // 2n·KL ~ χ²
    };
  },
  most: () => ({ triplesFound: TRIPLES }),
});

/**
 * Mode coverage of Stacked MNIST as PacGAN measures it, there on 26,000 samples.
 * @param digits the class of each channel of each sample: [n · 3]
 * @see arXiv 1712.04086, section 4.2
 */
export function stackCoverage(digits: ArrayLike<number>, classes = 10): StackCoverage {
  const n = digits.length / 3;
  if (!Number.isInteger(n) || n < 1) {
    throw new UserError(`stackCoverage: expected three classes for each sample, got ${digits.length}`);
  }
  const counts = new Array<number>(classes ** 3).fill(0);
  for (let i = 0; i < n; i++) {
    counts[(digits[3 * i] * classes + digits[3 * i + 1]) * classes + digits[3 * i + 2]]++;
  }
  const found = counts.filter(count => count > 0).length;
  return { found, total: counts.length, kl: klToUniform(counts, n), counts };
}

/**
 * What a perfect sampler's `kl` is on average, since a finite histogram is never even:
 * (modes − 1) / 2n, to first order; 0.0192 for 1000 modes and 26,000 samples.
 * @param unevenness KL(law of the modes ‖ uniform) of the data themselves
 */
export function klFloor(modes: number, n: number, unevenness = 0): number {
  return unevenness + (modes - 1) / (2 * n);
}

/**
 * The channels of images [n, H, W, C], one after the other, as grey images [n · C, H, W, 1].
 * @param display values of black and white, which become −1 and 1
 */
export function splitChannels(
  images: Float32Array,
  [height, width, channels]: readonly number[],
  [black, white]: readonly [number, number] = [-1, 1],
): Float32Array {
  const pixels = height * width;
  const out = new Float32Array(images.length);
  for (let start = 0; start < images.length; start += pixels * channels) {
    for (let i = 0; i < pixels * channels; i++) {
      const at = start + (i % channels) * pixels + Math.floor(i / channels);
      out[at] = (2 * (images[start + i] - black)) / (white - black) - 1;
    }
  }
  return out;
}
