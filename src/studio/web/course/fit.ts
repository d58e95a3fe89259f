import { type Distribution, kl, normal } from '../../../theory/index.ts';

/** A normal law by its mean and deviation. */
export interface Normal {
  readonly mean: number;
  readonly sd: number;
}

/** Direction of a divergence. */
export type Direction = 'forward' | 'reverse';

const away = (p: Distribution, { mean, sd }: Normal, direction: Direction) =>
  direction === 'forward'
    ? kl(p, normal(mean, sd), { tolerance: 1e-6 })
    : kl(normal(mean, sd), p, { tolerance: 1e-6 });

/**
 * The normal law nearest to p. Forward, KL(p‖q): the one with p's mean and variance, in closed form.
 * Reverse, KL(q‖p): a search by shrinking steps from `start`, so it finds the minimum next to it.
 */
export function nearest(p: Distribution, direction: Direction, start: Normal): Normal {
  if (direction === 'forward') return { mean: p.mean, sd: Math.sqrt(p.variance) };
  let best = start;
  let value = away(p, best, direction);
  for (let step = 0.5; step > 0.01; ) {
    const around = [
      { mean: best.mean + step, sd: best.sd },
      { mean: best.mean - step, sd: best.sd },
      { mean: best.mean, sd: best.sd * Math.exp(step) },
      { mean: best.mean, sd: best.sd * Math.exp(-step) },
    ];
    const found = around.map(law => ({ law, value: away(p, law, direction) })).find(x => x.value < value);
    if (found) ({ law: best, value } = found);
    else step /= 2;
  }
  return best;
}
