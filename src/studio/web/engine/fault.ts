import { UserError } from '../../../util/error.ts';

/** What a worker says of an error. */
export interface Failure {
  readonly message: string;
  /** Whether it is said for the reader; else it is a fault of the program. */
  readonly expected: boolean;
  /** The runtime has given up: nothing runs in this worker any more. */
  readonly dead: boolean;
}

/** JavaScript and ONNX Runtime about room that is not there. */
const FULL =
  /out of memory|bad_alloc|OOM|array buffer allocation|invalid (typed )?array length|failed to allocate|grow memory/i;
/** WebAssembly that stopped in the middle of its work. */
const ABORTED = /abort\(|aborted|unreachable|memory access out of bounds|table index is out of bounds/i;

/** A server that has ended, or a lost connection, as browsers say it. */
const UNREACHED =
  /failed to fetch|dynamically imported module|importing a module script failed|networkerror/i;

/** An error as one sentence; what the machine lacks comes with what to do. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UserError) return { message, expected: true, dead: false };
  if (UNREACHED.test(message)) {
    const reason = "studio: expected the page's own files from its server, got no answer";
    return {
      message: `${reason}; start it again (npx saddle studio) and reload the page`,
      expected: true,
      dead: false,
    };
  }
  const dead = typeof error === 'number' || ABORTED.test(message); // a number is the address of a C++ exception
  const full = FULL.test(message) || (error instanceof RangeError && /length|size|allocation/i.test(message));
  if (!full && !dead) return { message, expected: false, dead };
  const reason = full ? 'memory' : 'runtime';
  return {
    message: `${reason}: expected room for the game, got none (${message}); choose a smaller batch or smaller networks, or close other pages`,
    expected: true,
    dead,
  };
}
