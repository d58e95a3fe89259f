import { grad } from '../graph/grad.ts';
import { sum } from '../graph/ops/reduce.ts';
import { concat, reshape, sliceAxis } from '../graph/ops/shape.ts';
import { sizeOf, type Tensor } from '../graph/tensor.ts';
import type { Logits } from './objectives/objective.ts';
import type { Player } from './player.ts';

/** Something of real and of generated samples. */
export interface Pair {
  readonly real: Tensor;
  readonly fake: Tensor;
}

/** What D says of m real and m generated samples. */
export interface Verdict {
  /** What was judged, [m, ...]. */
  readonly seen: Pair;
  /** [m] */
  readonly logits: Logits;
  /** D's last hidden layer, [m, features]; only where the network shows it. */
  readonly features?: Pair;
}

export interface Judgement extends Verdict {
  /** ∂D/∂x at each sample, [m, ...]. */
  slopes(): Pair;
}

/** D's logits [n] of samples [n, ...], and its last hidden layer [n, features]. */
export function logitsOf(D: Player, samples: Tensor, pass: string): { logits: Tensor; features?: Tensor } {
  const { output, taps } = D.apply(samples, pass);
  const n = samples.shape[0];
  const features = taps.get('features');
  return {
    logits: reshape(output, [n]),
    features: features && reshape(features, [n, sizeOf(features.shape) / n]),
  };
}

/**
 * Judges real and generated samples.
 * @param apart in two passes; else in one of twice the size, which is faster, but a gradient at one half pays for both
 */
export function judge(D: Player, seen: Pair, pass: string, apart: boolean): Judgement {
  return apart || D.network.couplesBatch ? judgeApart(D, seen, pass) : judgeTogether(D, seen, pass);
}

function judgeApart(D: Player, seen: Pair, pass: string): Judgement {
  const real = logitsOf(D, seen.real, `${pass}/real`);
  const fake = logitsOf(D, seen.fake, `${pass}/fake`);
  return {
    seen,
    logits: { real: real.logits, fake: fake.logits },
    features: real.features && fake.features && { real: real.features, fake: fake.features },
    slopes: remember(() => ({ real: slope(real.logits, seen.real), fake: slope(fake.logits, seen.fake) })),
  };
}

function judgeTogether(D: Player, seen: Pair, pass: string): Judgement {
  const m = seen.real.shape[0];
  const both = concat([seen.real, seen.fake], 0);
  const { logits, features } = logitsOf(D, both, pass);
  const halves = (t: Tensor): Pair => ({ real: sliceAxis(t, 0, 0, m), fake: sliceAxis(t, 0, m, 2 * m) });
  return {
    seen,
    logits: halves(logits),
    features: features && halves(features),
    slopes: remember(() => halves(slope(logits, both))),
  };
}

/** ∂D/∂x at each sample: samples do not influence each other, so one sum serves all. */
export function slope(logits: Tensor, samples: Tensor): Tensor {
  return grad(sum(logits), [samples])[0];
}

function remember<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}
