import { describe, expect, it } from 'vitest';
import { grad } from '../graph/grad.ts';
import { interpret } from '../graph/interpret.ts';
import { add, mul, sub } from '../graph/ops/elementwise.ts';
import { constant, input } from '../graph/ops/leaf.ts';
import { gather } from '../graph/ops/linear.ts';
import { sum } from '../graph/ops/reduce.ts';
import { reshape } from '../graph/ops/shape.ts';
import { mean } from '../graph/ops/statistics.ts';
import type { Tensor } from '../graph/tensor.ts';
import { discrete } from '../theory/distributions/discrete.ts';
import { smoothedDiscriminator, weightedDiscriminator } from '../theory/game/criteria.ts';
import { UserError } from '../util/error.ts';
import { discriminatorTerms, meanOfTerms } from './losses.ts';
import { objective, objectives, parseObjective } from './objectives/index.ts';
import type { Logits } from './objectives/objective.ts';
import { smoothLabels } from './objectives/smoothing.ts';
import type { StepOptions } from './options.ts';
import { featureDistance, signOfReal, swapLabels, topMean } from './terms.ts';

/** Laws of three places, in twentieths. */
const p = [0.2, 0.5, 0.3];
const q = [0.4, 0.25, 0.35];
const samples = (law: readonly number[]) =>
  law.flatMap((mass, place) => Array.from({ length: Math.round(20 * mass) }, () => place));

interface Batch {
  readonly real: readonly number[];
  readonly fake: readonly number[];
}

/** Every pair of a real and a generated sample, `copies` times. */
function pairs(real: readonly number[], fake: readonly number[], copies = 1): Batch {
  const all = samples(real).flatMap(x =>
    samples(fake).flatMap(y => Array.from({ length: copies }, () => [x, y])),
  );
  return { real: all.map(([x]) => x), fake: all.map(([, y]) => y) };
}

type Loss = (logits: Logits, seen: Logits) => Tensor;

/** What D says of the places at the least of its loss, by Newton's method: each place is a problem of its own. */
function best({ real, fake }: Batch, loss: Loss): number[] {
  const m = real.length;
  const table = input('table', [3, 1]);
  const index = { real: input('real', [m], 'int'), fake: input('fake', [m], 'int') };
  const logits = (i: Tensor) => reshape(gather(table, i), [m]);
  const seen = {
    real: constant(Float64Array.from(real), [m]),
    fake: constant(Float64Array.from(fake), [m]),
  };
  const value = loss({ real: logits(index.real), fake: logits(index.fake) }, seen);
  const [slope] = grad(value, [table]);
  const [curvature] = grad(sum(slope), [table]);
  let D = [0, 0, 0];
  for (let n = 0; n < 8; n++) {
    const [g, h] = interpret([slope, curvature], { table: D, real, fake });
    D = D.map((d, k) => d - g[k] / h[k]);
  }
  return D;
}

const probability = (s: number) => 1 / (1 + Math.exp(-s));
const minimax = objective('minimax');

function expectProbabilities(
  D: readonly number[],
  expected: (p: number, q: number, place: number) => number,
) {
  D.forEach((s, k) => {
    expect(probability(s)).toBeCloseTo(expected(p[k], q[k], k), 10);
  });
}

it('without a modifier D* = p/(p + q)', () => {
  expectProbabilities(
    best(pairs(p, q), logits => mean(minimax.discriminator(logits))),
    (a, b) => a / (a + b),
  );
});

describe('label smoothing', () => {
  it('α = 0.9: D* = αp/(p + q), as in the theory', () => {
    const D = best(pairs(p, q), logits => mean(smoothLabels(minimax, 0.9).discriminator(logits)));
    expectProbabilities(D, (a, b) => (0.9 * a) / (a + b));
    const theory = smoothedDiscriminator(discrete(p), discrete(q), { alpha: 0.9 });
    expectProbabilities(D, (_a, _b, place) => theory(place));
  });

  it('lsgan: the code of real samples becomes αb + (1 − α)a', () => {
    const D = best(pairs(p, q), logits => mean(smoothLabels(objective('lsgan'), 0.9).discriminator(logits)));
    D.forEach((d, k) => {
      expect(d).toBeCloseTo((0.9 * p[k]) / (p[k] + q[k]), 12);
    });
  });

  it('leaves the loss of G and of generated samples as it was', () => {
    const smoothed = smoothLabels(minimax, 0.7);
    expect(smoothed.generator).toBe(minimax.generator);
    expect(smoothed.halves!.fake).toBe(minimax.halves!.fake);
  });

  it.each(Object.keys(objectives).filter(name => objective(parseObjective(name)).undecided === 'midpoint'))(
    '%s: refused, since there are no labels',
    name => {
      expect(() => smoothLabels(objective(parseObjective(name)), 0.9)).toThrow(UserError);
      expect(() => smoothLabels(objective(parseObjective(name)), 0.9)).toThrow('only differences of D count');
    },
  );
});

