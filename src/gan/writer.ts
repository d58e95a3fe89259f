import { greater, mul } from '../graph/ops/elementwise.ts';
import type { Tensor } from '../graph/tensor.ts';
import { dtypeOf } from '../nn/network.ts';
import { conditionShape } from '../util/condition.ts';
import { Augment } from './augment.ts';
import { Feeds } from './feeds.ts';
import { type Apply, dataAgainst, type Game, type Minibatch, type Samples } from './game.ts';
import { type Interval, interval } from './interval.ts';
import { type Loss, Losses, type Round, total } from './losses.ts';
import { Memories } from './memories.ts';
import type { StepOptions } from './options.ts';
import { type Descent, type GradientOf, Player, type Update, watchedIn } from './player.ts';
import { Preprocess } from './preprocess.ts';
import { Report } from './report.ts';
import type { StateArray } from './state.ts';
import type { GanStep, Move } from './step.ts';

/** What an update order writes a step with: the players, what feeds them, their losses and their moves. */
export class StepWriter {
  readonly options: StepOptions;
  readonly D: Player;
  readonly G: Player;
  readonly losses: Losses;
  private readonly game: Game;
  private readonly given: GradientOf | undefined;
  private readonly feeds = new Feeds();
  private readonly memories = new Memories();
  private readonly augment: Augment;
  /** Real samples that D has seen from one report to the next. */
  private readonly imagesSeen: number;
  private readonly moves: Move[] = [];
  private readonly descents: Interval;
  private readonly reported: Report;
  private readonly penaltyFlag: Tensor | undefined;
  private readonly generatorFlag: Tensor | undefined;

  /** @param given where updates take their gradients from; default as they were computed */
  constructor(options: StepOptions, given?: GradientOf) {
    this.options = options;
    this.given = given;
    const { k = 1, update, realFake, penaltyEvery = 1, generatorEvery = 1 } = options;
    this.game = options.game ?? dataAgainst(options.generator, options.discriminator);
    this.augment = new Augment(options, this.feeds, this.memories);
    this.descents = interval(generatorEvery);
    const ahead = update === 'extragradient' ? 2 : 1;
    this.imagesSeen = options.batch * ahead;
    const ascents = k * ahead * (realFake === 'separate' ? 2 : 1);
    this.D = this.player('discriminator', step => step * ascents);
    this.G = this.player('generator', step => this.descents.before(step) * ahead);
    this.losses = this.lossesOf(options);
    if (penaltyEvery > 1) this.penaltyFlag = this.flag('penaltyEvery', step => step % penaltyEvery === 0);
    if (generatorEvery !== 1) this.generatorFlag = this.flag('generatorEvery', this.descents.isDue);
    const flags = { penaltyD: this.penaltyFlag, G: this.generatorFlag };
    this.reported = new Report(options.objective, this.memories, flags);
  }

  private lossesOf(options: StepOptions): Losses {
    const { game, feeds, memories, augment } = this;
    return new Losses({
      options,
      game,
      feeds,
      memories,
      preprocess: new Preprocess(options, feeds, augment),
    });
  }

  private player(role: 'discriminator' | 'generator', updatesBefore: (step: number) => number): Player {
    const { networks, optimizers } = this.options;
    return new Player(
      [this.options[role], ...(networks?.[role] ?? [])],
      optimizers[role],
      updatesBefore,
      this.feeds,
      this.given,
    );
  }

  /** A fresh minibatch of data. */
  data(): Samples {
    const { generator, batch } = this.options;
    const x = this.feeds.data([batch, ...generator.output]);
    const { condition } = this;
    if (!condition) return { x };
    return { x, y: this.feeds.condition([batch, ...conditionShape(condition)], dtypeOf(condition)) };
  }

  /** Fresh noise, in games that take some. */
  noise(name: string): Tensor | undefined {
    const { generator, noise = 'normal', batch } = this.options;
    if (this.game.noise === false) return undefined;
    return this.feeds.noise(name, noise, [batch, ...generator.input]);
  }

  /** Fresh conditions to ask G for; those of the real samples where the loss compares the two. */
  asked(name: string, real: Samples): Tensor | undefined {
    const { objective, featureMatching = 0, game, batch } = this.options;
    const { condition } = this;
    if (!condition || game || objective.comparesWithReal || featureMatching > 0) return real.y;
    return this.feeds.asked(name, [batch, ...conditionShape(condition)], dtypeOf(condition));
  }

  private get condition() {
    const { condition, generator, discriminator, game } = this.options;
    return game ? condition : (generator.condition ?? discriminator.condition);
  }

  /** What the networks of G's player make of a minibatch. */
  round(minibatch: Minibatch, G: Player, apply: Apply): Round {
    return { minibatch, G, matches: this.game.matches(minibatch, apply) };
  }

  /** What the step says of an ascent of D; the probability of adaptive augmentation follows it. */
  report(loss: Loss): void {
    this.reported.ascent(loss);
    const p = this.augment.follow(this.reported.outputs['signReal'], this.imagesSeen);
    if (p) this.reported.outputs['augmentP'] = p;
  }

  descendD(D: Player, loss: Loss, phase: string, more: Pick<Descent, 'from' | 'differentiated'> = {}): void {
    const { penaltyFlag: flag } = this;
    const { objective, penalty } = loss;
    if (!flag || !penalty) {
      this.remember('discriminator', loss, D.descend({ loss: total(loss), phase, ...more }));
      return;
    }
    const sometimes = { loss: mul(this.options.penaltyEvery ?? 1, penalty), flag };
    this.remember('discriminator', loss, D.descend({ loss: objective, phase, sometimes, ...more }));
  }

  descendG(G: Player, loss: Loss, phase: string, more: Pick<Descent, 'from'> = {}): void {
    this.reported.descent(loss);
    this.remember('generator', loss, G.descend({ loss: total(loss), phase, ...more }));
  }

  /** Notes a move. */
  remember(player: Move['player'], loss: Loss, update: Update): void {
    this.moves.push({ player, loss, update });
  }

  /** In steps in which G does not move, all of it is as it was `before`. */
  holdG(before: Player): void {
    if (this.generatorFlag) this.G.holdUnless(this.generatorFlag, before);
  }

  finish(): GanStep {
    const { D, G, moves, feeds } = this;
    const moved = [...this.lookahead(), ...D.carried(), ...G.carried(), ...this.average()];
    const state = [...moved, ...this.memories.carried()];
    return {
      options: this.options,
      program: { inputs: feeds.all.map(feed => feed.node), state, outputs: this.reported.outputs },
      state,
      networks: { discriminator: D.networks, generator: G.networks },
      feeds: feeds.all,
      moves,
      watched: moves.flatMap(({ update }) => watchedIn(update)),
    };
  }

  /** Both players go back towards where they were: s ← s + share·(θ − s), θ ← s. @see arXiv 2006.14567 */
  private lookahead(): StateArray[] {
    const { lookahead } = this.options;
    if (!lookahead) return [];
    const { every, share } = lookahead;
    const flag = this.flag('lookahead', step => (step + 1) % every === 0);
    return [this.D, this.G].flatMap(player => player.goBack(share, flag));
  }

  private average(): StateArray[] {
    const { ema } = this.options;
    return ema ? this.G.average(this.feeds.scalar('averaging', ema)) : [];
  }

  /** A condition that depends on the step only. */
  private flag(name: string, holds: (step: number) => boolean): Tensor {
    const held = this.feeds.scalar(name, step => Number(holds(step)));
    return greater(held, 0);
  }
}
