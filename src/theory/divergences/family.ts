import { deviance } from '../special/gamma.ts';

const LOG4 = Math.log(4);
const softplus = (v: number) => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));

/**
 * An f-divergence D_f(P‖Q) = ∫ q f(p/q), f convex with f(1) = 0 (but for `gan`), and what f-GAN needs:
 * the bound E_P[T] − E_Q[f*(T)] ≤ D_f with T = g_f(V), tight at T* = f′(p/q).
 */
export interface FDivergence {
  /** Formula in words for help texts. */
  readonly formula: string;
  /** Generator f(u), u > 0. */
  f(u: number): number;
  /** f′(u); T* = f′(p/q). */
  slope(u: number): number;
  /** f″(1), which sets the sampling floor; NaN where f has a kink at 1. */
  readonly curvature: number;
  /** Convex conjugate f*(t) = sup_u ut − f(u); ∞ outside its domain. */
  conjugate(t: number): number;
  /** Domain of f*: open interval, closed where it says. */
  readonly domain: readonly [low: number, high: number];
  /** Output activation g_f(v): maps any real V to the domain, increasing, so that high V means real. */
  activation(v: number): number;
  /** f*(g_f(v)) in a form that does not overflow. */
  conjugateOfActivation(v: number): number;
  /** The density term q f(p/q) from p, q ≥ 0, with its limits where one is 0. */
  term(p: number, q: number): number;
  /** The same from log p and log q, so that ratios survive where densities underflow. */
  logTerm(logP: number, logQ: number): number;
  /** Whether the term has a kink where p = q. */
  readonly kink?: boolean;
}

/** p log(p/q) − p + q ≥ 0 from logarithms, without cancellation: p (r − 1 + e^{−r}), r = log p/q. */
function logDeviance(logP: number, logQ: number): number {
  if (logP === -Infinity) return Math.exp(logQ);
  const p = Math.exp(logP);
  if (p === 0) return Math.exp(logQ);
  const r = logP - logQ;
  if (r > -30 && r < 30) return Math.abs(r) < 0.5 ? deviance(p, p * Math.exp(-r)) : p * (r + Math.expm1(-r));
  return p * r - p + Math.exp(logQ);
}

const square = (x: number) => x * x;
/** (1 − e^{−|d|}) e^{max} = |p − q| from logarithms. */
const gap = (a: number, b: number) =>
  a === b ? 0 : -Math.expm1(-Math.abs(a - b)) * Math.exp(Math.max(a, b));
/** log((p + q)/2) from logarithms, one of them finite. */
export const logMean = (a: number, b: number) =>
  Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b))) - Math.LN2;

/** (p − q)²/q from logarithms. */
function logPearson(logP: number, logQ: number): number {
  if (logP === -Infinity) return Math.exp(logQ);
  if (logQ === -Infinity) return Infinity;
  const r = logP - logQ;
  if (r > 30) return Math.exp(logP + r) - 2 * Math.exp(logP);
  return Math.exp(logQ) * square(Math.expm1(r));
}

function jensenShannonTerm(p: number, q: number): number {
  const m = 0.5 * (p + q);
  return m === 0 ? 0 : deviance(p, m) + deviance(q, m);
}

function jensenShannonLogTerm(a: number, b: number): number {
  if (Math.max(a, b) === -Infinity) return 0;
  const m = logMean(a, b);
  return logDeviance(a, m) + logDeviance(b, m);
}

/** Terms carry − p + q or the like, which integrates to 0 and makes every term ≥ 0 and exact near p = q. */
const kullbackLeibler = {
  term: (p: number, q: number) => (p > 0 && q === 0 ? Infinity : q === 0 ? 0 : deviance(p, q)),
  logTerm: (a: number, b: number) => (a > -Infinity && b === -Infinity ? Infinity : logDeviance(a, b)),
};

/**
 * The f-divergences of Nowozin et al. 2016 (f-GAN), Table 1, 2 and 6. `jensen-shannon` there is 2·JSD
 * and `gan` is 2·JSD − log 4. Reverse KL and Hellinger take the activation with e^{−v}, which increases
 * in v; the authors' notebook has e^{+v}, which turns "high means real" round.
 * @see arXiv 1606.00709
 */
