import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';
import { TOKEN_HEADER } from '../protocol.ts';

export interface Served {
  readonly Bindings: HttpBindings;
}

/** Names by which a browser on this machine may call it. */
const NAMES = ['localhost', '127.0.0.1', '[::1]'];

const CSP = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CSP,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** Every answer: no script or style but the studio's own, nothing from elsewhere, threads for WASM. */
export const safeHeaders: MiddlewareHandler<Served> = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
};

/** Told to come back: more requests are being answered than there is room for. */
export const refuseOverload = (): Response =>
  Response.json(
    { error: 'studio: too many requests at once; try again in a moment' },
    { status: 503, headers: { ...HEADERS, 'retry-after': '1', connection: 'close' } },
  );

const portOf = (c: Context<Served>): number => c.env.incoming.socket.localPort ?? 0;

/**
 * Refuses what does not come from this machine's own pages: a name that only resolves here (DNS rebinding), a page of
 * another origin, also one of another port.
 */
export const ownPagesOnly: MiddlewareHandler<Served> = async (c, next) => {
  const port = portOf(c);
  const hosts = NAMES.flatMap(name => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]));
  const host = c.env.incoming.headers.host?.toLowerCase() ?? '';
  const refuse = (what: string) => c.json({ error: `studio: ${what}; open http://127.0.0.1:${port}/` }, 403);
  if (!hosts.includes(host)) return refuse('expected a request to this machine by its own name');
  const origin = c.req.header('origin');
  if (origin !== undefined && !hosts.some(name => origin === `http://${name}`)) {
    return refuse('expected a request of a page of the studio, got one of another page');
  }
  if (isForeign(c)) return refuse('expected a request of a page of the studio, got one of another page');
  return next();
};

/** What browsers say of the page that asks; a link from elsewhere to the studio itself is welcome. */
function isForeign(c: Context<Served>): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  const link = c.req.header('sec-fetch-mode') === 'navigate' && c.req.header('sec-fetch-dest') === 'document';
  return !(link && c.req.method === 'GET' && !c.req.path.startsWith('/api'));
}

/** Cookies are shared by all ports of a host: each studio has its own. */
const cookieName = (port: number) => `saddle-${port}`;

/**
 * The address that the terminal shows ends in `?token=`: who opens it gets the token as a cookie, and is led on to the
 * same page without it. The browser sends the cookie from then on, to pages of this host only.
 */
export const entrance =
  (token: string): MiddlewareHandler<Served> =>
  async (c, next) => {
    const given = c.req.query('token');
    if (given === undefined) return next();
    if (!isEqual(given, token)) return c.json({ error: NO_TOKEN }, 401);
    setCookie(c, cookieName(portOf(c)), token, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return c.redirect('/');
  };

/** Runs and commands are for who shows the token of this start of the server, by the cookie or by the header. */
export const withToken =
  (token: string): MiddlewareHandler<Served> =>
  async (c, next) =>
    showsToken(c.env.incoming, token) ? next() : c.json({ error: NO_TOKEN }, 401);

function showsToken({ headers, socket }: IncomingMessage, token: string): boolean {
  const header = headers[TOKEN_HEADER];
  const name = cookieName(socket.localPort ?? 0);
  const given = header ?? parse(headers.cookie ?? '', name)[name] ?? '';
  return isEqual(String(given), token);
}

/** Whether a request is of who has the token: it shows it, or asks to be let in by it. */
export const isOfUser =
  (token: string) =>
  (request: IncomingMessage): boolean =>
    showsToken(request, token) || isEqual(request.url ?? '', `/?token=${token}`);

const NO_TOKEN =
  'studio: expected the token of this server; open the address that it printed when it started (http://127.0.0.1:…/?token=…)';

/** Commands say that they are JSON, which a form of another page cannot. */
export const asJson: MiddlewareHandler<Served> = async (c, next) => {
  if (/^application\/json\b/i.test(c.req.header('content-type') ?? '')) return next();
  return c.json({ error: 'studio: expected a command as application/json' }, 415);
};

/** In a time that tells nothing of where they differ, nor of their lengths. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
