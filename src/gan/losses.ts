import { add, mul } from '../graph/ops/elementwise.ts';
import { mean } from '../graph/ops/statistics.ts';
import type { Tensor } from '../graph/tensor.ts';
import { at } from '../nn/schedule.ts';
import { UserError } from '../util/error.ts';
import {
  type Discriminator,
  type DiscriminatorOutput,
  discriminate,
  logitsOf,
  type Pair,
} from './discriminator.ts';
import type { Feeds } from './feeds.ts';
import { type Game, type Match, type Minibatch, passOf, type TermContext } from './game.ts';
import type { Memories } from './memories.ts';
import type { Logits, Objective } from './objectives/objective.ts';
import type { SampleWeights, StepOptions } from './options.ts';
import { Penalize } from './penalize.ts';
import type { Player } from './player.ts';
import type { Preprocess, Seen } from './preprocess.ts';
import { featureDistance, swapLabels, topMean } from './terms.ts';

/** A minibatch with what G's player made of it. */
export interface Round {
  readonly minibatch: Minibatch;
  readonly matches: readonly Match[];
  /** G's player at that point. */
  readonly G: Player;
}

/** A player's loss with its parts. */
export interface Loss {
  /** What the objective says, summed over the matches, and the player's own term. */
  readonly objective: Tensor;
  /** What it is the mean of, as a rule: terms of samples or pairs, [m] each, that are added. */
  readonly terms: readonly Tensor[];
  /** The weighted sum of the penalties. */
  readonly penalty: Tensor | undefined;
  /** What D said, match by match. */
  readonly outputs: readonly DiscriminatorOutput[];
  readonly round: Round;
}

/** What losses are made with. */
interface LossParts {
  readonly options: StepOptions;
  readonly game: Game;
  readonly feeds: Feeds;
  readonly memories: Memories;
  readonly preprocess: Preprocess;
}

/** What the players minimise, whichever of them moves and in which order. */
export class Losses {
  private readonly options: StepOptions;
  private readonly game: Game;
  private readonly feeds: Feeds;
  private readonly preprocess: Preprocess;
  private readonly penaltyScale: Tensor | undefined;
  private readonly penalties: Penalize;

  constructor({ options, game, feeds, memories, preprocess }: LossParts) {
    this.options = options;
    this.game = game;
    this.feeds = feeds;
    this.preprocess = preprocess;
    this.penalties = new Penalize({ options, game, feeds, memories, preprocess });
    const { penaltyScale = 1 } = options;
    if (penaltyScale !== 1) this.penaltyScale = feeds.scalar('penaltyScale', step => at(penaltyScale, step));
  }

  /**
   * D's loss: the mean over samples of what the objective says of D's logits.
   * @param virtual whether the loss belongs to an ascent of unrolling, which the penalties' memories must not keep
   */
  ofD(D: Player, round: Round, pass: string, virtual = false): Loss {
    const { objective, weights, penalties = [], penaltyEvery = 1 } = this.options;
    const kinds = new Set(penalties.flatMap(p => p.inputGradientsAt ?? []));
    // Two passes make a gradient at one half cheaper; one that is rarely needed is not worth them.
    const apart = kinds.size === 1 && penaltyEvery === 1;
    const outputs = round.matches.map((match, i) => this.judge(D, match, passOf(pass, i), apart));
    const terms = outputs.map((output, i) => {
      const logits = this.noisyLabels(output.logits, passOf(pass, i));
      return discriminatorTerms(objective, { ...output, logits }, weights);
    });
    const own = this.game.discriminatorTerm?.(this.context(D, round, outputs, pass));
    return {
      objective: plus(sumOf(terms.map(meanOfTerms)), own),
      terms: terms.flat(),
      penalty: this.scaled(this.penalties.ofD(D, round, outputs, { pass, virtual })),
      outputs,
      round,
    };
  }

  /** D's loss on one half of given logits, for updates on real and on generated samples apart. */
  ofLogits(round: Round, seen: readonly Pair<Seen>[], logits: readonly Logits[]): Loss {
    const { objective, weights } = this.options;
    const outputs = seen.map((pair, i) => ({ seen: pair, logits: logits[i], inputGradients: noGradients }));
    const terms = outputs.map(output => discriminatorTerms(objective, output, weights));
    const mean = sumOf(terms.map(meanOfTerms));
    return { objective: mean, terms: terms.flat(), penalty: undefined, outputs, round };
  }

  /**
   * G's loss: the mean over samples of what the objective says of D's logits of generated samples; with the labels swapped
   * where G's player makes both sides.
   */
  ofG(D: Player, round: Round, outputs: readonly DiscriminatorOutput[], pass: string): Loss {
    const parts = outputs.map((output, i) => this.generatorPart(round.matches[i], output, passOf(pass, i)));
    const own = this.game.generatorTerm?.(this.context(D, round, outputs, pass));
    return {
      objective: plus(sumOf(parts.map(part => part.loss)), own),
      terms: parts.map(part => part.losses),
      penalty: this.scaled(this.penalties.ofG(round, pass)),
      outputs,
      round,
    };
  }

