import { UserError } from './error.ts';

// What JavaScript engines and browsers say by words only, as errors that have types.

/** What passed as an estimate and yet cannot be held. */
export class MemoryError extends UserError {
  override readonly reason = 'memory';

  /** @param said what the platform says of it */
  constructor(said: string) {
    super(
      `memory: expected room for what this takes, got none (${said}); choose a smaller batch, network or count`,
    );
  }
}

/** A part of the program that its server did not give. */
export class UnreachedError extends UserError {}

/** A `RangeError` of V8, SpiderMonkey or JavaScriptCore that is about room, not about a number in our code. */
const NO_ROOM =
  /invalid (typed array|array buffer|array|string) length|length is too large|allocat|out of memory|unable to grow/i;

/** A `RangeError` about memory as one of ours; any other error as it is. */
export function platformFault(error: unknown): unknown {
  return error instanceof RangeError && NO_ROOM.test(error.message) ? new MemoryError(error.message) : error;
}

/** Of `fetch`, of `import()`, and of Vite's `import()` with style sheets. */
const UNREACHED =
  /failed to fetch|networkerror|load failed|dynamically imported module|module script failed|preload css/i;

/** Whether a browser's error says that it could not fetch a file: the server has ended, or the connection is lost. */
export const isUnreached = (error: unknown): boolean => UNREACHED.test(String(error));
