/**
 * A fault that the user can mend: bad input, a missing file, a device that is not there.
 * The command line prints its message without a stack and exits with code 2.
 * Messages read `where: expected X, got Y; remedy`.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** As data, for who acts on it: `refused` input, training that `diverged`, or too little `memory`. */
  readonly reason: 'refused' | 'diverged' | 'memory' = 'refused';
}

/** Throws an internal error (a fault of ours, not of the user) unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal: ${message}`);
}

/** The system's name of a fault, such as `ENOSPC`, also of one that was put in words. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error ? String(error.code) : errorCode(error.cause);
}