describe('noisy labels', () => {
  const copies = 20;
  const swapping = (share: number, batch: Batch) => {
    // Each pair meets every twentieth of [0, 1) once, so exactly its share is swapped.
    const uniform = Float64Array.from(batch.real, (_, i) => ((i % copies) + 0.5) / copies);
    return (logits: Logits) => swapLabels(logits, share, constant(uniform, [uniform.length]));
  };

  it('with probability π: D* = ((1 − π)p + πq)/(p + q)', () => {
    const batch = pairs(p, q, copies);
    const swap = swapping(0.1, batch);
    const D = best(batch, logits => mean(minimax.discriminator(swap(logits))));
    expectProbabilities(D, (a, b) => (0.9 * a + 0.1 * b) / (a + b));
    const theory = smoothedDiscriminator(discrete(p), discrete(q), { alpha: 0.9, beta: 0.1 });
    expectProbabilities(D, (_a, _b, place) => theory(place));
  });

  it('swaps a pair or leaves it, and its gradients go with it', () => {
    const logits = { real: input('real', [4]), fake: input('fake', [4]) };
    const uniform = constant(Float64Array.of(0.1, 0.6, 0.29, 0.3), [4]);
    const swapped = swapLabels(logits, 0.3, uniform);
    const weights = constant(Float64Array.of(1, 10, 100, 1000), [4]);
    const slopes = grad(sum(mul(weights, swapped.real)), [logits.real, logits.fake]);
    const given = { real: [1, 2, 3, 4], fake: [5, 6, 7, 8] };
    const [real, fake, dReal, dFake] = interpret([swapped.real, swapped.fake, ...slopes], given);
    expect([...real]).toEqual([5, 2, 7, 4]);
    expect([...fake]).toEqual([1, 6, 3, 8]);
    expect([...dReal]).toEqual([0, 10, 0, 1000]);
    expect([...dFake]).toEqual([1, 0, 100, 0]);
  });
});

describe('weights of samples', () => {
  const lossD = (logits: Logits, seen: Logits, weights: StepOptions['weights']) =>
    meanOfTerms(
      discriminatorTerms(
        minimax,
        { logits, seen: { real: { x: seen.real }, fake: { x: seen.fake } } },
        weights,
      ),
    );

  it('on real samples: the game is that of the law with these weights', () => {
    const weights = [0.5, 1.5, 1];
    const weight = (places: Tensor) => add(0.5, mul(places, sub(1.75, mul(0.75, places)))); // 0.5, 1.5, 1
    const D = best(pairs(p, q), (logits, seen) => lossD(logits, seen, { real: weight }));
    expectProbabilities(D, (a, b, k) => (weights[k] * a) / (weights[k] * a + b));
  });

  it('on generated samples', () => {
    const weight = (places: Tensor) => add(1, places);
    const D = best(pairs(p, q), (logits, seen) => lossD(logits, seen, { fake: weight }));
    expectProbabilities(D, (a, b, k) => a / (a + (1 + k) * b));
  });

  it('not of each sample where D gives several logits, but one for all', () => {
    const logits = { real: input('real', [4]), fake: input('fake', [4]) };
    const seen = { real: input('x', [2, 1]), fake: input('g', [2, 1]) };
    expect(() => lossD(logits, seen, { real: () => input('w', [2]) })).toThrow(
      /^weights: expected one number for all samples with a discriminator of several logits, .* 2 logits/,
    );
    expect(() => lossD(logits, seen, { real: () => 0.95 })).not.toThrow();
  });

  it("GAN Lab's 0.95 on all real samples: D* = .95p/(.95p + q), .4872 where p = q", () => {
    const D = best(pairs(p, q), (logits, seen) => lossD(logits, seen, { real: () => 0.95 }));
    const theory = weightedDiscriminator(discrete(p), discrete(q), 0.95);
    expectProbabilities(D, (_a, _b, place) => theory(place));
    const even = best(pairs(p, p), (logits, seen) => lossD(logits, seen, { real: () => 0.95 }));
    for (const s of even) expect(probability(s)).toBeCloseTo(0.4872, 4);
  });
});

