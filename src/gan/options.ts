import { formatShape, sameShape, type Tensor } from '../graph/tensor.ts';
import type { Network } from '../nn/network.ts';
import type { Schedule } from '../nn/schedule.ts';
import { type Condition, conditionText, sameCondition } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import type { Augmentation } from './augmentations/augmentation.ts';
import type { NoiseLaw } from './feeds.ts';
import type { Game } from './game.ts';
import type { Objective } from './objectives/objective.ts';
import { packedShape } from './pack.ts';
import type { Penalty } from './penalties/penalty.ts';
import type { PlayerOptimizer } from './player.ts';
import type { UpdateOrder } from './updates/index.ts';

/** Weights of the samples of one minibatch [m, ...]: [m], or one number for all. */
export type SampleWeights = (samples: Tensor) => Tensor | number;

export interface StepOptions {
  /** Noise [N, ...] to samples [N, ...]. */
  readonly generator: Network;
  /** Samples [N, ...] to one logit each, [N, 1]; with `pac`, packs of samples (see `packedShape`). */
  readonly discriminator: Network;
  /** Further networks of the players, such as an encoder beside G: trained with the player's optimiser and on its loss. */
  readonly networks?: {
    readonly generator?: readonly Network[];
    readonly discriminator?: readonly Network[];
  };
  /** What the players play for; default: data against G(z). */
  readonly game?: Game;
  /** What the data's samples are conditioned on; default that of the networks. */
  readonly condition?: Condition;
  readonly objective: Objective;
  readonly optimizers: { readonly discriminator: PlayerOptimizer; readonly generator: PlayerOptimizer };
  /** Samples in a minibatch, m of Algorithm 1. */
  readonly batch: number;
  /** Ascents of D for one descent of G; default 1. */
  readonly k?: number;
  /** G moves in each n-th step only: D then ascends k·n times for one descent. Rounded; default 1. */
  readonly generatorEvery?: Schedule;
  /** Default `normal`. */
  readonly noise?: NoiseLaw;
  /**
   * `alternating`: Algorithm 1. `simultaneous`: one forward pass on one minibatch and one noise serves
   * both gradients, and both players move at once, as in the paper's own code (k = 1). `extragradient`: both
   * look a step ahead, and move from where they are by the gradients found there (arXiv 1802.10551).
   * Default `alternating`.
   */
  readonly update?: UpdateOrder;
  /**
   * D learns from real and generated samples in one update (`joint`), or, as Keras users write it, `separate`ly: one
   * update on real samples, then one on generated ones. Default `joint`.
   */
  readonly realFake?: 'joint' | 'separate';
  /** Whether G makes the samples of D's update in `train` mode (batch statistics) or in `eval` mode (running ones). Default `train`. */
  readonly generatorMode?: 'train' | 'eval';
  /** Share of the moving average of G's parameters that each step replaces, by step; left out: none is kept. */
  readonly ema?: (step: number) => number;
  /** Terms added to the players' losses. */
  readonly penalties?: readonly Penalty[];
  /** Factor of all penalties, such as R3GAN's decay to a tenth; default 1. */
  readonly penaltyScale?: Schedule;
  /** Penalties on D act in each n-th step only, with n times the weight; default 1. R3GAN reports that 8 diverges. */
  readonly penaltyEvery?: number;
  /** Samples that D judges together; default 1. @see arXiv 1712.04086 */
  readonly pac?: number;
  /** Standard deviation of the normal noise on everything that D sees; default 0. @see arXiv 1610.04490 */
  readonly instanceNoise?: Schedule;
  /**
   * Changes of all images that D sees, real and generated ones, in the moves of both players; default none.
   * @see arXiv 2006.10738
   */
  readonly augment?: readonly Augmentation[];
  /** Values of black and white in the samples, for {@link augment}; default −1 and 1. */
  readonly pixels?: readonly [black: number, white: number];
  /** Probability that a real and a generated sample change labels in D's loss; default 0. */
  readonly noisyLabels?: number;
  /** Weights in D's loss; needs an objective with two halves, and a D of one logit where they differ between samples. */
  readonly weights?: { readonly real?: SampleWeights; readonly fake?: SampleWeights };
  /** Share of generated samples, those that D likes best, that G learns from; default 1. @see arXiv 2002.06224 */
  readonly topK?: Schedule;
  /** Share of feature matching ‖E f(x) − E f(G(z))‖² in G's loss, f D's last hidden layer; default 0. @see arXiv 1606.03498 */
  readonly featureMatching?: number;
  /** Ascents of D that G looks ahead, and differentiates through; default 0. @see arXiv 1611.02163 */
  readonly unroll?: number;
  /** Weight γ of ½‖v‖², v the gradients of both players, in both losses; default 0. @see arXiv 1705.10461 */
  readonly consensus?: number;
  /** Every so many steps both players go back to `share` of the way since the last time. @see arXiv 2006.14567 */
  readonly lookahead?: { readonly every: number; readonly share: number };
}

function requireCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new UserError(`${name}: expected a whole number of at least ${least}, got ${value}`);
  }
}

