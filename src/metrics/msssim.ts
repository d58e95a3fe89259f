import { sampleLength } from '../data/dataset.ts';
import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';
import { classesOf } from './features.ts';
import { metric } from './metric.ts';
import { meanAndError } from './numerics/errors.ts';
import { type Plane, similarity } from './numerics/ssim.ts';

/** Pairs of images that are compared. */
const PAIRS = 1000;

/** How images are read and paired. */
export interface Pairing {
  readonly shape: readonly number[];
  readonly display: readonly [black: number, white: number];
  readonly withinClasses: boolean;
  readonly seed: number;
}

/**
 * How alike samples are: the mean MS-SSIM of 1,000 random pairs, within a class where the network recognises classes. Good is what
 * real images score: above it samples lack variety, far below it they are noise.
 * @see arXiv 1610.09585, section 4.2; scales in `numerics/ssim.ts`
 */
export const msssim = metric({
  figures: { msssim: { title: 'Mean MS-SSIM of pairs', better: 'less' } },
  needs: { images: true, samples: 20 },
  prepare: ({ dataset: { shape, display = [0, 1] }, network, seed }): Pairing => ({
    shape,
    display,
    withinClasses: network?.classes !== undefined,
    seed,
  }),
  async compute(samples, pairing) {
    const classes = pairing.withinClasses
      ? classesOf(await samples.features())
      : new Int32Array(samples.count);
    const length = sampleLength(pairing);
    const planes = (i: number) => planesOf(samples.values.subarray(i * length, (i + 1) * length), pairing);
    const likeness = pairs(classes, pairing.seed).map(([i, j]) => similarity(planes(i), planes(j)));
    return { msssim: meanAndError(likeness) };
  },
  floor: { draws: 4, first: 1 },
});

/** Pairs of different samples of a class; one that is alone in its class is left out. */
function pairs(classes: Int32Array, seed: number): [number, number][] {
  const members = new Map<number, number[]>();
  for (const [i, c] of classes.entries()) {
    const group = members.get(c);
    if (group) group.push(i);
    else members.set(c, [i]);
  }
  const paired = [...members.values()].filter(group => group.length > 1);
  const places = paired.flatMap(group => group.map((i, place) => ({ group, i, place })));
  if (places.length === 0)
    throw new UserError('msssim: expected two samples of a class, got none; take more samples');
  const random = new Random(seed, 'msssim');
  return Array.from({ length: PAIRS }, () => {
    const { group, i, place } = places[random.integer(places.length)];
    const step = 1 + random.integer(group.length - 1);
    return [i, group[(place + step) % group.length]];
  });
}

/** The channels of an image, from 0 to 1. */
function planesOf(image: Float32Array, { shape: [height, width, channels], display }: Pairing): Plane[] {
  const [black, white] = display;
  return Array.from({ length: channels }, (_, c) => ({
    values: Float64Array.from(
      { length: height * width },
      (_, i) => (image[i * channels + c] - black) / (white - black),
    ),
    height,
    width,
  }));
}
