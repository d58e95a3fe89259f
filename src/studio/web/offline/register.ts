import { WORKER_FILE } from './shelved.ts';

/** What the studio's own server says of itself with the page (header Server-Timing). */
const SERVER = 'saddle-studio';

/**
 * Lets a static build work without a network after one visit. The studio's own server is not shelved: it is another one, of another
 * version perhaps, on the same address tomorrow, and the runs are behind it.
 */
export function workOffline(): void {
  if (import.meta.hot || !('serviceWorker' in navigator)) return;
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (visit?.serverTiming.some(({ name }) => name === SERVER)) return;
  addEventListener('load', () => {
    navigator.serviceWorker.register(`./${WORKER_FILE}`).catch(() => {}); // a browser that forbids it needs the network
  });
}
