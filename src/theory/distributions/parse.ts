import { UserError } from '../../util/error.ts';
import { unknownName } from '../../util/text.ts';
import type { Law } from '../divergences/compare.ts';
import { mixture } from './mixture.ts';
import { buildDistribution, buildPlanar, distributions, planar } from './registry.ts';
import type { Distribution } from './types.ts';

function numbers(where: string, text: string): number[] {
  return text.split(',').map(part => {
    const value = part.trim() === '' ? NaN : Number(part);
    if (Number.isNaN(value)) {
      throw new UserError(`${where}: expected numbers apart by commas, got '${part.trim()}'; write 0.5,0.5`);
    }
    return value;
  });
}

/** The options of a family from numbers in positional order; a list option takes them all. */
function positional(where: string, name: string, defaults: object, values: readonly number[]) {
  const keys = Object.keys(defaults);
  if (['discrete', 'empirical', 'points'].includes(name))
    return values.length > 0 ? { [keys[0]]: values } : {};
  if (values.length > keys.length) {
    throw new UserError(
      `${where}: expected at most ${keys.length} numbers (${keys.join(', ')}), got ${values.length}; drop some`,
    );
  }
  return Object.fromEntries(values.map((v, i) => [keys[i], v]));
}

function single(where: string, text: string): Law {
  const [name, rest = ''] = text.split(/:(.*)/s, 2).map(t => t.trim());
  const values = rest === '' ? [] : numbers(where, rest);
  if (Object.hasOwn(distributions, name)) {
    const { defaults } = distributions[name as 'normal'];
    return buildDistribution({ name, ...positional(where, name, defaults, values) });
  }
  if (Object.hasOwn(planar, name)) {
    const { defaults } = planar[name as 'ring'];
    return buildPlanar({ name, ...positional(where, name, defaults, values) });
  }
  throw new UserError(
    `${where}: ${unknownName('distribution', name, [...Object.keys(distributions), ...Object.keys(planar)])}`,
  );
}

/**
 * Reads a law from text: probabilities `0.5,0.5`; a family with its numbers in order, `normal:0,1`,
 * `gamma:2,1`, `ring:8,1,0.1`; or a mixture of laws on the line, `0.3*normal:-1,0.5+0.7*normal:2,1`.
 */
export function parseLaw(text: string, where = 'law'): Law {
  if (/^[\d.,\s+eE-]+$/.test(text)) return numbers(where, text);
  if (!text.includes('*')) return single(where, text);
  const parts = text.split(/(?<![eE])\+/).map(part => {
    const [weight, rest] = part.split(/\*(.*)/s, 2);
    const law = single(where, rest ?? '');
    if (!('quantile' in law))
      throw new UserError(`${where}: expected laws on the line in a mixture, got ${rest}; use one`);
    return { weight: numbers(where, weight)[0], law: law as Distribution };
  });
  const [weights, laws] = [parts.map(p => p.weight), parts.map(p => p.law)];
  return mixture(weights, laws);
}
