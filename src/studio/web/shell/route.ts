import { signal } from '@preact/signals';

/** Where the reader is: `#/course/entropy?x=1` is page `course`, rest `['entropy']`, query `x=1`. */
export interface Route {
  readonly page: string;
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
}

/** Reads a hash; an empty one is page ''. */
export function parseRoute(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [page = '', ...rest] = path.split('/').filter(Boolean).map(decode);
  return { page, rest, query: new URLSearchParams(query) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The current route; follows the address bar. */
export const route = signal<Route>(parseRoute(globalThis.location?.hash ?? ''));

/** How many addresses were opened. */
export const visits = signal(0);

const watchers = new Set<(oldURL: string) => void>();

/** Calls `hear` with the last address when there is another one, before its page is made. @returns what ends it */
export function beforeVisit(hear: (oldURL: string) => void): () => void {
  watchers.add(hear);
  return () => void watchers.delete(hear);
}

globalThis.addEventListener?.('hashchange', ({ oldURL }) => {
  for (const hear of watchers) hear(oldURL);
  visits.value++;
  route.value = parseRoute(location.hash);
});

/** In the query of an address that shows a panel alone. */
export const EMBED = 'embed';

/** Changes the query of the current page without a new entry in the history, such as to share a setup. */
export function replaceQuery(query: Readonly<Record<string, string>>): void {
  const { page, rest, query: before } = route.peek();
  const alone = before.has(EMBED) && { [EMBED]: '' };
  const text = new URLSearchParams({ ...alone, ...query }).toString();
  const path = [page, ...rest].map(encodeURIComponent).join('/');
  history.replaceState(history.state, '', `#/${path}${text === '' ? '' : `?${text}`}`);
}
