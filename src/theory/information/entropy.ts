import { UserError } from '../../util/error.ts';
import { checkLaw, checkSameLength } from '../check.ts';
import { inUnit, type UnitOption } from '../units.ts';

/** Self-information −log p of an event of probability p in [0, 1]: 0 for a sure event, ∞ for an impossible one. */
export function selfInformation(p: number, options?: UnitOption): number {
  if (!(p >= 0 && p <= 1)) {
    throw new UserError(`selfInformation: expected 0 ≤ p ≤ 1, got ${p}; pass a probability`);
  }
  return inUnit(p === 1 ? 0 : -Math.log(p), options);
}

/** Σ −p log p with 0 log 0 = 0. */
function surprise(p: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i] > 0) sum -= p[i] * Math.log(p[i]);
  return sum;
}

/**
 * Shannon entropy H(p) = −Σ p log p of a law on finitely many outcomes: 0 for a sure event, log n at
 * the uniform law. A sum that misses 1 by rounding is divided out.
 * @param p probabilities, summing to 1 within 1e-6
 * @example entropy([0.5, 0.25, 0.25], { bits: true }) // 1.5
 * @see Shannon 1948
 */
export function entropy(p: ArrayLike<number>, options?: UnitOption): number {
  const mass = checkLaw('entropy', 'p', p);
  return inUnit(Math.max(0, surprise(p) / mass + Math.log(mass)), options); // −1e-17 by rounding would be a lie
}

/** Cross-entropy H(p, q) = −Σ p log q = H(p) + KL(p‖q); ∞ where q misses an outcome of p. */
export function crossEntropy(p: ArrayLike<number>, q: ArrayLike<number>, options?: UnitOption): number {
  checkLaw('crossEntropy', 'p', p);
  checkLaw('crossEntropy', 'q', q);
  checkSameLength('crossEntropy', 'p', p, 'q', q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) if (p[i] > 0) sum -= p[i] * Math.log(q[i]);
  return inUnit(sum, options);
}

/** A joint law of (X, Y): one row per value of X, one column per value of Y; all entries sum to 1. */
export type Joint = readonly ArrayLike<number>[];

function flat(where: string, joint: Joint): Float64Array {
  const width = joint[0]?.length ?? 0;
  joint.forEach((row, i) => {
    checkSameLength(where, 'joint[0]', joint[0], `joint[${i}]`, row);
  });
  const all = new Float64Array(joint.length * width);
  joint.forEach((row, i) => {
    for (let j = 0; j < width; j++) all[i * width + j] = row[j];
  });
  checkLaw(where, 'joint', all);
  return all;
}

/** Marginal laws [P(X), P(Y)] of a joint law. */
export function marginals(joint: Joint): [x: Float64Array, y: Float64Array] {
  const all = flat('marginals', joint);
  const width = joint[0].length;
  const x = new Float64Array(joint.length);
  const y = new Float64Array(width);
  all.forEach((p, k) => {
    x[Math.floor(k / width)] += p;
    y[k % width] += p;
  });
  return [x, y];
}

/** Joint entropy H(X, Y) = −Σ p(x, y) log p(x, y). */
export function jointEntropy(joint: Joint, options?: UnitOption): number {
  return entropy(flat('jointEntropy', joint), options);
}

/** Conditional entropy H(Y | X) = H(X, Y) − H(X): what is left to learn of the column when the row is known. */
export function conditionalEntropy(joint: Joint, options?: UnitOption): number {
  const all = flat('conditionalEntropy', joint);
  const width = joint[0].length;
  let sum = 0;
  for (let i = 0; i < joint.length; i++) {
    const row = all.subarray(i * width, (i + 1) * width);
    const mass = row.reduce((total, v) => total + v, 0);
    if (mass > 0) sum += surprise(row) + mass * Math.log(mass); // p(x) H(Y | X = x)
  }
  return inUnit(Math.max(0, sum), options);
}

/** Mutual information I(X; Y) = KL(p(x, y) ‖ p(x) p(y)) = H(Y) − H(Y | X), at least 0. */
export function mutualInformation(joint: Joint, options?: UnitOption): number {
  const all = flat('mutualInformation', joint);
  const [x, y] = marginals(joint);
  let sum = 0;
  all.forEach((p, k) => {
    if (p > 0) sum += p * Math.log(p / (x[Math.floor(k / y.length)] * y[k % y.length]));
  });
  return inUnit(Math.max(0, sum), options);
}
