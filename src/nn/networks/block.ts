import { UserError } from '../../util/error.ts';
import type { Initializer } from '../initializers.ts';
import type { Layer } from '../layer.ts';
import { type Activation, activation } from '../layers/activations.ts';
import { withReference } from '../layers/virtual.ts';
import type { ConditionOptions } from './condition.ts';
import { type Normalization, type NormChoice, normalization } from './norm.ts';

/** What the network families share: normalisation and activation after each layer of weights. */
export interface BlockOptions {
  /** Default `relu`. */
  readonly activation?: Activation;
  /** Slope of `leaky-relu` below zero; default 0.2. */
  readonly slope?: number;
  /** Default null, for none; `virtual` only where nothing but noise comes in. */
  readonly norm?: NormChoice;
  /** Law of the reference batch of `virtual`, which is that of the network's input; default N(0, 1). */
  readonly referenceInit?: Initializer;
  /** Law of the initial weights; default `glorot-uniform`. */
  readonly init?: Initializer;
}

/** The bias of a layer of weights before {@link block}. */
export function blockBias(options: BlockOptions): 'zeros' | false {
  const norm = normalization(options.norm);
  return norm?.place === 'before' && norm.bias === 'none' ? false : 'zeros';
}

/** Normalisation and activation of one hidden layer, in their order. */
export function block(options: BlockOptions & ConditionOptions): Layer[] {
  const active = activation(options.activation ?? 'relu', options.slope);
  const after = normalization(options.norm)?.place === 'after';
  return after ? [active, ...normalized(options)] : [...normalized(options), active];
}

/** Normalisation of one hidden layer, where there is one. */
export function normalized(options: Pick<BlockOptions, 'norm'> & ConditionOptions): Layer[] {
  const norm = normalization(options.norm);
  if (options.condition === 'batch-norm') return [conditional(norm)];
  return norm ? [norm.layer()] : [];
}

function conditional(norm: Normalization | undefined): Layer {
  if (norm?.conditional) return norm.conditional();
  throw new UserError(
    "condition: expected batch normalisation in a network whose condition is 'batch-norm', got another or none; set norm 'batch'",
  );
}

/** The layers of a network of {@link block}s, with the reference batch that `virtual` normalisation needs. */
export function referenced(options: BlockOptions & ConditionOptions, layers: Layer): Layer {
  const { referenceInit = { kind: 'normal', std: 1 }, condition = 'none' } = options;
  const reference = normalization(options.norm)?.reference;
  if (reference === undefined) return layers;
  if (condition === 'none') return withReference(reference, referenceInit, layers);
  throw new UserError(
    "norm: expected another than 'virtual' in a network with a condition, since its reference batch has none; use 'batch', 'layer' or 'group'",
  );
}
