/** Names of the server, origins and sites that are not its own; `PORT` stands for its port. */
const hosts = [
  'evil.example', 'evil.example:PORT', 'localhost.evil.example:PORT', '127.0.0.1.evil.example:PORT', 'localhost',
  '127.0.0.1', 'localhost:1', '127.0.0.2:PORT', '0.0.0.0:PORT', '127.1:PORT', '2130706433:PORT', '0x7f000001:PORT',
  '[::]:PORT', '[::ffff:127.0.0.1]:PORT', 'localhost.:PORT', 'localhost:PORT:PORT', 'localhost:PORT@evil.example',
  'evil.example@localhost:PORT', 'local host:PORT', '', ':PORT', 'xn--localhost:PORT', 'localhost:0PORT', '192.168.0.1:PORT',
]; // biome-ignore format: a table
const origins = [
  'null', 'http://evil.example', 'https://evil.example', 'https://127.0.0.1:PORT', 'http://127.0.0.1', 'http://127.0.0.1:1',
  'http://localhost:1', 'http://localhost.evil.example:PORT', 'http://127.0.0.1:PORT.evil.example', 'file://', 'chrome-extension://abc',
  'http://127.0.0.1:PORT@evil.example', 'HTTP://EVIL.EXAMPLE', '', 'http://[::1]', 'ws://127.0.0.1:PORT', 'data:text/html,x',
]; // biome-ignore format: a table
const sites = ['cross-site', 'same-site', 'bogus'];
export const hostile = [
  ...hosts.map(host => ({ host })),
  ...origins.map(origin => ({ origin })),
  ...sites.map(site => ({ 'sec-fetch-site': site })),
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
  { host: 'evil.example', origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
  { host: 'evil.example:PORT', origin: 'http://127.0.0.1:PORT' },
] as Readonly<Record<string, string>>[];

/** Paths that try to leave the folder of runs, that of the pages, or the run `00000-ring`. */
const up = [
  '..',
  '%2e%2e',
  '.%2e',
  '%2E.',
  '..%00',
  '..%20',
  '..;',
  '....',
  '%252e%252e',
  '..%c0%af',
  '%c0%ae%c0%ae',
  '..%ef%bc%8f',
  '%uff0e%uff0e',
  'up',
];
const over = ['/', '%2f', '\\', '%5c', '%255c', '//', '/./', '%2f%2f'];
const starts = [
  '/',
  '/assets/',
  '/api/runs/00000-ring/files/',
  '/api/runs/00000-ring/files/checkpoints/',
  '/api/runs/',
];
const fixed = [
  '/link.txt', '/api/runs/00000-ring/files/link.txt', '/api/runs/00000-ring/files/up/secret.txt', '/api/runs/outside',
  '/api/runs/outside/files/secret.txt', '/api/runs/outside/files/secret.json', '/api/runs/00000-ring/files/.', '/api/runs/00000-ring/files/',
  '/api/runs/00000-ring/files//etc/passwd', '/api/runs/00000-ring/files/%2fetc%2fpasswd', '//etc/passwd', '/file:///etc/passwd', '/C:%5cWindows',
  '/api/runs/%2e%2e', '/api/runs/..%2f..', '/api/runs/.studio', '/api/runs/.studio/files/x', '/%', '/%zz', '/CON', '/nul', '/assets/a-1234.js%00.png',
  '/api/runs/00000-ring/files/stats.jsonl%3A%3A$DATA', 'http://evil.example/secret.txt', '*', '/~root/', '/.git/config',
]; // biome-ignore format: a table
export const corpus = [
  ...fixed,
  ...starts.flatMap(start =>
    up.flatMap(u => over.flatMap(o => [2].map(n => `${start}${(u + o).repeat(n)}secret.txt`))),
  ),
];
