import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { errorCode } from '../../run/files.ts';
import { UserError } from '../../util/error.ts';
import { type AppOptions, createApp } from './app.ts';

export interface StudioOptions extends Pick<AppOptions, 'root' | 'pages' | 'command' | 'everyMs'> {
  /** 0: any free one. */
  readonly port: number;
}

/** A studio that is being served. */
export interface Studio {
  readonly url: string;
  readonly port: number;
  /** Ends all connections; trainings go on. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const MOST_CONNECTIONS = 256;

/**
 * Serves the studio to this machine only.
 * @throws UserError when the port is taken, the pages are not built, or the root is no folder
 */
export async function serveStudio({ port, ...options }: StudioOptions): Promise<Studio> {
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
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one for each page that follows a run
  const token = randomBytes(24).toString('base64url');
  const app = createApp({ ...options, root: resolve(options.root), token, closing: closing.signal });
  const server = createAdaptorServer({ fetch: app.fetch, hostname: HOST }) as Server;
  server.headersTimeout = 10_000; // who sends a header by the letter is not waited for
  server.requestTimeout = 30_000;
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, port);
  const actual = (server.address() as AddressInfo).port;
  return {
    url: `http://${HOST}:${actual}/`,
    port: actual,
    async close() {
      closing.abort();
      const closed = new Promise(done => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

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
