import { beforeVisit } from './route.ts';
import { keepSpot, takeReturn } from './spots.ts';

/** What an entry of the browser's history remembers of how its page is looked at, by name. */
export type Notes = Readonly<Record<string, unknown>>;

/** Browsers allow about six changes of the history a second. */
const STILL_MS = 200;

let notes: Notes = stateOf();
let timer: ReturnType<typeof setTimeout> | undefined;

function stateOf(): Notes {
  return (globalThis.history?.state as Notes | null) ?? {};
}

/** What the entry of now remembers under a name; it outlives a reload and comes back with the Back button. */
export function noted(name: string): unknown {
  return notes[name];
}

/** Lets the entry of now remember a value that can be cloned; written when nothing was noted for a moment. */
export function note(name: string, value: unknown): void {
  notes = { ...notes, [name]: value };
  clearTimeout(timer);
  timer = setTimeout(write, STILL_MS);
}

function write(): void {
  clearTimeout(timer);
  timer = undefined;
  history.replaceState(notes, '');
}

/** Before a link is followed, while the history still shows the entry that is left. */
function settle(): void {
  if (timer !== undefined) write();
}

/**
 * Changes to the notes of each entry that is opened, before its page is made; those of the last one are kept for who returns
 * to its page by a tab.
 * @returns what ends it
 */
export function followEntries(arrived: () => void): () => void {
  const stop = beforeVisit(oldURL => {
    clearTimeout(timer);
    keepSpot(new URL(oldURL).hash, notes);
    const back = takeReturn(location.hash);
    notes = back ?? stateOf();
    if (back) write();
    arrived();
  });
  addEventListener('pagehide', write);
  addEventListener('click', settle, { capture: true });
  return () => {
    stop();
    removeEventListener('pagehide', write);
    removeEventListener('click', settle, { capture: true });
  };
}
