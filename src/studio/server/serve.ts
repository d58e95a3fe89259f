import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { errorCode } from '../../run/files.ts';
import { UserError } from '../../util/error.ts';
import { type AppOptions, createApp } from './app.ts';
import { type Bounds, boundConnections } from './connections.ts';
import { Desk } from './desk.ts';
import { isOfUser, refuseOverload } from './guard.ts';

export interface StudioOptions
  extends Pick<AppOptions, 'root' | 'pages' | 'command' | 'everyMs' | 'mostRuns'> {
  /** 0: any free one. */
  readonly port: number;
}

/** A studio that is being served. */
export interface Studio {
  readonly url: string;
  /** The same with the token, by which a browser is let in: for the user only. */
  readonly entrance: string;
  readonly port: number;
  /** What programs show as the header `x-saddle-token`. */
  readonly token: string;
  /**
   * Writes a page that leads to {@link entrance}, which only this user can read: what a browser is started with, others
   * see in the list of processes. It is gone when the server closes.
   * @returns its path; undefined where the folder of runs cannot be written to, whose runs are shown all the same
   */
  openerFile(): string | undefined;
  /** Ends all connections; trainings go on. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const CONNECTIONS: Bounds = { open: 1024, busy: 512, strange: 64 };
/** Who sends a request by the letter, or does not take the answer, is not waited for. */
const PATIENCE = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1000 };
const SILENCE_MS = 60_000;

/**
 * Serves the studio to this machine only.
 * @throws UserError when the port is taken, the pages are not built, or the root is no folder
 */
export async function serveStudio({ port, ...options }: StudioOptions): Promise<Studio> {
  const root = resolve(options.root);
  if (!existsSync(join(options.pages, 'index.html'))) {
    throw new UserError(
      `studio: expected the studio's pages in ${options.pages}, got none; build them with: npm run build`,
    );
  }
  if (existsSync(options.root) && !statSync(options.root).isDirectory()) {
    throw new UserError(
      `studio: expected a folder of runs, got the file ${options.root}; choose one with --root`,
    );
  }
  const token = randomBytes(24).toString('base64url');
  const app = createApp({ ...options, root, token });
  let isTooMany = () => false;
  const server = createAdaptorServer({
    fetch: (request, env) => (isTooMany() ? refuseOverload() : app.fetch(request, env)),
    hostname: HOST,
    serverOptions: PATIENCE,
  }) as Server;
  isTooMany = boundConnections(server, CONNECTIONS, isOfUser(token));
  server.timeout = SILENCE_MS;
  await listen(server, port);
  const actual = (server.address() as AddressInfo).port;
  const url = `http://${HOST}:${actual}/`;
  const entrance = `${url}?token=${token}`;
  const opener = new Opener(new Desk(root), `open-${actual}.html`);
  return {
    url,
    entrance,
    port: actual,
    token,
    openerFile: () => opener.write(leadTo(entrance)),
    async close() {
      opener.remove();
      const closed = new Promise(done => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A page that leads a browser to the studio. */
class Opener {
  private readonly desk: Desk;
  private readonly name: string;
  private written = false;

  constructor(desk: Desk, name: string) {
    this.desk = desk;
    this.name = name;
  }

  write(page: string): string | undefined {
    try {
      const path = this.desk.write(this.name, page);
      this.written = true;
      return path;
    } catch {
      return undefined;
    }
  }

  remove(): void {
    if (this.written) this.desk.remove(this.name);
  }
}

const leadTo = (url: string) => `<!doctype html><meta http-equiv="refresh" content="0;url=${url}">\n`;

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', error => fail(refusal(error, port)));
    server.listen(port, HOST, () => done());
  });
}

function refusal(error: Error, port: number): Error {
  const code = errorCode(error);
  if (code === 'EADDRINUSE') {
    return new UserError(
      `studio: port ${port} is in use; choose another with --port, or any free one with --port 0`,
    );
  }
  if (code === 'EACCES')
    return new UserError(`studio: port ${port} needs more rights; choose one above 1023 with --port`);
  return error;
}
