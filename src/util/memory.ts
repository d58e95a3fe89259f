import { UserError } from './error.ts';
import { bytesText } from './text.ts';

/** Bytes that a process may take: of a machine, of its container, or of a page. */
export interface Memory {
  /** All together. */
  readonly total: number;
  /** JavaScript's objects, which V8 ends the process for. */
  readonly heap: number;
}

/** What a page can rely on: WebAssembly addresses 4 GiB, and a tab's heap is a part of that. */
export const PAGE_MEMORY: Memory = { total: 4 * 2 ** 30, heap: 2 ** 30 };

/** Something that is about to be held, estimated before it is allocated. */
export interface Need {
  readonly what: string;
  readonly bytes: number;
  /** Whether it is made of objects, not of numbers in arrays; default no. */
  readonly objects?: boolean;
  /** What makes it smaller: `a smaller batch`. */
  readonly remedy: string;
}

/**
 * Refuses what cannot be held, before it is tried.
 * @throws UserError with the estimate, its largest part, and what there is
 */
export function requireMemory(where: string, needs: readonly Need[], memory: Memory): void {
  check(where, needs, memory.total, 'memory');
  const objects = needs.filter(need => need.objects);
  check(where, objects, memory.heap, 'memory for objects');
}

function check(where: string, needs: readonly Need[], most: number, kind: string): void {
  const bytes = needs.reduce((sum, need) => sum + need.bytes, 0);
  if (bytes <= most) return;
  const { what, remedy, ...largest } = needs.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const part = needs.length > 1 ? `, ${bytesText(largest.bytes)} of it for ${what}` : ` for ${what}`;
  throw new UserError(
    `${where}: expected at most ${bytesText(most)}, the ${kind} that there is, got an estimate of ${bytesText(bytes)}${part}; choose ${remedy}`,
  );
}
