import { UserError } from '../../util/error.ts';
import type { LawIntegrand } from '../charts.ts';
import { checkLaw, checkSameLength, checkSamples } from '../check.ts';
import type { Distribution, MultivariateDistribution } from '../distributions/types.ts';
import type { Law } from '../divergences/compare.ts';
import { jsd } from '../divergences/divergences.ts';
import { expectation, integrateLaws, integratePlanar } from '../expectation.ts';
import type { QuadratureOptions } from '../quadrature.ts';

/** log(1 + e^v) without overflow. */
export function softplus(v: number): number {
  return Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
}

/** σ(v) = 1/(1 + e^{−v}) without overflow. */
export function sigmoid(v: number): number {
  return v < 0 ? Math.exp(v) / (1 + Math.exp(v)) : 1 / (1 + Math.exp(-v));
}

/** A probability of "real" for each place: one per outcome, or a function of x (a point of the plane). */
export type Judge = ArrayLike<number> | ((x: number) => number) | ((x: ArrayLike<number>) => number);

/** mass · log(value) with 0 log 0 = 0. */
const weighted = (mass: number, value: number) => (mass === 0 ? 0 : mass * Math.log(value));

function checkProbability(d: number): number {
  if (!(d >= 0 && d <= 1)) {
    throw new UserError(`gameValue: expected 0 ≤ D ≤ 1, got ${d}; pass a probability, or use logits`);
  }
  return d;
}

/**
 * Value of the game V(D, G) = E_p[log D] + E_q[log(1 − D)], p the data and q = p_g the generator's law, in nats.
 * @param d probability of "real": an array for arrays p and q, else a function of x
 * @see Goodfellow et al. 2014, eq. 1
 */
export function gameValue(d: Judge, p: Law, q: Law, options?: QuadratureOptions): number {
  const term = (a: number, b: number, judged: number) =>
    weighted(a, checkProbability(judged)) + weighted(b, 1 - judged);
  return overBoth('gameValue', d, p, q, term, options);
}

/** V from logits s = log D/(1 − D): E_p[−softplus(−s)] + E_q[−softplus(s)], which never saturates. */
export function gameValueFromLogits(s: Judge, p: Law, q: Law, options?: QuadratureOptions): number {
  const term = (a: number, b: number, v: number) =>
    (a === 0 ? 0 : -a * softplus(-v)) + (b === 0 ? 0 : -b * softplus(v)); // log σ(v), log(1 − σ(v))
  return overBoth('gameValueFromLogits', s, p, q, term, options);
}

/** Σ or ∫ of a term of p, q and the judge over either kind of law. */
export function overBoth(
  where: string,
  judge: Judge,
  p: Law,
  q: Law,
  term: (p: number, q: number, d: number) => number,
  options?: QuadratureOptions,
): number {
  if (typeof judge !== 'function') return overArrays(where, judge, p, q, term);
  const line = judge as (x: number) => number;
  const point = judge as (x: ArrayLike<number>) => number;
  if ('quantile' in p && 'quantile' in q) {
    if (p.discrete || q.discrete) {
      return expectation(p, x => term(1, 0, line(x))) + expectation(q, x => term(0, 1, line(x)));
    }
    const g: LawIntegrand = (a, b, step, x) => term(Math.exp(a + step), Math.exp(b + step), line(x));
    return integrateLaws(p, q, g, { absolute: 1e-15, ...options, byPlace: true });
  }
  if ('dimension' in p && 'dimension' in q) {
    return integratePlanar([p, q], x => term(p.density(x), q.density(x), point(x)), options);
  }
  throw new UserError(
    `${where}: expected p and q of one kind with D to match, got a mix; pass two laws and a function`,
  );
}