describe('top-k', () => {
  const LOSSES = [10, 20, 30, 40, 50];
  /** Value and gradient by the losses. */
  function top(logits: readonly number[], k: number) {
    const [losses, s, count] = [input('losses', [5]), input('s', [5]), input('k', [])];
    const value = topMean(losses, s, count);
    const given = { losses: LOSSES, s: logits, k: [k] };
    const [v, byLoss, byLogit] = interpret([value, ...grad(value, [losses, s])], given);
    expect([...byLogit]).toEqual([0, 0, 0, 0, 0]); // which ones count is a constant
    return { value: v[0], slopes: [...byLoss] };
  }

  it('is the mean over the k samples with the largest logits, and only they learn', () => {
    const logits = [-1, 3, 0.5, 7, -2];
    expect(top(logits, 1)).toEqual({ value: 40, slopes: [0, 0, 0, 1, 0] });
    expect(top(logits, 2)).toEqual({ value: 30, slopes: [0, 0.5, 0, 0.5, 0] });
    expect(top(logits, 4)).toEqual({ value: 25, slopes: [0.25, 0.25, 0.25, 0.25, 0] });
    expect(top(logits, 5).value).toBe(30);
  });

  it('among equals the first ones count, so always exactly k', () => {
    expect(top([1, 1, 1, 1, 1], 2).slopes).toEqual([0.5, 0.5, 0, 0, 0]);
    expect(top([0, 2, 1, 2, 2], 2).slopes).toEqual([0, 0.5, 0, 0.5, 0]);
    expect(top([5, -3, 0, -3, 0], 4).slopes).toEqual([0.25, 0.25, 0.25, 0, 0.25]);
  });

  it.each(['non-saturating', 'lsgan', 'hinge', 'f-kl'])(
    '%s: G learns from the samples that D likes best',
    name => {
      const s = input('s', [5]);
      const losses = objective(parseObjective(name)).generator({ real: s, fake: s });
      const [slope] = grad(topMean(losses, s, constant(2)), [s]);
      const [g] = interpret([slope], { s: [-1, 0.3, 0.6, -0.2, 0.1] });
      expect([...g].map(v => v < 0)).toEqual([false, true, true, false, false]);
      expect([...g].filter(v => v === 0).length).toBe(3);
    },
  );
});

describe('the sign of real samples', () => {
  const signed = (text: string, real: readonly number[], fake: readonly number[]) => {
    const logits = { real: input('real', [4]), fake: input('fake', [4]) };
    return interpret([signOfReal(objective(parseObjective(text)), logits)], { real, fake })[0][0];
  };

  it('counts from where D is undecided', () => {
    expect(signed('minimax', [2, 1, -1, 3], [0, 0, 0, 0])).toBe(0.5);
    expect(signed('lsgan', [0.6, 0.4, 1, 0.9], [0, 0, 0, 0])).toBe(0.5);
    expect(signed('lsgan:-1,1,0', [0.6, 0.4, 1, 0.9], [0, 0, 0, 0])).toBe(1);
    expect(signed('f-kl', [0.9, 0.5, 1.2, 3], [0, 0, 0, 0])).toBe(0);
  });

  it('between the means where only differences count', () => {
    for (const name of ['wasserstein', 'relativistic']) {
      expect(signed(name, [12, 13, 14, 13], [7, 8, 7, 6])).toBe(1); // all above 10
      expect(signed(name, [-12, -9, -12, -11], [-9, -9, -9, -9])).toBe(-0.5);
    }
  });
});

it('feature matching is the squared distance of mean features', () => {
  const features = { real: input('real', [2, 3]), fake: input('fake', [2, 3]) };
  const given = { real: [1, 2, 3, 3, 4, 5], fake: [0, 0, 0, 2, 2, 2] };
  const value = featureDistance(features);
  const [v, slope] = interpret([value, ...grad(value, [features.fake])], given);
  expect(v[0]).toBe(1 + 4 + 9);
  expect([...slope]).toEqual([-1, -2, -3, -1, -2, -3]); // −2·difference / 2
});
