import { DeadEngineError } from '../../../engine/engine.ts';
import { UserError } from '../../../util/error.ts';
import { MemoryError, platformFault, UnreachedError } from '../../../util/platform.ts';

/** What a worker says of an error. */
export interface Failure {
  readonly message: string;
  /** Whether it is said for the reader; else it is a fault of the program. */
  readonly expected: boolean;
  /** The runtime has given up: nothing runs in this worker any more. */
  readonly dead: boolean;
}

const NO_SERVER =
  "studio: expected the page's own files from its server, got no answer; start it again (npx saddle studio) and reload the page";

/** An error as one sentence; what the machine lacks comes with what to do. */
export function failureOf(error: unknown): Failure {
  const fault = platformFault(error);
  return {
    message: messageOf(fault),
    expected: fault instanceof UserError,
    dead: fault instanceof DeadEngineError,
  };
}

function messageOf(fault: unknown): string {
  if (fault instanceof UnreachedError) return NO_SERVER;
  if (fault instanceof MemoryError) return `${fault.message}, or close other pages`;
  return fault instanceof Error ? fault.message : String(fault);
}