  private generatorPart(
    { bothSides = false }: Match,
    { logits, features }: DiscriminatorOutput,
    pass: string,
  ) {
    const { objective, topK = 1, featureMatching = 0 } = this.options;
    const { real, fake } = logits;
    const losses = bothSides
      ? objective.discriminator({ real: fake, fake: real })
      : objective.generator(logits);
    let loss = topK === 1 ? mean(losses) : this.topOf(losses, fake, bothSides, pass);
    if (featureMatching > 0 && features) {
      loss = add(mul(1 - featureMatching, loss), mul(featureMatching, featureDistance(features)));
    }
    return { loss, losses };
  }

  private topOf(losses: Tensor, logits: Tensor, bothSides: boolean, pass: string): Tensor {
    const { topK = 1 } = this.options;
    if (bothSides) {
      throw new UserError(
        "topK: expected a game whose real samples are data, got one where G's player makes both sides; set topK 1",
      );
    }
    const [m] = losses.shape;
    const count = (step: number) => Math.max(1, Math.round(m * at(topK, step)));
    return topMean(losses, logits, this.feeds.scalar(`${pass}/topK`, count));
  }

  /**
   * What D says for G's loss: real samples are judged again only where the loss depends on them.
   * @param before what D said last
   */
  judgeForG(
    D: Player,
    round: Round,
    before: readonly DiscriminatorOutput[],
    pass: string,
  ): DiscriminatorOutput[] {
    const { objective, featureMatching = 0 } = this.options;
    const compares =
      objective.comparesWithReal || featureMatching > 0 || this.game.generatorTerm !== undefined;
    return round.matches.map((match, i) => {
      const name = passOf(pass, i);
      if (compares || match.bothSides) return this.judge(D, match, name, false);
      const fake = this.preprocess.apply(match.fake, `${name}/generated`);
      const logits = {
        real: before[i].logits.real,
        fake: logitsOf(this.discriminator(D, match), fake, name).logits,
      };
      return { seen: { real: match.real, fake }, logits, inputGradients: noGradients };
    });
  }

  /** The samples of a match as D sees them. */
  seen({ real, fake }: Match, names: Pair<string>): Pair<Seen> {
    return {
      real: this.preprocess.apply(real, names.real),
      fake: this.preprocess.apply(fake, names.fake),
    };
  }

  discriminator(
    player: Player,
    { discriminator: network = this.options.discriminator }: Match,
  ): Discriminator {
    return { player, network };
  }

  private judge(D: Player, match: Match, pass: string, apart: boolean): DiscriminatorOutput {
    const seen = this.seen(match, { real: `${pass}/x`, fake: `${pass}/generated` });
    return discriminate(this.discriminator(D, match), seen, pass, apart);
  }

  private noisyLabels(logits: Logits, pass: string): Logits {
    const { noisyLabels = 0 } = this.options;
    if (noisyLabels === 0) return logits;
    return swapLabels(
      logits,
      noisyLabels,
      this.feeds.noise(`${pass}/labels`, 'uniform-01', logits.real.shape),
    );
  }

  private scaled(penalty: Tensor | undefined): Tensor | undefined {
    return penalty && this.penaltyScale ? mul(this.penaltyScale, penalty) : penalty;
  }

  private context(
    D: Player,
    { minibatch, matches, G }: Round,
    outputs: readonly DiscriminatorOutput[],
    pass: string,
  ): TermContext {
    return {
      minibatch,
      matches,
      outputs,
      G: G.applied(`${pass}/term of G`),
      D: D.applied(`${pass}/term of D`),
    };
  }
}

/** Terms [m·L] times the weights of their samples [m, ...]. */
function weigh(terms: Tensor, weight: SampleWeights | undefined, samples: Tensor): Tensor {
  if (!weight) return terms;
  const factors = weight(samples);
  const count = terms.shape[0] / samples.shape[0];
  if (typeof factors !== 'number' && count !== 1) {
    throw new UserError(
      `weights: expected one number for all samples with a discriminator of several logits, got weights of each sample and ${count} logits; use a discriminator of one logit`,
    );
  }
  return mul(terms, factors);
}

/**
 * What D's loss is the mean of, [m] each: one term of real and one of generated samples, with their weights, or
 * where the objective compares them one term of both.
 */
export function discriminatorTerms(
  objective: Objective,
  { seen, logits }: Pick<DiscriminatorOutput, 'seen' | 'logits'>,
  weights: StepOptions['weights'] = {},
): Tensor[] {
  const { halves } = objective;
  if (!halves) return [objective.discriminator(logits)];
  return [
    weigh(halves.real(logits.real), weights.real, seen.real.x),
    weigh(halves.fake(logits.fake), weights.fake, seen.fake.x),
  ];
}

/** The mean over samples of the sum of terms [m]. */
export function meanOfTerms(terms: readonly Tensor[]): Tensor {
  return mean(terms.reduce((a, b) => add(a, b)));
}

const sumOf = (parts: readonly Tensor[]) => parts.reduce((a, b) => add(a, b));
/** a, or a + b. */
export const plus = (a: Tensor, b: Tensor | undefined) => (b ? add(a, b) : a);

/** The objective's part of a loss and its penalties. */
export const total = ({ objective, penalty }: Loss) => plus(objective, penalty);

const noGradients = (): never => {
  throw new Error('internal: gradients at the samples of a loss that no penalty takes');
};
