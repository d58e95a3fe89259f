import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

export interface Bounds {
  /** Most sockets; who comes then takes the place of the one that has said nothing for longest. */
  readonly open: number;
  /** Most of them with a request that is being answered. */
  readonly busy: number;
  /** Most of them with a request of a stranger, beside those that are busy; one more takes the place of the first. */
  readonly strange: number;
}

/**
 * Bounds the connections of a server, so that those that say nothing, and strangers that take no answer, shut nobody out.
 * @param isKnown whether a request is of the user
 * @returns whether a request that has come is one too many, which is to be told to come back
 */
export function boundConnections(
  server: Server,
  { open, busy, strange }: Bounds,
  isKnown: (request: IncomingMessage) => boolean,
): () => boolean {
  const sockets = new Set<Socket>();
  const idle = new Set<Socket>(); // since the longest time first
  const strangers = new Set<Socket>(); // the same
  server.on('connection', socket => {
    const [longest] = idle;
    if (sockets.size >= open) longest?.destroy();
    sockets.add(socket);
    idle.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      idle.delete(socket);
      strangers.delete(socket);
    });
  });
  server.prependListener('request', (request, outgoing) => {
    const { socket } = request;
    idle.delete(socket);
    strangers.delete(socket);
    if (!isKnown(request)) {
      const [first] = strangers;
      if (strangers.size >= strange) first?.destroy();
      strangers.add(socket);
    }
    outgoing.once('close', () => {
      strangers.delete(socket);
      if (sockets.has(socket)) idle.add(socket);
    });
  });
  return () => sockets.size - idle.size - strangers.size > busy;
}
