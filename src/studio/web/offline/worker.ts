import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import type { Shelved } from './shelved.ts';

// The service worker of the static build: after one visit all of it is in the browser, and works without a network.
// A new version is fetched beside the old one and is taken when no page shows the old one any more.

interface Extendable {
  waitUntil(promise: Promise<unknown>): void;
}

/** Written by the build. */
declare const SHELVED: Shelved;

const { pages, runtime } = SHELVED;
const version = `saddle-runtime-${runtime.version}`;

cleanupOutdatedCaches();
precacheAndRoute([...pages], { ignoreURLParametersMatching: [/./] });
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.includes('/ort/'),
  new CacheFirst({ cacheName: version }),
);

/** Asks for what the page may have fetched by now: if the host says that it is the same, its 14 MB do not come twice. */
async function keepRuntime(): Promise<void> {
  const cache = await caches.open(version);
  await cache.addAll(runtime.files.map(name => new Request(name, { cache: 'no-cache' })));
}

/** No page is open any more that has the old one. */
async function dropOldRuntimes(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith('saddle-runtime-') && name !== version) await caches.delete(name);
}

const during = (work: () => Promise<void>) => (event: Event) =>
  (event as unknown as Extendable).waitUntil(work());
addEventListener('install', during(keepRuntime));
addEventListener('activate', during(dropOldRuntimes));