export const fDivergences = {
  kl: {
    formula: 'KL(P‖Q) = ∫ p log(p/q)',
    f: u => (u === 0 ? 0 : u * Math.log(u)),
    slope: u => 1 + Math.log(u),
    curvature: 1,
    conjugate: t => Math.exp(t - 1),
    domain: [-Infinity, Infinity],
    activation: v => v,
    conjugateOfActivation: v => Math.exp(v - 1),
    ...kullbackLeibler,
  },
  'reverse-kl': {
    formula: 'KL(Q‖P) = ∫ q log(q/p)',
    f: u => -Math.log(u),
    slope: u => -1 / u,
    curvature: 1,
    conjugate: t => (t < 0 ? -1 - Math.log(-t) : Infinity),
    domain: [-Infinity, 0],
    activation: v => -Math.exp(-v),
    conjugateOfActivation: v => v - 1, // −1 − log e^{−v}
    term: (p, q) => kullbackLeibler.term(q, p),
    logTerm: (a, b) => kullbackLeibler.logTerm(b, a),
  },
  pearson: {
    formula: 'χ²(P‖Q) = ∫ (p − q)²/q',
    f: u => square(u - 1),
    slope: u => 2 * (u - 1),
    curvature: 2,
    conjugate: t => (t >= -2 ? (t * t) / 4 + t : -1), // u ≥ 0 binds below t = −2
    domain: [-Infinity, Infinity],
    activation: v => v,
    conjugateOfActivation: v => (v >= -2 ? (v * v) / 4 + v : -1),
    term: (p, q) => (q > 0 ? square(p - q) / q : p > 0 ? Infinity : 0),
    logTerm: logPearson,
  },
  neyman: {
    formula: 'Neyman χ²(P‖Q) = ∫ (p − q)²/p',
    f: u => square(1 - u) / u,
    slope: u => 1 - 1 / (u * u),
    curvature: 2,
    conjugate: t => (t <= 1 ? 2 - 2 * Math.sqrt(1 - t) : Infinity),
    domain: [-Infinity, 1],
    activation: v => 1 - Math.exp(-v),
    conjugateOfActivation: v => 2 - 2 * Math.exp(-v / 2), // 1 − t = e^{−v}
    term: (p, q) => (p > 0 ? square(p - q) / p : q > 0 ? Infinity : 0),
    logTerm: (a, b) => logPearson(b, a),
  },
  'squared-hellinger': {
    formula: 'H²(P, Q) = ∫ (√p − √q)², between 0 and 2',
    f: u => square(Math.sqrt(u) - 1),
    slope: u => 1 - 1 / Math.sqrt(u),
    curvature: 0.5,
    conjugate: t => (t < 1 ? t / (1 - t) : Infinity),
    domain: [-Infinity, 1],
    activation: v => 1 - Math.exp(-v),
    conjugateOfActivation: v => Math.expm1(v), // (1 − e^{−v})/e^{−v}
    term: (p, q) => square(Math.sqrt(p) - Math.sqrt(q)),
    logTerm: (a, b) => square(gap(a / 2, b / 2)),
  },
  'jensen-shannon': {
    formula: '2·JSD(P, Q) = ∫ p log(2p/(p + q)) + q log(2q/(p + q))',
    f: u => (u === 0 ? Math.LN2 : -(u + 1) * Math.log((1 + u) / 2) + u * Math.log(u)),
    slope: u => Math.LN2 - Math.log1p(1 / u),
    curvature: 0.5,
    conjugate: t => (t < Math.LN2 ? -Math.log(2 - Math.exp(t)) : Infinity),
    domain: [-Infinity, Math.LN2],
    activation: v => Math.LN2 - softplus(-v),
    conjugateOfActivation: v => softplus(v) - Math.LN2,
    term: jensenShannonTerm,
    logTerm: jensenShannonLogTerm,
  },
  gan: {
    formula: 'C(G) = 2·JSD(P, Q) − log 4',
    f: u => (u === 0 ? 0 : u * Math.log(u) - (u + 1) * Math.log(u + 1)),
    slope: u => -Math.log1p(1 / u),
    curvature: 0.5,
    conjugate: t => (t < 0 ? -Math.log(-Math.expm1(t)) : Infinity),
    domain: [-Infinity, 0],
    activation: v => -softplus(-v),
    conjugateOfActivation: softplus,
    term: (p, q) => jensenShannonTerm(p, q) - 0.5 * LOG4 * (p + q),
    logTerm: (a, b) => jensenShannonLogTerm(a, b) - 0.5 * LOG4 * (Math.exp(a) + Math.exp(b)),
  },
  'total-variation': {
    formula: 'TV(P, Q) = ½ ∫ |p − q|, between 0 and 1',
    f: u => 0.5 * Math.abs(u - 1),
    slope: u => 0.5 * Math.sign(u - 1),
    curvature: NaN,
    conjugate: t => (Math.abs(t) <= 0.5 ? t : t < -0.5 ? -0.5 : Infinity),
    domain: [-0.5, 0.5],
    activation: v => 0.5 * Math.tanh(v),
    conjugateOfActivation: v => 0.5 * Math.tanh(v),
    term: (p, q) => 0.5 * Math.abs(p - q),
    logTerm: (a, b) => 0.5 * gap(a, b),
    kink: true,
  },
} satisfies Record<string, FDivergence>;

export type FDivergenceName = keyof typeof fDivergences;
