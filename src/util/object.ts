import { UserError } from './error.ts';
import { unknownName } from './text.ts';

/** Whether a value of JSON is an object: neither null nor a list. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Refuses options that do not exist.
 * @param where who was given them, for errors
 * @throws UserError naming the nearest option
 */
export function checkKeys(where: string, options: object, known: readonly string[]): void {
  const stranger = Object.keys(options).find(key => !known.includes(key));
  if (stranger !== undefined) throw new UserError(`${where}: ${unknownName('option', stranger, known)}`);
}
