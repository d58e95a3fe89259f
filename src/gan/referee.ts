import { add, mul } from '../graph/ops/elementwise.ts';
import { mean } from '../graph/ops/reduce.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import { at } from '../nn/schedule.ts';
import type { Feeds } from './feeds.ts';
import { type Judgement, judge, logitsOf, type Verdict } from './judgement.ts';
import { discriminatorTerms, featureDistance, meanOfTerms, swapLabels, topMean } from './losses.ts';
import type { Memories } from './memories.ts';
import type { Logits } from './objectives/objective.ts';
import type { StepOptions } from './options.ts';
import { pack } from './pack.ts';
import type { DiscriminatorContext, GeneratorContext, Penalty } from './penalties/penalty.ts';
import type { Player } from './player.ts';

/** One minibatch of the game: real samples, noise, and what G makes of it. */
export interface Minibatch {
  readonly x: Tensor;
  readonly z: Tensor;
  readonly generated: Tensor;
  /** Who generated it, at that point. */
  readonly G: Player;
}

/** A player's loss with its parts. */
export interface Loss {
  /** What the objective says. */
  readonly objective: Tensor;
  /** What it is the mean of, as a rule: terms of samples or pairs, [m] each, that are added. */
  readonly terms: readonly Tensor[];
  /** The weighted sum of the penalties. */
  readonly penalty: Tensor | undefined;
  readonly verdict: Verdict;
  readonly minibatch: Minibatch;
}

/** Judges minibatches: what both players' losses are, with all that acts on a loss, whoever moves then and how. */
export class Referee {
  private readonly options: StepOptions;
  private readonly feeds: Feeds;
  private readonly memories: Memories;
  private readonly sigma: Tensor | undefined;
  private readonly penaltyScale: Tensor | undefined;

  constructor(options: StepOptions, feeds: Feeds, memories: Memories) {
    this.options = options;
    this.feeds = feeds;
    this.memories = memories;
    const { instanceNoise = 0, penaltyScale = 1 } = options;
    if (instanceNoise !== 0) this.sigma = feeds.scalar('instanceNoise', step => at(instanceNoise, step));
    if (penaltyScale !== 1) this.penaltyScale = feeds.scalar('penaltyScale', step => at(penaltyScale, step));
  }

  /** @param virtual whether the penalties forget what they saw: D only looks ahead */
  lossD(D: Player, minibatch: Minibatch, pass: string, virtual = false): Loss {
    const { objective, weights, noisyLabels = 0, penalties = [], penaltyEvery = 1 } = this.options;
    const slopes = new Set(penalties.flatMap(p => p.slopesAt ?? []));
    // Two passes make a gradient at one half cheaper; one that is rarely needed is not worth them.
    const judgement = this.judge(D, minibatch, pass, slopes.size === 1 && penaltyEvery === 1);
    const { real } = judgement.logits;
    const logits =
      noisyLabels === 0
        ? judgement.logits
        : swapLabels(
            judgement.logits,
            noisyLabels,
            this.feeds.noise(`${pass}/labels`, 'uniform-01', real.shape),
          );
    const terms = discriminatorTerms(objective, { ...judgement, logits }, weights);
    return {
      objective: meanOfTerms(terms),
      terms,
      penalty: this.penaltyOnD(D, minibatch, judgement, pass, virtual),
      verdict: judgement,
      minibatch,
    };
  }

  lossG(G: Player, minibatch: Minibatch, verdict: Verdict, pass: string): Loss {
    const { objective, topK = 1, featureMatching = 0 } = this.options;
    const { logits, features } = verdict;
    const losses = objective.generator(logits);
    const [m] = losses.shape;
    const most = topK === 1 ? undefined : this.topCount(m, pass);
    let loss = most ? topMean(losses, logits.fake, most) : mean(losses);
    if (featureMatching > 0 && features) {
      loss = add(mul(1 - featureMatching, loss), mul(featureMatching, featureDistance(features)));
    }
    const penalty = this.penaltyOnG(G, minibatch, pass);
    return { objective: loss, terms: [losses], penalty, verdict, minibatch };
  }

  private topCount(m: number, pass: string): Tensor {
    const { topK = 1 } = this.options;
    return this.feeds.scalar(`${pass}/topK`, step => Math.max(1, Math.round(m * at(topK, step))));
  }

  private judge(D: Player, { x, generated }: Minibatch, pass: string, apart = false): Judgement {
    const seen = { real: this.present(x, `${pass}/x`), fake: this.present(generated, `${pass}/generated`) };
    return judge(D, seen, pass, apart);
  }

  /** As G needs it: real samples are judged again only where its loss depends on them. */
  judgeForG(D: Player, minibatch: Minibatch, before: Logits, pass: string): Verdict {
    const { objective, featureMatching = 0 } = this.options;
    if (objective.comparesWithReal || featureMatching > 0) return this.judge(D, minibatch, pass);
    const fake = this.present(minibatch.generated, `${pass}/generated`);
    const logits = { real: before.real, fake: logitsOf(D, fake, pass).logits };
    return { seen: { real: minibatch.x, fake }, logits };
  }

  private penaltyOnD(
    D: Player,
    { z, G }: Minibatch,
    { seen, logits, slopes }: Judgement,
    pass: string,
    virtual: boolean,
  ): Tensor | undefined {
    const again = counter(`${pass}/penalty`);
    const generate = (noise: Tensor, name: string) => G.fork('again').apply(noise, name).output;
    const context: DiscriminatorContext = {
      ...this.common(D, pass, virtual),
      ...seen,
      logits,
      slopes,
      judge: samples => logitsOf(D, samples, again()).logits,
      noise: z,
      generate: noise => {
        const name = again();
        return this.present(generate(noise, name), name);
      },
    };
    return this.penalties(penalty => penalty.discriminator?.(context));
  }

  private penaltyOnG(G: Player, { z, generated }: Minibatch, pass: string): Tensor | undefined {
    const again = counter(`${pass}/penalty`);
    const context: GeneratorContext = {
      ...this.common(G, pass),
      noise: z,
      generated,
      generate: noise => G.fork('again').apply(noise, again()).output,
    };
    return this.penalties(penalty => penalty.generator?.(context));
  }

  private penalties(term: (penalty: Penalty) => Tensor | undefined): Tensor | undefined {
    const terms = (this.options.penalties ?? []).map(term).filter(t => t !== undefined);
    if (terms.length === 0) return undefined;
    const sum = terms.reduce((a, b) => add(a, b));
    return this.penaltyScale ? mul(this.penaltyScale, sum) : sum;
  }

  private common(player: Player, pass: string, virtual = false) {
    return {
      trained: player.trained,
      random: this.feeds.randomSource(`${pass}/penalty`),
      memory: (name: string, shape: Shape) => this.memories.get(name, shape, virtual),
    };
  }

  /** Samples as D sees them: with instance noise, packed. */
  present(samples: Tensor, pass: string): Tensor {
    const { pac = 1 } = this.options;
    if (!this.sigma) return pack(samples, pac);
    const noise = this.feeds.noise(`${pass}/instance`, 'normal', samples.shape);
    return pack(add(samples, mul(this.sigma, noise)), pac);
  }
}

/** Names with a running number. */
function counter(name: string): () => string {
  let count = 0;
  return () => `${name}${++count}`;
}
