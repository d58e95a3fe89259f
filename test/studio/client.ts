import { Agent, request } from 'node:http';
import { TOKEN_HEADER } from '../../src/studio/protocol.ts';

export interface Asked {
  readonly method?: string;
  /** As it goes over the wire: nothing is made safe. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Where a server listens, and what lets one in; a port alone: without. */
export type Door = number | { readonly port: number; readonly token: string };

const portOf = (door: Door) => (typeof door === 'number' ? door : door.port);
const keyOf = (door: Door): Record<string, string> =>
  typeof door === 'number' ? {} : { [TOKEN_HEADER]: door.token };

const agent = new Agent({ keepAlive: true });

/** One request, as a program sends it that is no browser. */
export function ask(door: Door, asked: Asked): Promise<Answered> {
  const { method = 'GET', path, body } = asked;
  const headers: Record<string, string> = { ...keyOf(door), ...asked.headers };
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: portOf(door),
      method,
      path,
      headers,
      setHost: !('host' in headers),
      agent: method === 'GET' ? agent : false, // who refuses a long body may close the connection
    };
    const asking = request(options, answer => {
      const chunks: Buffer[] = [];
      answer.on('data', chunk => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
      answer.on('error', reject);
    });
    asking.on('error', error => {
      if (asking.reusedSocket)
        resolve(ask(door, asked)); // the server closed it just then
      else reject(error);
    });
    asking.end(body);
  });
}

export async function askJson<T>(door: Door, path: string): Promise<T> {
  return JSON.parse((await ask(door, { path })).text) as T;
}

export function command(door: Door, path: string, body: unknown = {}): Promise<Answered> {
  const headers = { 'content-type': 'application/json' };
  return ask(door, { method: 'POST', path, headers, body: JSON.stringify(body) });
}

/** Events of a stream until `enough`, or until it ends; the connection is cut then. */
export function listen(
  door: Door,
  path: string,
  lastId: string,
  enough: (event: StreamEvent) => boolean,
): Promise<StreamEvent[]> {
  return new Promise((resolve, reject) => {
    const headers = { ...keyOf(door), ...(lastId !== '' && { 'last-event-id': lastId }) };
    const asking = request({ host: '127.0.0.1', port: portOf(door), path, headers, agent: false }, answer => {
      const events: StreamEvent[] = [];
      let text = '';
      const done = () => {
        answer.destroy();
        resolve(events);
      };
      answer.on('data', chunk => {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const event = parseEvent(text.slice(0, end));
          text = text.slice(end + 2);
          if (event.event === '') continue;
          events.push(event);
          if (enough(event)) return done();
        }
      });
      answer.on('end', done);
      answer.on('error', done);
    });
    asking.on('error', reject);
    asking.end();
  });
}

export interface StreamEvent {
  readonly event: string;
  readonly id: string;
  readonly data: string;
}

function parseEvent(text: string): StreamEvent {
  const value = (name: string) =>
    text
      .split('\n')
      .find(line => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? '';
  return { event: value('event'), id: value('id'), data: value('data') };
}
