import { add, mul, neg, sigmoid, softplus, stopGradient, sub } from '../graph/ops/elementwise.ts';
import { input } from '../graph/ops/leaf.ts';
import { mean } from '../graph/ops/reduce.ts';
import { concat, reshape, sliceAxis } from '../graph/ops/shape.ts';
import type { Carried, Program } from '../graph/program.ts';
import { formatShape, sameShape, sizeOf, type Tensor } from '../graph/tensor.ts';
import type { Network } from '../nn/network.ts';
import { UserError } from '../util/error.ts';
import { type Feed, Feeds, type NoiseLaw } from './feeds.ts';
import type { Logits, Objective } from './objectives/objective.ts';
import { Player, type PlayerOptimizer, type Watched } from './player.ts';

export interface StepOptions {
  /** Noise [N, ...] to samples [N, ...]. */
  readonly generator: Network;
  /** Samples [N, ...] to one logit each, [N, 1]. */
  readonly discriminator: Network;
  readonly objective: Objective;
  readonly optimizers: { readonly discriminator: PlayerOptimizer; readonly generator: PlayerOptimizer };
  /** Samples in a minibatch, m of Algorithm 1. */
  readonly batch: number;
  /** Ascents of D for one descent of G; default 1. */
  readonly k?: number;
  /** Default `normal`. */
  readonly noise?: NoiseLaw;
  /**
   * `alternating`: Algorithm 1. `simultaneous`: one forward pass on one minibatch and one noise serves
   * both gradients, and both players move at once, as in the paper's own code (k = 1). Default `alternating`.
   */
  readonly update?: 'alternating' | 'simultaneous';
  /**
   * How D sees its two halves: in one update, or, as Keras users write it, `apart`: one update on
   * the real half, then one on the generated half. Default `together`.
   */
  readonly halves?: 'together' | 'apart';
  /** Whether G makes the fakes of D's update in training mode (batch statistics) or in inference mode. Default `training`. */
  readonly fakes?: 'training' | 'inference';
  /** Share of the average of G's parameters that each step replaces, by step; left out: no average is kept. */
  readonly averaging?: (step: number) => number;
}

/** A GAN's training step as a program, with where its inputs come from. */
export interface GanStep {
  readonly program: Program;
  readonly feeds: readonly Feed[];
  /** In order of computation: where to look for the first NaN. */
  readonly watched: readonly Watched[];
}

/** Prefix of the averaged generator's state. */
export const AVERAGE = 'average/';

/**
 * Builds the training step of a GAN: Algorithm 1 of Goodfellow et al. 2014.
 *
 * Outputs of the program, each a scalar: `lossD`, `lossG`; `scoreReal` = mean D(x) and `scoreFake` =
 * mean D(G(z)) with D = σ(logit); `value` = V(D, G) = mean log D(x) + mean log(1 − D(G(z))), all as seen
 * in the step's last ascent, before its update.
 *
 * @see arXiv 1406.2661, Algorithm 1
 */
export function buildStep(options: StepOptions): GanStep {
  check(options);
  return new StepBuilder(options).build();
}

class StepBuilder {
  private readonly options: StepOptions;
  private readonly feeds = new Feeds();
  private readonly watched: Watched[] = [];
  private readonly D: Player;
  private readonly G: Player;
  private readonly outputs: Record<string, Tensor> = {};

  constructor(options: StepOptions) {
    this.options = options;
    const { discriminator, generator, optimizers, k = 1, halves } = options;
    this.D = new Player(discriminator, optimizers.discriminator, halves === 'apart' ? 2 * k : k);
    this.G = new Player(generator, optimizers.generator, 1);
  }

  build(): GanStep {
    const { k = 1, update } = this.options;
    if (update === 'simultaneous') this.moveBoth();
    else {
      for (let i = 1; i <= k; i++) this.ascend(i);
      this.descend();
    }
    const state = [...this.D.carried(), ...this.G.carried(), ...this.average()];
    const inputs = this.feeds.all.map(feed => feed.node);
    return {
      program: { inputs, state, outputs: this.outputs },
      feeds: this.feeds.all,
      watched: this.watched,
    };
  }

  /** Ascends V(D, G) in D on a fresh minibatch of noise and of data. */
  private ascend(i: number): void {
    const { fakes = 'training', halves = 'together' } = this.options;
    const z = this.noise(`z${i}`);
    const x = this.feeds.data(this.shape(this.D.network.input));
    const generated = stopGradient(this.generate(z, fakes === 'training', `generator${i}`));
    if (halves === 'apart') this.ascendApart(x, generated, i);
    else this.ascendOnce(x, generated, i);
  }

  private ascendOnce(x: Tensor, generated: Tensor, i: number): void {
    const logits = this.judge(x, generated, `discriminator${i}`);
    const loss = mean(this.options.objective.discriminator(logits));
    this.report(logits, loss);
    this.watched.push(...this.D.descend(loss, this.feeds, `ascent ${i} of D`));
  }

