import type { Tensor } from '../graph/tensor.ts';
import type { Network } from '../nn/network.ts';
import type { DiscriminatorOutput } from './discriminator.ts';

/** Samples [N, ...], and what they are conditioned on, row by row. */
export interface Samples {
  readonly x: Tensor;
  readonly y?: Tensor;
}

/** What the networks of a move are given. */
export interface Minibatch {
  /** Real samples [batch, ...], with their conditions where the data have some. */
  readonly real: Samples;
  /** Fresh noise [batch, ...generator's input]; only where the game takes some. */
  readonly z?: Tensor;
  /** The conditions that G is asked for; where real and generated samples are compared, those of `real`. */
  readonly asked?: Tensor;
}

/** Applies one of a player's networks to a batch, with conditions where the network has one. */
export type Apply = (network: Network, x: Tensor, y?: Tensor) => Tensor;

/** What one discriminator compares: samples that it shall call real, and samples that it shall call generated. */
export interface Match {
  readonly real: Samples;
  readonly fake: Samples;
  /** One of D's networks; default `StepOptions.discriminator`. */
  readonly discriminator?: Network;
  /**
   * Whether G's player makes the real side too, as an encoder does. Its loss is then the objective with the labels swapped on
   * both sides, else that of the generated side. Default no.
   */
  readonly bothSides?: boolean;
}

/** The name of what belongs to a match: that of the first is that of the whole. */
export const passOf = (name: string, match: number) => (match === 0 ? name : `${name}/match${match + 1}`);

/** What a term of a player's own may use. */
export interface TermContext {
  readonly minibatch: Minibatch;
  readonly matches: readonly Match[];
  /** What D says, match by match. */
  readonly outputs: readonly DiscriminatorOutput[];
  readonly G: Apply;
  readonly D: Apply;
}

/**
 * What the two players play for: the matches that are made of a minibatch by G's networks, and terms of their own.
 * Every update order, penalty and remedy takes any game.
 *
 * @example
 *   // two domains, x of one and y of the other, without pairs (arXiv 1703.10593)
 *   const game: Game = {
 *     noise: false,
 *     matches: ({ real: { x, y } }, G) => [
 *       { real: { x: y! }, fake: { x: G(toY, x) }, discriminator: criticOfY },
 *       { real: { x }, fake: { x: G(toX, y!) }, discriminator: criticOfX },
 *     ],
 *     generatorTerm: ({ minibatch: { real }, matches: [there], G }) =>
 *       graph.mul(10, graph.mean(graph.abs(graph.sub(G(toX, there.fake.x), real.x)))),
 *   };
 */
export interface Game {
  matches(minibatch: Minibatch, G: Apply): readonly Match[];
  /** Whether the minibatches have noise; default yes. */
  readonly noise?: boolean;
  /** A scalar that is added to D's loss. */
  discriminatorTerm?(context: TermContext): Tensor;
  /** A scalar that is added to G's loss. */
  generatorTerm?(context: TermContext): Tensor;
}

/** x against G(z), each with its condition where the networks have one. */
export function dataAgainst(generator: Network, { condition }: Network): Game {
  return {
    matches: ({ real, z, asked }, G) => [
      condition
        ? { real, fake: { x: G(generator, z!, asked), y: asked } }
        : { real: { x: real.x }, fake: { x: G(generator, z!, asked) } },
    ],
  };
}
