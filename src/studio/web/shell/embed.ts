import { EMBED, type Route } from './route.ts';

/** Whether an address asks for a panel alone, as another site shows it. */
export const isEmbed = ({ query }: Route): boolean => query.has(EMBED);

/** The address of the same panel alone. */
export function embedHash(hash: string): string {
  const [path, query = ''] = plainHash(hash).split(/\?(.*)/s);
  return `${path}?${EMBED}${query && `&${query}`}`;
}

/** The address of the same in the studio. */
export function plainHash(hash: string): string {
  const [path, query = ''] = hash.split(/\?(.*)/s);
  const rest = query.split('&').filter(part => part !== '' && part.split('=')[0] !== EMBED);
  return rest.length > 0 ? `${path}?${rest.join('&')}` : path;
}

export interface Panel {
  /** The studio's address in full, as its page has it. */
  readonly address: string;
  /** What is shown, in words. */
  readonly title: string;
  /** Pixels. */
  readonly height: number;
}

/** The HTML that shows a panel in another page. */
export function embedCode({ address, title, height }: Panel): string {
  const { origin, pathname, hash } = new URL(address);
  const src = escaped(origin + pathname + embedHash(hash));
  return `<iframe src="${src}" title="${escaped(title)}" width="100%" height="${height}" style="border: 0" loading="lazy"></iframe>`;
}

const escaped = (text: string) =>
  text.replace(/[&"<>]/g, sign => ({ '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' })[sign]!);
