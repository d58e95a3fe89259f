import { UserError } from '../util/error.ts';
import { isObject } from '../util/object.ts';
import { platformFault } from '../util/platform.ts';

/** Why a job failed: bad input, numbers that are not finite, too little memory, a signal, or a fault of ours. */
export const reasons = ['refused', 'diverged', 'memory', 'killed', 'crashed'] as const;
export type Reason = (typeof reasons)[number];

/** How a job failed, as data and in words. */
export interface Failure {
  readonly reason: Reason;
  readonly message: string;
}

/** The failure that an error is. */
export function failureFrom(error: unknown): Failure {
  const fault = platformFault(error);
  if (fault instanceof UserError) return { reason: fault.reason, message: fault.message };
  return { reason: 'crashed', message: error instanceof Error ? error.message : String(error) };
}

/** One JSON line of what a job says, by `type`: `progress`, `stats`, `summary`, `failure` and more. */
export interface JobEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The event that a job ends with when it fails. */
export const failureEvent = (failure: Failure): JobEvent => ({ type: 'failure', ...failure });

/** The event of a line; undefined for other lines, such as one that a kill cut off. */
export function parseEvent(line: string): JobEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) && typeof value['type'] === 'string' ? (value as JobEvent) : undefined;
  } catch {
    return undefined;
  }
}

/** The failure that an event tells of. */
export function failureOf({ type, reason, message }: JobEvent): Failure | undefined {
  const known = reasons.find(name => name === reason);
  return type === 'failure' && known ? { reason: known, message: String(message) } : undefined;
}

/** The last failure in what a job said. */
export function failureIn(text: string): Failure | undefined {
  const events = text.split('\n').flatMap(line => parseEvent(line) ?? []);
  return events.flatMap(event => failureOf(event) ?? []).at(-1);
}
