import { UserError } from '../../util/error.ts';
import { checkLaw, checkSameLength } from '../check.ts';
import { solveQuantile, solveTail } from './solve.ts';
import { type Distribution, law } from './types.ts';

/** log Σ w_k e^{l_k}, stable; `term` gives l_k. */
export function logSumExp(weights: ArrayLike<number>, term: (k: number) => number): number {
  let top = -Infinity;
  for (let k = 0; k < weights.length; k++) if (weights[k] > 0) top = Math.max(top, term(k));
  if (!Number.isFinite(top)) return top;
  let sum = 0;
  for (let k = 0; k < weights.length; k++) if (weights[k] > 0) sum += weights[k] * Math.exp(term(k) - top);
  return top + Math.log(sum);
}

/** Distinct values of several lists, in increasing order. */
export function sortedUnion(lists: readonly (readonly number[])[]): number[] {
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

/** Mixture Σ w_k P_k of laws of one kind (all continuous or all discrete); weights sum to 1. */
export function mixture(weights: readonly number[], components: readonly Distribution[]): Distribution {
  checkLaw('mixture', 'weights', weights);
  checkSameLength('mixture', 'weights', weights, 'components', components);
  const discrete = components[0].discrete;
  if (components.some(c => c.discrete !== discrete)) {
    throw new UserError('mixture: expected all components continuous or all discrete, got both; split them');
  }
  const sum = (f: (c: Distribution) => number) =>
    components.reduce((total, c, k) => (weights[k] > 0 ? total + weights[k] * f(c) : total), 0);
  const mean = sum(c => c.mean);
  const tails = {
    lower: (x: number) => sum(c => c.cdf(x)),
    upper: (x: number) => sum(c => c.survival(x)),
    slope: discrete ? undefined : (x: number) => sum(c => c.density(x)),
  };
  const used = components.filter((_, k) => weights[k] > 0);
  return law({
    name: 'mixture',
    support: [Math.min(...used.map(c => c.support[0])), Math.max(...used.map(c => c.support[1]))],
    discrete,
    atoms: discrete ? sortedUnion(used.map(c => c.atoms ?? [])) : undefined,
    breaks: sortedUnion(used.map(c => c.breaks)),
    mean,
    variance: sum(c => c.variance + (c.mean - mean) ** 2),
    logDensity: x => logSumExp(weights, k => components[k].logDensity(x)),
    logDensityAt: (from, side, logStep) =>
      logSumExp(weights, k => components[k].logDensityAt(from, side, logStep)),
    parts: used,
    weights: weights.filter(weight => weight > 0),
    density: x => sum(c => c.density(x)),
    cdf: tails.lower,
    survival: tails.upper,
    quantile(u) {
      const each = used.map(c => c.quantile(u));
      const [low, high] = [Math.min(...each), Math.max(...each)]; // Q lies between the components' own
      return low === high ? low : tails.lower(low) >= u ? low : solveQuantile(tails, u, low, high);
    },
    upperQuantile(s) {
      const each = used.map(c => c.upperQuantile(s));
      const [low, high] = [Math.min(...each), Math.max(...each)];
      return low === high || tails.upper(low) <= s ? low : solveTail(tails, true, s, low, high);
    },
  });
}
