import { grad } from '../graph/grad.ts';
import {
  add,
  greater,
  mul,
  neg,
  sigmoid,
  softplus,
  sqrt,
  stopGradient,
  where,
} from '../graph/ops/elementwise.ts';
import { mean } from '../graph/ops/reduce.ts';
import type { Carried, Program } from '../graph/program.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import { type Feed, Feeds } from './feeds.ts';
import { logitsOf } from './judgement.ts';
import { discriminatorTerms, meanOfTerms, signOfReal } from './losses.ts';
import { Memories } from './memories.ts';
import type { Logits } from './objectives/objective.ts';
import { checkOptions, type StepOptions } from './options.ts';
import { squaredNorm } from './penalties/gradient.ts';
import { Player, squaredLength, type Update, type Watched, watchedIn } from './player.ts';
import { type Loss, type Minibatch, Referee } from './referee.ts';
import { type Rhythm, rhythm } from './rhythm.ts';

export type { SampleWeights, StepOptions } from './options.ts';

/** A GAN's training step as a program, with where its inputs come from. */
export interface GanStep {
  readonly program: Program;
  readonly feeds: readonly Feed[];
  /** The players' moves, in order. */
  readonly moves: readonly Move[];
  /** In order of computation: where to look for the first NaN. */
  readonly watched: readonly Watched[];
}

/** A move of a player within a step: what it looked at, and how it moved. */
export interface Move {
  readonly loss: Loss;
  readonly update: Update;
}

/** Prefixes of state that begins as a copy of a parameter: G's average, lookahead's slow weights. */
export const AVERAGE = 'average/';
export const SLOW = 'slow/';

/**
 * Builds the training step of a GAN: Algorithm 1 of Goodfellow et al. 2014, and its variants.
 *
 * Outputs of the program, each a scalar. As seen in the step's last ascent, before its update: `lossD`;
 * `scoreReal` = mean D(x) and `scoreFake` = mean D(G(z)), with D = σ(logit) unless the objective is a critic's;
 * `value` = V(D, G) = mean log D(x) + mean log(1 − D(G(z))), for a critic −lossD; `signReal` = mean sign of
 * D(x) − what D says when undecided. In the descent of G: `lossG`, and `gradientG`, the root mean square over samples of
 * ‖∂L_G/∂G(z)‖. With penalties or consensus `penaltyD` and `penaltyG`, which the losses do not contain. What a step leaves out
 * (`penaltyEvery`, `generatorEvery`) is as in the last step that did not.
 *
 * @throws UserError where options do not go together
 * @see arXiv 1406.2661, Algorithm 1
 */
export function buildStep(options: StepOptions): GanStep {
  checkOptions(options);
  return new StepBuilder(options).build();
}

class StepBuilder {
  private readonly options: StepOptions;
  private readonly feeds = new Feeds();
  private readonly moves: Move[] = [];
  private readonly D: Player;
  private readonly G: Player;
  private readonly rhythmG: Rhythm;
  private readonly outputs: Record<string, Tensor> = {};
  private readonly memories = new Memories();
  private readonly referee: Referee;
  private readonly penaltyFlag: Tensor | undefined;
  private readonly generatorFlag: Tensor | undefined;

  constructor(options: StepOptions) {
    this.options = options;
    const { discriminator, generator, optimizers, k = 1, realFake, update } = options;
    const ahead = update === 'extragradient' ? 2 : 1;
    const ascents = k * ahead * (realFake === 'separate' ? 2 : 1);
    this.rhythmG = rhythm(options.generatorEvery ?? 1);
    this.D = new Player(discriminator, optimizers.discriminator, step => step * ascents, this.feeds);
    this.G = new Player(
      generator,
      optimizers.generator,
      step => this.rhythmG.before(step) * ahead,
      this.feeds,
    );
    const { penaltyEvery = 1, generatorEvery = 1 } = options;
    this.referee = new Referee(options, this.feeds, this.memories);
    if (penaltyEvery > 1) this.penaltyFlag = this.flag('penaltyEvery', step => step % penaltyEvery === 0);
    if (generatorEvery !== 1) this.generatorFlag = this.flag('generatorEvery', this.rhythmG.happens);
  }

  build(): GanStep {
    const { update = 'alternating' } = this.options;
    if (update === 'alternating') this.alternate();
    else if (update === 'simultaneous') this.moveBoth();
    else this.extrapolate();
    const moved = [...this.lookahead(), ...this.D.carried(), ...this.G.carried(), ...this.average()];
    const state = [...moved, ...this.memories.carried()];
    const inputs = this.feeds.all.map(feed => feed.node);
    return {
      program: { inputs, state, outputs: this.outputs },
      feeds: this.feeds.all,
      moves: this.moves,
      watched: this.moves.flatMap(({ update }) => watchedIn(update)),
    };
  }

