import { add, exp, mul, neg, softplus, sub } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Choice, ChoiceParameter } from '../../util/choice.ts';
import { type Objective, separable } from './objective.ts';

type Map = (v: Tensor) => Tensor;

/** What f-GAN needs of a divergence D_f(P‖Q) = E_q f(p/q), on D's result V. */
interface Divergence {
  /** The divergence in words. */
  readonly name: string;
  /** −g_f(V): what D pays at real samples, and G in the heuristic. g_f maps any V into the domain of f*, increasing. */
  readonly real: Map;
  /** f*(g_f(V)) in closed form, so that no exponential meets its logarithm: what D pays at generated samples. */
  readonly fake: Map;
  /** Share of the heuristic in G's loss unless said otherwise; default 1. */
  readonly heuristic?: number;
  /** V where p = q: g_f(V) = f′(1). Default 0. */
  readonly undecided?: number;
}

/**
 * D ascends F = E_p g_f(V) − E_q f*(g_f(V)) ≤ D_f(P‖Q), tight where g_f(V) = f′(p/q). G descends F, which
 * is −E f*(g_f(V)), or by the heuristic of section 3.2 ascends E g_f(V), or a mixture of both.
 */
function fGan({
  name,
  real,
  fake,
  heuristic: share = 1,
  undecided,
}: Divergence): Choice<Objective, 'heuristic'> {
  const heuristic: ChoiceParameter = {
    symbol: 'h',
    default: share,
    min: 0,
    max: 1,
    meaning: 'share of the heuristic −E g(V) in the loss of G, the rest is −E f*(g(V))',
  };
  const generator = (h: number): Map => {
    if (h === 0) return v => neg(fake(v));
    return h === 1 ? real : v => sub(mul(h, real(v)), mul(1 - h, fake(v)));
  };
  return {
    summary: `f-GAN of the divergence ${name}.`,
    source: 'Nowozin et al., arXiv 1606.00709, tables 1, 2 and 6',
    parameters: { heuristic },
    create: ({ heuristic: h }) =>
      separable({ real, fake, generator: logits => generator(h)(logits.fake), critic: true, undecided }),
  };
}

/** The six divergences of table 1, by name. */
export const fGans = {
  'f-kl': fGan({
    name: 'Kullback-Leibler KL(P‖Q)',
    real: v => neg(v), // g_f = v
    fake: v => exp(sub(v, 1)), // f* = e^(t − 1)
    undecided: 1,
  }),
  'f-reverse-kl': fGan({
    name: 'reverse Kullback-Leibler KL(Q‖P)',
    real: v => exp(neg(v)), // g_f = −e^−v
    fake: v => sub(v, 1), // f* = −1 − log(−t)
    heuristic: 0,
  }),
  'f-pearson': fGan({
    name: 'Pearson χ²(P‖Q)',
    real: v => neg(v), // g_f = v
    fake: v => add(mul(0.25, mul(v, v)), v), // f* = t²/4 + t
  }),
  'f-hellinger': fGan({
    name: 'squared Hellinger ∫(√p − √q)²',
    real: v => sub(exp(neg(v)), 1), // g_f = 1 − e^−v
    fake: v => sub(exp(v), 1), // f* = t / (1 − t)
  }),
  'f-js': fGan({
    name: 'Jensen-Shannon 2·JSD(P, Q)',
    real: v => sub(softplus(neg(v)), Math.LN2), // g_f = log 2 − log(1 + e^−v)
    fake: v => sub(softplus(v), Math.LN2), // f* = −log(2 − e^t)
  }),
  'f-gan': fGan({
    name: 'GAN 2·JSD(P, Q) − log 4',
    real: v => softplus(neg(v)), // g_f = −log(1 + e^−v)
    fake: v => softplus(v), // f* = −log(1 − e^t)
  }),
} satisfies Record<string, Choice<Objective, 'heuristic'>>;
