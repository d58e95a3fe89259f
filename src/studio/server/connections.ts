import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface Bounds {
  /** Most sockets; who comes then takes the place of the one that has said nothing for longest. */
  readonly open: number;
  /** Most of them with a request that is being answered. */
  readonly busy: number;
}

/**
 * Bounds the connections of a server, so that those that say nothing shut nobody out.
 * @returns whether a request that has come is one too many, which is to be told to come back
 */
export function boundConnections(server: Server, { open, busy }: Bounds): () => boolean {
  const sockets = new Set<Socket>();
  const idle = new Set<Socket>(); // since the longest time first
  server.on('connection', socket => {
    const [longest] = idle;
    if (sockets.size >= open) longest?.destroy();
    sockets.add(socket);
    idle.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      idle.delete(socket);
    });
  });
  server.prependListener('request', ({ socket }, outgoing) => {
    idle.delete(socket);
    outgoing.once('close', () => {
      if (sockets.has(socket)) idle.add(socket);
    });
  });
  return () => sockets.size - idle.size > busy;
}
