import { UserError } from '../../util/error.ts';
import type { Random } from '../../util/random.ts';
import { checkUnit } from '../check.ts';
import type { Distribution, MultivariateDistribution } from '../distributions/types.ts';

function conditionals(p: MultivariateDistribution): (prefix: ArrayLike<number>) => Distribution {
  if (!p.conditional) {
    throw new UserError(
      `rearrangement: expected a law with known conditionals, got ${p.name}; learn a generator, or use draw`,
    );
  }
  return p.conditional.bind(p);
}

/**
 * Knothe-Rosenblatt rearrangement: maps u in (0, 1)ᵈ to x by x₁ = Q₁(u₁), x_k = Q_k(u_k | x_<k). For
 * uniform u it samples p: inverse transform sampling in d dimensions, triangular and increasing in each u_k.
 * @throws UserError when the law has no conditionals
 * @see Rosenblatt 1952; Knothe 1957
 */
export function rearrangement(p: MultivariateDistribution): (u: ArrayLike<number>) => Float64Array {
  const conditional = conditionals(p);
  return u => {
    const x = new Float64Array(p.dimension);
    for (let k = 0; k < p.dimension; k++) {
      checkUnit('rearrangement', `u[${k}]`, u[k]);
      x[k] = conditional(x.subarray(0, k)).quantile(u[k]);
    }
    return x;
  };
}

/** Rosenblatt's transform, the inverse: u_k = F_k(x_k | x_<k) is uniform on the cube when x ~ p is continuous. */
export function rosenblatt(p: MultivariateDistribution): (x: ArrayLike<number>) => Float64Array {
  const conditional = conditionals(p);
  return x => {
    const prefix = Float64Array.from({ length: p.dimension }, (_, k) => x[k]);
    return prefix.map((v, k) => conditional(prefix.subarray(0, k)).cdf(v));
  };
}

/** One draw of p by its rearrangement. */
export function drawByRearrangement(p: MultivariateDistribution, random: Random): Float64Array {
  return rearrangement(p)(Float64Array.from({ length: p.dimension }, () => random.uniform()));
}
