import { optimizerOptions } from '../nn/optimizers/optimizer.schema.ts';
import { isObject } from '../util/object.ts';

/** The key that says of which kind an object is: where it differs, nothing is taken over. */
const TAGS: Readonly<Record<string, string>> = { data: 'name', generator: 'family', discriminator: 'family' };

/** The key that says of which kind the object at a path is. */
export const tagOf = (path: string): string => TAGS[path] ?? 'kind';

/**
 * Values with those of a patch, object by object. An object of another kind replaces the one there is; but what another
 * optimiser has by the same name, such as its learning rate, stays.
 */
export function merge(base: unknown, patch: unknown, path = ''): unknown {
  if (!isObject(base) || !isObject(patch)) return patch;
  const tag = tagOf(path);
  const differs = Object.hasOwn(patch, tag) && Object.hasOwn(base, tag) && base[tag] !== patch[tag];
  if (differs && !path.startsWith('optimizer.')) return patch;
  const kept = differs ? optimizerOptions(patch[tag]) : Object.keys(base);
  const keys = new Set([...Object.keys(base).filter(key => kept.includes(key)), ...Object.keys(patch)]);
  const merged = (key: string) =>
    patch[key] === undefined ? base[key] : merge(base[key], patch[key], path === '' ? key : `${path}.${key}`);
  return Object.fromEntries([...keys].map(key => [key, merged(key)]));
}
