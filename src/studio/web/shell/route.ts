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

globalThis.addEventListener?.('hashchange', () => {
  route.value = parseRoute(location.hash);
});

/** Changes the query of the current page without a new entry in the history, such as to share a setup. */
export function replaceQuery(query: Readonly<Record<string, string>>): void {
  const { page, rest } = route.peek();
  const text = new URLSearchParams(query).toString();
  const path = [page, ...rest].map(encodeURIComponent).join('/');
  history.replaceState(history.state, '', `#/${path}${text === '' ? '' : `?${text}`}`);
}
