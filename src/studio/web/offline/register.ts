import { isEmbed } from '../shell/embed.ts';
import { route } from '../shell/route.ts';
import { isOwnServer } from '../shell/served.ts';
import { WORKER_FILE } from './shelved.ts';

/**
 * Lets a static build work without a network after one visit; a panel in another site is none. The studio's own server is not shelved:
 * it is another one, of another version perhaps, on the same address tomorrow, and the runs are behind it.
 */
export function workOffline(): void {
  if (import.meta.hot || !('serviceWorker' in navigator) || isOwnServer() || isEmbed(route.peek())) return;
  addEventListener('load', () => {
    navigator.serviceWorker.register(`./${WORKER_FILE}`).catch(() => {}); // a browser that forbids it needs the network
  });
}
