import { UserError } from '../../util/error.ts';
import { alike } from '../alike.ts';
import type { LawIntegrand } from '../charts.ts';
import { checkLaw, checkSameLength } from '../check.ts';
import { sortedUnion } from '../distributions/mixture.ts';
import type { Distribution, MultivariateDistribution } from '../distributions/types.ts';
import { integrateLaws, integratePlanar } from '../expectation.ts';
import type { QuadratureOptions } from '../quadrature.ts';

/** A law as probabilities of finitely many outcomes, as a law on the line, or as a law in the plane. */
export type Law = ArrayLike<number> | Distribution | MultivariateDistribution;

/** What a divergence adds up: its term from probabilities and from log-densities, term(cp, cq) = c·term(p, q). */
export interface Terms {
  term(p: number, q: number): number;
  logTerm(logP: number, logQ: number): number;
  /** The term has a kink where p = q. */
  kink?: boolean;
}

const isPlanar = (p: Law): p is MultivariateDistribution => 'dimension' in p;
const isLine = (p: Law): p is Distribution => 'quantile' in p;

/**
 * Σ or ∫ of a term over two laws of one kind: exact for probabilities and atoms, adaptive quadrature for
 * densities on the line (1e-12) and in the plane (1e-9).
 */
export function compare(where: string, p: Law, q: Law, terms: Terms, options?: QuadratureOptions): number {
  if (isLine(p) && isLine(q)) return onLine(p, q, terms, options);
  if (isPlanar(p) && isPlanar(q)) return inPlane(where, p, q, terms, options);
  if (!isLine(p) && !isLine(q) && !isPlanar(p) && !isPlanar(q)) return overOutcomes(where, p, q, terms);
  throw new UserError(`${where}: expected p and q of one kind, got a mix; pass two arrays or two laws`);
}

function overOutcomes(where: string, p: ArrayLike<number>, q: ArrayLike<number>, { term }: Terms): number {
  const [a, b] = [1 / checkLaw(where, 'p', p), 1 / checkLaw(where, 'q', q)];
  checkSameLength(where, 'p', p, 'q', q);
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += term(a * p[i], b * q[i]); // rounding of the sums divided out
  return sum;
}

function onLine(p: Distribution, q: Distribution, terms: Terms, options?: QuadratureOptions): number {
  const singular = terms.term(1, 0) + terms.term(0, 1);
  if (p.discrete !== q.discrete) return singular; // atoms against a density: no common mass
  if (p.atoms && q.atoms) {
    return sortedUnion([p.atoms, q.atoms]).reduce(
      (sum, x) => sum + terms.term(p.density(x), q.density(x)),
      0,
    );
  }
  if (alike(p, q)) return terms.term(1, 1);
  const sign: LawIntegrand | undefined = terms.kink ? (a, b) => a - b : undefined;
  return integrateLaws(p, q, (a, b, step) => terms.logTerm(a + step, b + step), { ...options, sign });
}

function inPlane(
  where: string,
  p: MultivariateDistribution,
  q: MultivariateDistribution,
  terms: Terms,
  options?: QuadratureOptions,
): number {
  if (p.dimension !== 2 || q.dimension !== 2) {
    throw new UserError(
      `${where}: expected laws in the plane, got dimensions ${p.dimension} and ${q.dimension}; ` +
        'use a closed form or samples',
    );
  }
  return integratePlanar([p, q], x => terms.logTerm(p.logDensity(x), q.logDensity(x)), options);
}
