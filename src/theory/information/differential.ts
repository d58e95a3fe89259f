import { UserError } from '../../util/error.ts';
import type { Distribution } from '../distributions/types.ts';
import { kl } from '../divergences/divergences.ts';
import { integrateLaws } from '../expectation.ts';
import { inUnit, type UnitOption } from '../units.ts';

/**
 * Differential entropy h(p) = −∫ p log p, in closed form where the family has one, else by quadrature.
 * Unlike H it can be negative, and it changes with the unit of x: h(aX) = h(X) + log |a|.
 * @example differentialEntropy(normal(0, 1)) // ½ log 2πe = 1.4189...
 */
export function differentialEntropy(p: Distribution, options?: UnitOption): number {
  if (p.discrete) {
    throw new UserError(`differentialEntropy: expected a law with a density, got ${p.name}; use entropy`);
  }
  return inUnit(p.entropy ?? differentialEntropyByQuadrature(p), options);
}

/** −∫ p log p by quadrature, whether or not a closed form is known (to check one against the other). */
export function differentialEntropyByQuadrature(p: Distribution): number {
  return integrateLaws(p, p, (log, _, step) => {
    const mass = Math.exp(log + step);
    return mass === 0 ? 0 : -mass * log;
  });
}

/** Differential cross-entropy −∫ p log q = h(p) + KL(p‖q). */
export function differentialCrossEntropy(p: Distribution, q: Distribution, options?: UnitOption): number {
  const own = differentialEntropy(p);
  return inUnit(own + kl(p, q, { absolute: 1e-14 * Math.abs(own) }), options);
}
