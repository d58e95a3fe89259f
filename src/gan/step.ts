import type { Program } from '../graph/program.ts';
import type { Network } from '../nn/network.ts';
import type { Feed } from './feeds.ts';
import type { Loss } from './losses.ts';
import { checkOptions, type StepOptions } from './options.ts';
import type { GradientOf, Update, Watched } from './player.ts';
import type { StateArray } from './state.ts';
import { updates } from './updates/index.ts';
import { StepWriter } from './writer.ts';

export type { StepOptions } from './options.ts';

/** A GAN's training step as a program, with where its inputs come from. */
export interface GanStep {
  /** What it was built from. */
  readonly options: StepOptions;
  readonly program: Program;
  /** What the arrays of the program's state are, in its order. */
  readonly state: readonly StateArray[];
  /** Of both players, the first ones `StepOptions.discriminator` and `generator`. */
  readonly networks: { readonly discriminator: readonly Network[]; readonly generator: readonly Network[] };
  readonly feeds: readonly Feed[];
  /** The players' moves, in order. */
  readonly moves: readonly Move[];
  /** In order of computation: where to look for the first NaN. */
  readonly watched: readonly Watched[];
}

/** A move of a player within a step: what it looked at, and how it moved. */
export interface Move {
  readonly player: 'discriminator' | 'generator';
  readonly loss: Loss;
  readonly update: Update;
}

/**
 * Builds the training step of a GAN: Algorithm 1 of Goodfellow et al. 2014 (`updates/alternating.ts`), and its variants.
 *
 * Outputs of the program, each a scalar. As seen in the step's last ascent, before its update: `lossD`;
 * `scoreReal` = mean D(x) and `scoreFake` = mean D(G(z)), with D = σ(logit) unless the objective is a critic's;
 * `value` = V(D, G) = mean log D(x) + mean log(1 − D(G(z))), for a critic −lossD; `signReal` = mean sign of
 * D(x) − what D says when undecided. In the descent of G: `lossG`, and `gradientG`, the root mean square over samples of
 * ‖∂L_G/∂G(z)‖. With adaptive augmentation `augmentP`, its probability after the
 * ascent. With penalties or consensus `penaltyD` and `penaltyG`, which the losses do not contain. What a step leaves out
 * (`penaltyEvery`, `generatorEvery`) is as in the last step that did not. In a game of several matches scores and signs are of
 * all of them together, `gradientG` is that of the first.
 *
 * @throws UserError where options do not go together
 * @see arXiv 1406.2661, Algorithm 1
 */
export function buildStep(options: StepOptions): GanStep {
  checkOptions(options);
  return writeStep(options);
}

/** @param given where updates take their gradients from; default as they were computed */
export function writeStep(options: StepOptions, given?: GradientOf): GanStep {
  const step = new StepWriter(options, given);
  updates[options.update ?? 'alternating'](step);
  return step.finish();
}