  /** Two updates, on the real half and then on the generated half of the loss. */
  private ascendApart(x: Tensor, generated: Tensor, i: number): void {
    const lossOf = (logits: Logits) => mean(this.options.objective.discriminator(logits));
    const real = this.logits(x, `discriminator${i}/real`);
    const onReal = lossOf({ real, fake: stopGradient(real) });
    this.watched.push(...this.D.descend(onReal, this.feeds, `ascent ${i} of D, real half`));
    const fake = this.logits(generated, `discriminator${i}/fake`);
    const onFake = lossOf({ real: stopGradient(fake), fake });
    this.watched.push(...this.D.descend(onFake, this.feeds, `ascent ${i} of D, generated half`));
    this.report({ real, fake }, lossOf({ real, fake }));
  }

  /** Descends in G on a fresh minibatch of noise. */
  private descend(): void {
    const generated = this.generate(this.noise('z'), true, 'generator');
    const fake = this.logits(generated, 'discriminator');
    const loss = mean(this.options.objective.generator({ fake }));
    this.outputs['lossG'] = loss;
    this.watched.push(...this.G.descend(loss, this.feeds, 'descent of G'));
  }

  /** Both gradients from one forward pass, then both updates. */
  private moveBoth(): void {
    const { objective } = this.options;
    const x = this.feeds.data(this.shape(this.D.network.input));
    const generated = this.generate(this.noise('z'), true, 'generator');
    const logits = this.judge(x, generated, 'discriminator');
    const lossD = mean(objective.discriminator(logits));
    const lossG = mean(objective.generator(logits));
    this.report(logits, lossD);
    this.outputs['lossG'] = lossG;
    // G's gradient is taken through the old D: the graph of lossG was built before D's update.
    this.watched.push(...this.D.descend(lossD, this.feeds, 'update of D'));
    this.watched.push(...this.G.descend(lossG, this.feeds, 'update of G'));
  }

  private shape(sample: readonly number[]): number[] {
    return [this.options.batch, ...sample];
  }

  private noise(name: string): Tensor {
    return this.feeds.noise(name, this.options.noise ?? 'normal', this.shape(this.G.network.input));
  }

  private generate(z: Tensor, training: boolean, pass: string): Tensor {
    const random = this.feeds.randomSource(pass);
    const { output, updates } = this.G.network.forward(z, { values: this.G.values, training, random });
    this.G.keep(updates);
    return output;
  }

  /** D's logits [m] on real and on generated samples: in one pass where samples do not influence each other. */
  private judge(x: Tensor, generated: Tensor, pass: string): Logits {
    if (this.D.network.couplesBatch) {
      return { real: this.logits(x, `${pass}/real`), fake: this.logits(generated, `${pass}/fake`) };
    }
    const m = this.options.batch;
    const both = this.logits(concat([x, generated], 0), pass);
    return { real: sliceAxis(both, 0, 0, m), fake: sliceAxis(both, 0, m, 2 * m) };
  }

  private logits(x: Tensor, pass: string): Tensor {
    const random = this.feeds.randomSource(pass);
    const { output, updates } = this.D.network.forward(x, { values: this.D.values, training: true, random });
    this.D.keep(updates);
    return reshape(output, [x.shape[0]]);
  }

  /** What the step says of the last ascent. */
  private report({ real, fake }: Logits, lossD: Tensor): void {
    this.outputs['lossD'] = lossD;
    this.outputs['scoreReal'] = mean(sigmoid(real));
    this.outputs['scoreFake'] = mean(sigmoid(fake));
    this.outputs['value'] = neg(mean(add(softplus(neg(real)), softplus(fake))));
  }

  /** The moving average of G: a ← a + share·(θ − a); buffers are taken over as they are. */
  private average(): Carried[] {
    const { averaging } = this.options;
    if (!averaging) return [];
    const share = this.feeds.scalar('averaging', averaging);
    return this.G.network.parameters.map(({ name, shape, trainable }) => {
      const value = input(AVERAGE + name, shape);
      const current = this.G.values.get(name)!;
      return { value, next: trainable ? add(value, mul(sub(current, value), share)) : current };
    });
  }
}

function check({ generator, discriminator, k = 1, update, halves, fakes, batch }: StepOptions): void {
  if (!sameShape(generator.output, discriminator.input)) {
    throw new UserError(
      `generator: expected samples of shape ${formatShape(discriminator.input)} as the discriminator takes, got ${formatShape(generator.output)}; change its output`,
    );
  }
  if (sizeOf(discriminator.output) !== 1) {
    throw new UserError(
      `discriminator: expected one logit a sample, got ${formatShape(discriminator.output)}`,
    );
  }
  if (!Number.isInteger(k) || k < 1) throw new UserError(`k: expected an integer of at least 1, got ${k}`);
  if (!Number.isInteger(batch) || batch < 1)
    throw new UserError(`batch: expected an integer of at least 1, got ${batch}`);
  if (update === 'simultaneous' && (k !== 1 || halves === 'apart' || fakes === 'inference')) {
    throw new UserError(
      "update: 'simultaneous' takes one step of each player at once; expected k = 1, halves 'together' and fakes 'training'",
    );
  }
}
