import { signal } from '@preact/signals';
import type { Notes } from './entry.ts';
import { pageName } from './pages.ts';
import { parseRoute } from './route.ts';

/** Where a page was left: its address and what its entry of the history had noted. */
interface Spot {
  readonly hash: string;
  readonly notes: Notes;
}

type Spots = Readonly<Record<string, Spot>>;

const KEY = 'saddle-spots';

/** Where each page was left in this tab of the browser. */
const spots = signal<Spots>(read());
let returning = '';

function read(): Spots {
  try {
    return parseSpots(sessionStorage.getItem(KEY));
  } catch {
    return {}; // storage may be forbidden: spots last as long as the page
  }
}

/** What was kept; nothing where it is no such thing. */
export function parseSpots(text: string | null): Spots {
  try {
    const kept = Object.entries(JSON.parse(text ?? '{}') as Record<string, Partial<Spot> | null>);
    return Object.fromEntries(
      kept.flatMap(([page, spot]) =>
        typeof spot?.hash === 'string' && isNotes(spot.notes)
          ? [[page, { hash: spot.hash, notes: spot.notes }]]
          : [],
      ),
    );
  } catch {
    return {};
  }
}

const isNotes = (value: unknown): value is Notes => typeof value === 'object' && value !== null;

/** Notes where a page is left. */
export function keepSpot(hash: string, notes: Notes): void {
  spots.value = { ...spots.peek(), [pageName(parseRoute(hash).page)]: { hash, notes } };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(spots.peek()));
  } catch {
    // storage may be forbidden, or full
  }
}

/** The address at which a page was left; default where it begins. */
export const hashOfPage = (page: string) => spots.value[page]?.hash ?? `#/${page}`;

/** The next address is to be as it was left. */
export function returnTo(hash: string): void {
  returning = hash;
}

/** What was noted of an address, if a tab just led back there. */
export function takeReturn(hash: string): Notes | undefined {
  const wanted = returning === hash;
  returning = '';
  const spot = wanted ? spots.peek()[pageName(parseRoute(hash).page)] : undefined;
  return spot?.hash === hash ? spot.notes : undefined;
}
