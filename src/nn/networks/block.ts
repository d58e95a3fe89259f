import { UserError } from '../../util/error.ts';
import type { Initializer } from '../initializers.ts';
import type { Layer } from '../layer.ts';
import { type Activation, activation } from '../layers/activations.ts';
import { batchNorm, groupNorm, layerNorm } from '../layers/norm.ts';
import { virtualBatchNorm, withReference } from '../layers/virtual.ts';
import type { ConditionOptions } from './condition.ts';

/** What the network families share: normalisation and activation after each layer of weights. */
export interface BlockOptions {
  /** Default `relu`. */
  readonly activation?: Activation;
  /** Slope of `leaky-relu` below zero; default 0.2. */
  readonly slope?: number;
  /** Default `none`; `virtual` only where nothing but noise comes in. */
  readonly norm?: 'none' | 'batch' | 'layer' | 'group' | 'virtual';
  /** Whether normalisation comes before the activation (as in DCGAN) or after; default `before`. */
  readonly normPlace?: 'before' | 'after';
  /** Share of a running average that one batch keeps; default 0.9. */
  readonly normMomentum?: number;
  /** Default 1e-5. */
  readonly normEpsilon?: number;
  /** Groups of channels of `group`; default 8. */
  readonly normGroups?: number;
  /** Samples in the reference batch of `virtual`; default 64. */
  readonly normReference?: number;
  /** Law of the reference batch of `virtual`, which is that of the network's input; default N(0, 1). */
  readonly referenceInit?: Initializer;
  /**
   * Whether weights that batch normalisation follows at once have a bias: it has no effect, the
   * normalisation takes it out again. Default false.
   */
  readonly biasBeforeNorm?: boolean;
  /** Law of the initial weights; default `glorot-uniform`. */
  readonly init?: Initializer;
}

const REFERENCE = 64;

/** The bias of a layer of weights before {@link block}. */
export function blockBias({
  norm,
  normPlace = 'before',
  biasBeforeNorm = false,
}: BlockOptions): 'zeros' | false {
  const centred = norm === 'batch' || norm === 'virtual';
  return centred && normPlace === 'before' && !biasBeforeNorm ? false : 'zeros';
}

/** Normalisation and activation of one hidden layer, in their order. */
export function block(options: BlockOptions): Layer[] {
  const active = activation(options.activation ?? 'relu', options.slope);
  const normal = normalization(options);
  return options.normPlace === 'after' ? [active, ...normal] : [...normal, active];
}

function normalization({ norm = 'none', normMomentum, normEpsilon, ...options }: BlockOptions): Layer[] {
  const settings = { momentum: normMomentum, epsilon: normEpsilon };
  switch (norm) {
    case 'none':
      return [];
    case 'batch':
      return [batchNorm(settings)];
    case 'layer':
      return [layerNorm(settings)];
    case 'group':
      return [groupNorm(options.normGroups ?? 8, settings)];
    case 'virtual':
      return [virtualBatchNorm(options.normReference ?? REFERENCE, settings)];
  }
}

/** The layers of a network of {@link block}s, with the reference batch that `virtual` normalisation needs. */
export function referenced(options: BlockOptions & ConditionOptions, layers: Layer): Layer {
  const { norm, normReference = REFERENCE, referenceInit = { kind: 'normal', std: 1 } } = options;
  if (norm === 'virtual' && (options.condition ?? 'none') !== 'none') {
    throw new UserError(
      "norm: expected another than 'virtual' in a network with a condition, since its reference batch has none; use 'batch', 'layer' or 'group'",
    );
  }
  return norm === 'virtual' ? withReference(normReference, referenceInit, layers) : layers;
}