  /** Algorithm 1: k ascents of D, then one descent of G. */
  private alternate(): void {
    const { k = 1, realFake } = this.options;
    let x: Tensor | undefined;
    let logits: Logits | undefined;
    for (let i = 1; i <= k; i++) {
      const minibatch = this.minibatchFor(i);
      x = minibatch.x;
      logits = realFake === 'separate' ? this.ascendApart(minibatch, i) : this.ascend(minibatch, i);
    }
    this.descend(x!, logits!);
  }

  /** Fresh data, fresh noise, and what G makes of it, without a gradient to G. */
  private minibatchFor(i: number): Minibatch {
    const { generatorMode = 'train' } = this.options;
    const z = this.noise(`z${i}`);
    const x = this.feeds.data(this.shape(this.G.network.output));
    const generated = stopGradient(this.G.apply(z, `generator${i}`, generatorMode === 'train').output);
    return { x, z, generated, G: this.G };
  }

  /** Ascends V(D, G) in D. */
  private ascend(minibatch: Minibatch, i: number): Logits {
    const loss = this.referee.lossD(this.D, minibatch, `discriminator${i}`);
    this.reportD(loss);
    this.descendD(this.D, loss, `ascent ${i} of D`);
    return loss.verdict.logits;
  }

  /** Two updates, on the real half and then on the generated half of the loss. */
  private ascendApart(minibatch: Minibatch, i: number): Logits {
    const { x, generated } = minibatch;
    const { objective, weights } = this.options;
    const seen = {
      real: this.referee.present(x, `x${i}`),
      fake: this.referee.present(generated, `generated${i}`),
    };
    const lossOf = (logits: Logits): Loss => {
      const verdict = { seen, logits };
      const terms = discriminatorTerms(objective, verdict, weights);
      return { objective: meanOfTerms(terms), terms, penalty: undefined, verdict, minibatch };
    };
    const real = logitsOf(this.D, seen.real, `discriminator${i}/real`).logits;
    const { objective: onReal } = lossOf({ real, fake: stopGradient(real) });
    const first = this.D.descend({ loss: onReal, phase: `ascent ${i} of D, real half` });
    const fake = logitsOf(this.D, seen.fake, `discriminator${i}/fake`).logits;
    const { objective: onFake } = lossOf({ real: stopGradient(fake), fake });
    const second = this.D.descend({ loss: onFake, phase: `ascent ${i} of D, generated half` });
    const loss = lossOf({ real, fake });
    for (const update of [first, second]) this.moves.push({ loss, update });
    this.reportD(loss);
    return loss.verdict.logits;
  }

  /**
   * Descends in G on a fresh minibatch of noise.
   * @param x the last minibatch of data
   * @param logits D's of the last ascent
   */
  private descend(x: Tensor, logits: Logits): void {
    this.D.freeze();
    const before = this.G.fork('before');
    const z = this.noise('z');
    const minibatch = { x, z, generated: this.G.apply(z, 'generator').output, G: this.G };
    const D = this.unrolled(minibatch);
    const loss = this.referee.lossG(
      this.G,
      minibatch,
      this.referee.judgeForG(D, minibatch, logits, 'discriminator'),
      'generator',
    );
    this.descendG(this.G, loss, 'descent of G');
    if (this.generatorFlag) this.G.holdUnless(this.generatorFlag, before);
  }

  /** D after some more ascents on the same minibatch, through which G's gradient flows. */
  private unrolled(minibatch: Minibatch): Player {
    const { unroll = 0 } = this.options;
    if (unroll === 0) return this.D;
    const D = this.D.fork('unroll');
    for (let i = 1; i <= unroll; i++) {
      this.descendD(D, this.referee.lossD(D, minibatch, `unroll${i}`, true), `ascent ${i} of D ahead`);
    }
    return D;
  }

  /** Both gradients from one forward pass, then both updates. */
  private moveBoth(): void {
    const { lossD, lossG } = this.withConsensus(this.bothLosses(this.D, this.G, '1'));
    this.reportD(lossD);
    // G's gradient is taken through the old D: the graph of its loss was built before D's update.
    this.descendD(this.D, lossD, 'update of D');
    this.descendG(this.G, lossG, 'update of G');
  }

  /** Both losses, each with γ/2·‖v‖² of the gradients v of both players as a penalty. @see arXiv 1705.10461, equation 8 */
  private withConsensus(losses: BothLosses): BothLosses {
    const { consensus = 0 } = this.options;
    if (consensus === 0) return losses;
    const square = (loss: Loss, player: Player) => squaredLength(player.gradients(total(loss)));
    const both = mul(consensus / 2, add(square(losses.lossD, this.D), square(losses.lossG, this.G)));
    const joined = (loss: Loss): Loss => ({ ...loss, penalty: plus(both, loss.penalty) });
    return { lossD: joined(losses.lossD), lossG: joined(losses.lossG) };
  }

