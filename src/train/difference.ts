import { isObject } from '../util/object.ts';

/** A value that differs between two configs, both as JSON, `nothing` where there is none. */
export type Difference = readonly [path: string, first: string, second: string];

/** All values in which two configs differ, in the order of the first. */
export function differences(first: unknown, second: unknown, path = ''): Difference[] {
  if (!isObject(first) || !isObject(second)) {
    const [a, b] = [text(first), text(second)];
    return a === b ? [] : [[path || 'config', a, b]];
  }
  const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return keys.flatMap(key => differences(first[key], second[key], path === '' ? key : `${path}.${key}`));
}

const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