/** @throws UserError saying what does not go together, and why */
export function checkOptions(options: StepOptions): void {
  const { k = 1, batch, pac = 1, unroll = 0, penaltyEvery = 1 } = options;
  requireCount('k', k, 1);
  requireCount('batch', batch, 1);
  requireCount('pac', pac, 1);
  requireCount('unroll', unroll, 0);
  requireCount('penaltyEvery', penaltyEvery, 1);
  checkLookahead(options);
  checkNetworks(options);
  checkConditions(options);
  checkUpdate(options);
  checkTogether(options);
  checkCoupling(options);
  checkFeatures(options);
}

function checkLookahead({ lookahead }: StepOptions): void {
  if (!lookahead) return;
  requireCount('lookahead.every', lookahead.every, 2);
  if (!(lookahead.share > 0 && lookahead.share < 1)) {
    throw new UserError(
      `lookahead.share: expected a number between 0 (the slow weights never move) and 1 (lookahead has no effect), got ${lookahead.share}; the authors take 0.5 (arXiv 2006.14567)`,
    );
  }
}

function checkNetworks({ generator, discriminator, pac = 1, batch, game }: StepOptions): void {
  const seen = packedShape(generator.output, pac);
  if (!game && !sameShape(seen, discriminator.input)) {
    throw new UserError(
      `generator: expected ${pac > 1 ? `packs of ${pac} ` : ''}samples of shape ${formatShape(discriminator.input)} as the discriminator takes, got ${formatShape(seen)}; change its output`,
    );
  }
  if (batch % pac !== 0) {
    throw new UserError(
      `pac: expected a divisor of the batch (${batch}), since D judges whole packs, got ${pac}`,
    );
  }
}

function checkConditions({ generator, discriminator, game, condition }: StepOptions): void {
  const told = (c: Condition | undefined) => (c ? conditionText(c) : 'none');
  if (!game && !sameCondition(generator.condition, discriminator.condition)) {
    throw new UserError(
      `condition: expected the same condition in both networks, got ${told(generator.condition)} in the generator and ${told(discriminator.condition)} in the discriminator; one that only G has is not learnt`,
    );
  }
  const own = generator.condition ?? discriminator.condition;
  if (own && condition && !game && !sameCondition(own, condition)) {
    throw new UserError(
      `condition: expected that of the data (${told(condition)}) in the networks, got ${told(own)}${told(own) === told(condition) ? ' of other names' : ''}; give the networks dataset.condition`,
    );
  }
}

function checkUpdate({
  update,
  k = 1,
  realFake,
  generatorMode,
  unroll = 0,
  consensus = 0,
  ...rest
}: StepOptions): void {
  if (update !== undefined && update !== 'alternating') {
    if (k !== 1 || realFake === 'separate' || generatorMode === 'eval' || rest.generatorEvery !== undefined) {
      throw new UserError(
        `update: '${update}' takes one step of each player at once; expected k = 1, realFake 'joint', generatorMode 'train' and generatorEvery 1`,
      );
    }
    if (unroll > 0) {
      throw new UserError(
        `unroll: expected update 'alternating', since G looks ahead over D's next moves, got '${update}'`,
      );
    }
  }
  if (consensus > 0 && (rest.penaltyEvery ?? 1) > 1) {
    throw new UserError(
      `consensus: expected penaltyEvery 1, since the joint gradient contains those of the penalties, got ${rest.penaltyEvery}`,
    );
  }
  if (consensus > 0 && update !== 'simultaneous') {
    throw new UserError(
      `consensus: expected update 'simultaneous', since it changes the joint gradient of both players, got '${update ?? 'alternating'}'`,
    );
  }
}

function checkTogether({
  realFake,
  objective,
  game,
  penalties = [],
  noisyLabels = 0,
  unroll = 0,
  weights,
}: StepOptions) {
  const term = game?.discriminatorTerm !== undefined;
  const whole = penalties.some(p => p.discriminator) || noisyLabels > 0 || unroll > 0 || term;
  if (realFake === 'separate' && (whole || !objective.halves)) {
    throw new UserError(
      "realFake: expected 'joint', since the objective, a penalty, noisy labels, unrolling or a term of D's loss needs real and generated samples in one loss, got 'separate'",
    );
  }
  if (weights && !objective.halves) {
    throw new UserError(
      'weights: expected an objective with separate losses of real and generated samples, got one that compares them; remove the weights',
    );
  }
  if (weights && noisyLabels > 0) {
    throw new UserError(
      'weights: expected noisyLabels 0 with them, since a swapped sample would keep the weight of its partner; remove one',
    );
  }
  if (weights && objective.undecided === 'midpoint') {
    throw new UserError(
      'weights: expected an objective that fixes the level of D, got one where only differences count: with unequal weights a constant added to D lowers its loss without end; remove the weights',
    );
  }
}

function checkCoupling({ discriminator, penalties = [] }: StepOptions): void {
  if (discriminator.couplesBatch && penalties.some(p => p.perSample)) {
    throw new UserError(
      "penalties: expected a discriminator that judges each sample by itself, since a gradient penalty takes D's gradient at single samples, got one with batch normalisation or a minibatch layer, which mix them; use layer normalisation or none (arXiv 1704.00028, section 4)",
    );
  }
}

function checkFeatures({ discriminator, featureMatching = 0 }: StepOptions): void {
  if (featureMatching > 0 && !discriminator.intermediates.includes('features')) {
    throw new UserError(
      "featureMatching: expected a discriminator that shows its last hidden layer, got one without; add the layer intermediate('features')",
    );
  }
}