function overArrays(
  where: string,
  d: ArrayLike<number>,
  p: Law,
  q: Law,
  term: (p: number, q: number, d: number) => number,
): number {
  if (!('length' in p) || !('length' in q)) {
    throw new UserError(`${where}: expected arrays p and q for an array D, got laws; pass D as a function`);
  }
  checkLaw(where, 'p', p);
  checkLaw(where, 'q', q);
  checkSameLength(where, 'p', p, 'q', q);
  checkSameLength(where, 'p', p, 'd', d);
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += term(p[i], q[i], d[i]);
  return sum;
}

/** V estimated from D's logits on real and generated samples: mean log σ(s) over real + mean log(1 − σ(s)) over fake. */
export function gameValueFromSamples(realLogits: ArrayLike<number>, fakeLogits: ArrayLike<number>): number {
  checkSamples('gameValueFromSamples', 'realLogits', realLogits);
  checkSamples('gameValueFromSamples', 'fakeLogits', fakeLogits);
  let [real, fake] = [0, 0];
  for (let i = 0; i < realLogits.length; i++) real -= softplus(-realLogits[i]);
  for (let i = 0; i < fakeLogits.length; i++) fake -= softplus(fakeLogits[i]);
  return real / realLogits.length + fake / fakeLogits.length;
}

type Densities<X> = { logDensity(x: X): number };

/** Logit of the optimal discriminator: log p(x) − log q(x); NaN where neither law has mass. */
export function optimalLogit(p: Distribution, q: Distribution): (x: number) => number;
export function optimalLogit(
  p: MultivariateDistribution,
  q: MultivariateDistribution,
): (x: ArrayLike<number>) => number;
export function optimalLogit(p: Densities<never>, q: Densities<never>): (x: never) => number {
  return x => p.logDensity(x) - q.logDensity(x);
}

/**
 * Optimal discriminator D*(x) = p(x)/(p(x) + q(x)): the pointwise maximiser of a log y + b log(1 − y) is
 * a/(a + b). ½ where neither law has mass, since any value is optimal there.
 * @see Goodfellow et al. 2014, Proposition 1
 */
export function optimalDiscriminator(p: Distribution, q: Distribution): (x: number) => number;
export function optimalDiscriminator(
  p: MultivariateDistribution,
  q: MultivariateDistribution,
): (x: ArrayLike<number>) => number;
export function optimalDiscriminator(p: ArrayLike<number>, q: ArrayLike<number>): Float64Array;
export function optimalDiscriminator(p: Law, q: Law): unknown {
  if ('length' in p && 'length' in q)
    return Float64Array.from(p, (a, i) => (a + q[i] > 0 ? a / (a + q[i]) : 0.5));
  const logit = optimalLogit(p as Distribution, q as Distribution);
  return (x: number) => {
    const s = logit(x);
    if (Number.isNaN(s)) return 0.5;
    if (Math.abs(s) === Infinity) return s > 0 ? 1 : 0;
    return Math.min(1 - 2 ** -53, Math.max(Number.MIN_VALUE, sigmoid(s))); // 0 and 1 are for missing mass only
  };
}

/**
 * C(G) = max_D V(D, G) = −log 4 + 2·JSD(p‖q): at least −log 4 = −1.3863, reached only at q = p; at most 0.
 * @see Goodfellow et al. 2014, Theorem 1
 */
export function criterion(p: Law, q: Law, options?: QuadratureOptions): number {
  return -Math.log(4) + 2 * jsd(p, q, { absolute: 1e-15, ...options });
}

/** Derivatives of the two generator losses against D's logit s on a fake. */
export interface LogitGradients {
  /** d/ds log(1 − σ(s)) = −σ(s): vanishes for rejected fakes, s → −∞. */
  saturating: number;
  /** d/ds (−log σ(s)) = −(1 − σ(s)): tends to −1 there. */
  nonSaturating: number;
}

/** Why one generator loss saturates: its gradient at logit s, beside the other's. */
export function logitGradients(s: number): LogitGradients {
  return { saturating: -sigmoid(s), nonSaturating: -sigmoid(-s) };
}
