import { grad } from '../graph/grad.ts';
import { mul } from '../graph/ops/elementwise.ts';
import { sum } from '../graph/ops/reduce.ts';
import { concat, reshape, sliceAxis } from '../graph/ops/shape.ts';
import { mean } from '../graph/ops/statistics.ts';
import { sizeOf, type Tensor } from '../graph/tensor.ts';
import type { Network } from '../nn/network.ts';
import type { Change } from './augment.ts';
import type { Logits } from './objectives/objective.ts';
import type { Player } from './player.ts';
import type { Seen } from './preprocess.ts';

/** Something of real and of generated samples. */
export interface Pair<T = Tensor> {
  readonly real: T;
  readonly fake: T;
}

/** A discriminator at the present parameters of its player. */
export interface Discriminator {
  readonly player: Player;
  readonly network: Network;
}

/** What D says of m real and m generated samples; L logits of each, one as a rule, of which losses take the mean. */
export interface DiscriminatorOutput {
  /** The samples as D saw them, [m, ...], with their conditions, before augmentation. */
  readonly seen: Pair<Seen>;
  /** [m·L] */
  readonly logits: Logits;
  /** D's last hidden layer, [m, features]; only where the network shows it. */
  readonly features?: Pair;
  /** ∂D/∂x at each sample, [m, ...], D the mean of its logits. */
  inputGradients(): Pair;
}

/** D's logits [n·L] of samples [n, ...] after augmentation, and its last hidden layer [n, features]. */
export function logitsOf({ player, network }: Discriminator, { x: seen, y, change }: Seen, pass: string) {
  const x = change ? change(seen) : seen;
  const { output, intermediates } = player.apply(network, x, pass, { y });
  const n = x.shape[0];
  const features = intermediates.get('features');
  return {
    logits: reshape(output, [sizeOf(output.shape)]),
    features: features && reshape(features, [n, sizeOf(features.shape) / n]),
  };
}

/**
 * D's output for real and for generated samples.
 * @param apart in two passes; else in one of twice the size, which is faster, but a gradient at one half pays for both
 */
export function discriminate(
  D: Discriminator,
  seen: Pair<Seen>,
  pass: string,
  apart: boolean,
): DiscriminatorOutput {
  return apart || D.network.couplesBatch ? inTwoPasses(D, seen, pass) : inOnePass(D, seen, pass);
}

function inTwoPasses(D: Discriminator, seen: Pair<Seen>, pass: string): DiscriminatorOutput {
  const real = logitsOf(D, seen.real, `${pass}/real`);
  const fake = logitsOf(D, seen.fake, `${pass}/fake`);
  return {
    seen,
    logits: { real: real.logits, fake: fake.logits },
    features: real.features && fake.features && { real: real.features, fake: fake.features },
    inputGradients: once(() => ({
      real: inputGradient(real.logits, seen.real.x),
      fake: inputGradient(fake.logits, seen.fake.x),
    })),
  };
}

function inOnePass(D: Discriminator, seen: Pair<Seen>, pass: string): DiscriminatorOutput {
  const { real, fake } = seen;
  const both: Seen = {
    x: concat([real.x, fake.x], 0),
    ...(real.y && fake.y && { y: concat([real.y, fake.y], 0) }),
    ...(real.change && fake.change && { change: changeHalves(real.change, fake.change) }),
  };
  const { logits, features } = logitsOf(D, both, pass);
  return {
    seen,
    logits: halves(logits),
    features: features && halves(features),
    inputGradients: once(() => halves(inputGradient(logits, both.x))),
  };
}

function halves(both: Tensor): Pair {
  const m = both.shape[0] / 2;
  return { real: sliceAxis(both, 0, 0, m), fake: sliceAxis(both, 0, m, 2 * m) };
}

function changeHalves(ofReal: Change, ofFake: Change): Change {
  return both => {
    const { real, fake } = halves(both);
    return concat([ofReal(real), ofFake(fake)], 0);
  };
}

/** What D says of each sample, the mean of its L logits: [n, L] or [n, 1] to [n]. */
export function verdicts(output: Tensor): Tensor {
  const n = output.shape[0];
  const count = sizeOf(output.shape) / n;
  return count === 1 ? reshape(output, [n]) : mean(reshape(output, [n, count]), [1]);
}

/** ∂D/∂x at each sample [n, ...], D the mean of its logits [n·L]: samples do not influence each other, so one sum serves all. */
export function inputGradient(logits: Tensor, samples: Tensor): Tensor {
  const [slope] = grad(sum(logits), [samples]);
  const count = sizeOf(logits.shape) / samples.shape[0];
  return count === 1 ? slope : mul(1 / count, slope);
}

function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}
