import {
  type Choice,
  type ChoiceOptions,
  type ChoiceParameter,
  type Choices,
  createChoice,
  type WordParameter,
} from '../../util/choice.ts';
import type { Layer } from '../layer.ts';
import { conditionalBatchNorm } from '../layers/condition.ts';
import { batchNorm, groupNorm, layerNorm } from '../layers/norm.ts';
import { virtualBatchNorm } from '../layers/virtual.ts';

type Place = 'before' | 'after';
type Bias = 'none' | 'zeros';

/** Normalisation of the hidden layers of a network. */
export interface Normalization {
  /** Whether it comes before the activation (as in DCGAN) or after. */
  readonly place: Place;
  /** The bias of weights that it follows at once: it may take that out again. */
  readonly bias: Bias;
  /** Samples in the reference batch that it needs in front of every batch; default none. */
  readonly reference?: number;
  layer(): Layer;
  /** The same with gains and shifts of each condition, where there is such a form. */
  conditional?(): Layer;
}

const momentum: ChoiceParameter = {
  default: 0.9,
  min: 0,
  max: 1,
  meaning: 'share of a running average that one batch keeps',
};

const epsilon: ChoiceParameter = {
  symbol: 'ε',
  default: 1e-5,
  min: 1e-12,
  max: 1,
  meaning: 'added to the variance',
};

const place: WordParameter<Place> = {
  default: 'before',
  words: ['before', 'after'],
  meaning: 'before or after the activation',
};

const bias: WordParameter<Bias> = {
  default: 'none',
  words: ['none', 'zeros'],
  meaning: 'initial bias of the weights before it, which it takes out again',
};

const samples = (standard: number, meaning: string): ChoiceParameter => ({
  default: standard,
  min: 1,
  max: 65_536,
  whole: true,
  meaning,
});

export interface Placed {
  epsilon: number;
  place: Place;
}

const batch: Choice<Normalization, Placed & { momentum: number; bias: Bias }> = {
  summary: 'by the mean and variance of the batch; in inference by running averages',
  source: 'arXiv 1502.03167',
  parameters: { momentum, epsilon, place, bias },
  create: ({ place, bias, ...settings }) => ({
    place,
    bias,
    layer: () => batchNorm(settings),
    conditional: () => conditionalBatchNorm(settings),
  }),
};

const layer: Choice<Normalization, Placed> = {
  summary: 'each sample by its own mean and variance',
  source: 'arXiv 1607.06450',
  parameters: { epsilon, place },
  create: ({ place, ...settings }) => ({ place, bias: 'zeros', layer: () => layerNorm(settings) }),
};

const group: Choice<Normalization, Placed & { groups: number }> = {
  summary: 'each sample by the mean and variance of groups of its channels',
  source: 'arXiv 1803.08494',
  parameters: { groups: samples(8, 'into how many groups the channels are divided'), epsilon, place },
  create: ({ groups, place, ...settings }) => ({
    place,
    bias: 'zeros',
    layer: () => groupNorm(groups, settings),
  }),
};

const virtual: Choice<Normalization, Placed & { reference: number; bias: Bias }> = {
  summary: 'each sample by the statistics of a fixed reference batch and itself; for G only',
  source: 'arXiv 1606.03498, section 3.5',
  parameters: { reference: samples(64, 'samples in the reference batch'), epsilon, place, bias },
  create: ({ reference, place, bias, ...settings }) => ({
    place,
    bias,
    reference,
    layer: () => virtualBatchNorm(reference, settings),
  }),
};

/** Normalisations for D, by kind. */
export const discriminatorNorms = { batch, layer, group } satisfies Choices<Normalization>;

/** Normalisations by kind; `virtual` only where nothing but noise comes in. */
export const norms = { ...discriminatorNorms, virtual } satisfies Choices<Normalization>;

/** Such as `{ kind: 'batch', momentum: 0.8 }`, or a kind alone; null for none. */
export type NormChoice = keyof typeof norms | ChoiceOptions<typeof norms> | null;

/** @throws UserError naming the nearest normalisation or option, or the value that is out of range */
export function normalization(chosen: NormChoice = null): Normalization | undefined {
  return chosen === null ? undefined : createChoice<Normalization>('normalisation', chosen, norms);
}
