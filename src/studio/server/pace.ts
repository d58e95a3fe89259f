import type { Pace } from '../protocol.ts';

/** What the log said of a run when it was written last. */
interface Mark {
  readonly step: number;
  readonly images: number;
  readonly atMs: number;
}

/** The pace is a mean over so long. */
const WINDOW_MS = 20_000;

/** How fast runs go on, by the times at which their logs grew. */
export class Paces {
  private readonly seen = new Map<string, Mark[]>();

  /** The pace after one more look; undefined until the log has grown twice. */
  see(id: string, mark: Mark, steps: number): Pace | undefined {
    const marks = this.seen.get(id) ?? [];
    const last = marks.at(-1);
    if (last && mark.step < last.step) marks.length = 0; // it began again at an older checkpoint
    if (!last || mark.step !== last.step) marks.push(mark);
    while (marks.length > 2 && mark.atMs - marks[0].atMs > WINDOW_MS) marks.shift();
    this.seen.set(id, marks);
    return paceOf(marks[0], mark, steps);
  }

  /** Nothing trains it any more: what comes next is another process. */
  forget(id: string): void {
    this.seen.delete(id);
  }
}

function paceOf(first: Mark, last: Mark, steps: number): Pace | undefined {
  const seconds = (last.atMs - first.atMs) / 1000;
  if (seconds <= 0 || last.step <= first.step) return undefined;
  return {
    imagesPerSecond: (last.images - first.images) / seconds,
    secondsLeft: (Math.max(0, steps - last.step) * seconds) / (last.step - first.step),
  };
}
