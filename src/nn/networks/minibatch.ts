import { type Choice, type ChoiceOptions, type Choices, createChoice } from '../../util/choice.ts';
import type { Layer } from '../layer.ts';
import { minibatchDiscrimination, minibatchStddev } from '../layers/minibatch.ts';

const discrimination: Choice<Layer, 'kernels' | 'dims'> = {
  summary: 'distances to the other samples by trained kernels',
  source: 'arXiv 1606.03498, section 3.2',
  parameters: {
    kernels: { symbol: 'B', default: 100, min: 1, max: 65_536, whole: true, meaning: 'kernels' },
    dims: { symbol: 'C', default: 5, min: 1, max: 65_536, whole: true, meaning: 'dimensions of a kernel' },
  },
  create: minibatchDiscrimination,
};

const stddev: Choice<Layer, 'group'> = {
  summary: 'the mean standard deviation over a group of samples',
  source: 'arXiv 1710.10196, section 3',
  parameters: {
    group: {
      default: 4,
      min: 0,
      max: 65_536,
      whole: true,
      meaning: 'samples in a group; 0: the whole batch',
    },
  },
  create: ({ group }) => minibatchStddev(group),
};

/** Layers that let D compare the samples of a batch, by kind. */
export const minibatchLayers = { discrimination, stddev } satisfies Choices<Layer>;

/** A layer before the last that lets a discriminator compare the samples of a batch. */
export interface MinibatchOptions {
  /** Such as `{ kind: 'stddev', group: 4 }`, or a kind alone; default null, for none. */
  readonly minibatch?: keyof typeof minibatchLayers | ChoiceOptions<typeof minibatchLayers> | null;
}

/** @throws UserError naming the nearest layer or option, or the number that is out of range */
export function minibatch({ minibatch: chosen = null }: MinibatchOptions): Layer[] {
  return chosen === null ? [] : [createChoice<Layer>('minibatch layer', chosen, minibatchLayers)];
}
