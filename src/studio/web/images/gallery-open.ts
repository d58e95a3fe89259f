const KEY = 'saddle-gallery';
const CLOSED = 'closed';

/** Whether the gallery is open when the page is: until something was trained, unless the address says what to train. */
export function beginsOpen(query: URLSearchParams): boolean {
  if (query.size > 0) return false;
  try {
    return localStorage.getItem(KEY) !== CLOSED;
  } catch {
    return true; // storage may be forbidden
  }
}

/** Remembers it for the next visit. */
export function rememberOpen(open: boolean): void {
  try {
    localStorage.setItem(KEY, open ? 'open' : CLOSED);
  } catch {
    // storage may be forbidden: the page begins as for everybody
  }
}