  /** Looks a step of both players ahead, then moves by the gradients found there. @see arXiv 1802.10551, algorithm 4 */
  private extrapolate(): void {
    const here = this.bothLosses(this.D, this.G, '1');
    const ahead = { D: this.D.fork('ahead'), G: this.G.fork('ahead') };
    this.descendD(ahead.D, here.lossD, 'extrapolation of D');
    const update = ahead.G.descend({ loss: total(here.lossG), phase: 'extrapolation of G' });
    this.moves.push({ loss: here.lossG, update });
    const there = this.bothLosses(ahead.D, ahead.G, '2');
    this.reportD(there.lossD);
    this.D.adopt(ahead.D);
    this.G.adopt(ahead.G);
    this.descendD(this.D, there.lossD, 'update of D', ahead.D);
    this.descendG(this.G, there.lossG, 'update of G', ahead.G);
  }

  private bothLosses(D: Player, G: Player, i: string): BothLosses {
    const x = this.feeds.data(this.shape(G.network.output));
    const z = this.noise(`z${i}`);
    const minibatch = { x, z, generated: G.apply(z, `generator${i}`).output, G };
    const lossD = this.referee.lossD(D, minibatch, `discriminator${i}`);
    return { lossD, lossG: this.referee.lossG(G, minibatch, lossD.verdict, `generator${i}`) };
  }

  private shape(sample: Shape): number[] {
    return [this.options.batch, ...sample];
  }

  private noise(name: string): Tensor {
    return this.feeds.noise(name, this.options.noise ?? 'normal', this.shape(this.G.network.input));
  }

  /** A condition that depends on the step only. */
  private flag(name: string, holds: (step: number) => boolean): Tensor {
    return greater(
      this.feeds.scalar(name, step => Number(holds(step))),
      0,
    );
  }

  private descendD(D: Player, loss: Loss, phase: string, from?: Player): void {
    const { penaltyFlag: flag } = this;
    const { objective, penalty } = loss;
    if (!flag || !penalty) this.moves.push({ loss, update: D.descend({ loss: total(loss), phase, from }) });
    else {
      const sometimes = { loss: mul(this.options.penaltyEvery ?? 1, penalty), flag };
      this.moves.push({ loss, update: D.descend({ loss: objective, phase, from, sometimes }) });
    }
  }

  private descendG(G: Player, loss: Loss, phase: string, from?: Player): void {
    const say = (name: string, value: Tensor) => {
      this.outputs[name] = this.newest(name, value, this.generatorFlag);
    };
    say('lossG', loss.objective);
    if (loss.penalty) say('penaltyG', loss.penalty);
    say('gradientG', this.gradientAt(loss));
    this.moves.push({ loss, update: G.descend({ loss: total(loss), phase, from }) });
  }

  /** √(mean over samples ‖m·∂L/∂(what D saw)‖²): the loss is a mean, so m times its gradient is one sample's. */
  private gradientAt({ objective, verdict }: Loss): Tensor {
    const { fake } = verdict.seen;
    const [slopes] = grad(objective, [fake]);
    return mul(fake.shape[0], sqrt(mean(squaredNorm(slopes))));
  }

  private reportD({ objective, penalty, verdict }: Loss): void {
    this.report(verdict.logits, objective);
    if (penalty) this.outputs['penaltyD'] = this.newest('penaltyD', penalty, this.penaltyFlag);
  }

  /** A value that counts only in steps where the flag holds; in others, where it need not be computed, the last one. */
  private newest(name: string, value: Tensor, flag: Tensor | undefined): Tensor {
    if (!flag) return value;
    const memory = this.memories.get(name, value.shape);
    const newest = where(flag, value, memory.value);
    memory.set(newest);
    return newest;
  }

  /** What the step says of the last ascent. */
  private report({ real, fake }: Logits, lossD: Tensor): void {
    const { objective } = this.options;
    const critic = objective.critic === true;
    const score = critic ? (logits: Tensor) => logits : sigmoid;
    this.outputs['lossD'] = lossD;
    this.outputs['scoreReal'] = mean(score(real));
    this.outputs['scoreFake'] = mean(score(fake));
    this.outputs['signReal'] = signOfReal(objective, { real, fake });
    this.outputs['value'] = neg(critic ? lossD : mean(add(softplus(neg(real)), softplus(fake))));
  }

  /** Both players go back towards where they were: s ← s + share·(θ − s), θ ← s. @see arXiv 2006.14567 */
  private lookahead(): Carried[] {
    const { lookahead } = this.options;
    if (!lookahead) return [];
    const { every, share } = lookahead;
    const flag = this.flag('lookahead', step => (step + 1) % every === 0);
    return [this.D, this.G].flatMap(player => player.goBack(SLOW, share, flag));
  }

  /** The moving average of G. */
  private average(): Carried[] {
    const { averaging } = this.options;
    return averaging ? this.G.follow(AVERAGE, this.feeds.scalar('averaging', averaging)) : [];
  }
}

interface BothLosses {
  readonly lossD: Loss;
  readonly lossG: Loss;
}

const plus = (a: Tensor, b: Tensor | undefined) => (b ? add(a, b) : a);
const total = ({ objective, penalty }: Loss) => plus(objective, penalty);
