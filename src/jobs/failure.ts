import { UserError } from '../util/error.ts';
import { isObject } from '../util/object.ts';

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
  if (error instanceof UserError) return { reason: error.reason, message: error.message };
  if (isOutOfMemory(error)) return { reason: 'memory', message: `memory: ${error.message}; ${SMALLER}` };
  return { reason: 'crashed', message: error instanceof Error ? error.message : String(error) };
}

const SMALLER = 'this machine does not have what that takes: choose a smaller batch, network or count';

/** What passed as an estimate and yet cannot be held: V8 and ONNX Runtime say it by words only. */
function isOutOfMemory(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (
    error instanceof RangeError &&
    /invalid (typed )?array (buffer )?length|allocation failed/i.test(error.message)
  )
    return true;
  return /bad_alloc|bad allocation|failed to allocate memory/i.test(error.message);
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
