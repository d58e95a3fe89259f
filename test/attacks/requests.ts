import { appendFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { type Answered, ask, command, listen } from '../studio/client.ts';
import { corpus, hostile } from '../studio/hostile.ts';
import type { Attack, Tally } from './attack.ts';
import { besieged, GOOD, openVictim, SECRET, type Victim } from './victim.ts';

/** Hostile requests to the studio, while others use it. */
export const requests: Attack = {
  summary:
    'hostile requests to the studio: strangers, paths, sizes, aborted streams and uploads, idle sockets, strangers that take no answer, crowds',
  async run(tally, scale) {
    const victim = await openVictim();
    const part = (full: number) => Math.max(4, Math.round(full * scale));
    try {
      for (const [name, attack] of Object.entries(attacks)) {
        await besieged(victim, tally, { name, isFull: scale >= 1 }, () => attack(victim, tally, part));
      }
    } finally {
      await victim.close();
    }
  },
};

type Part = (full: number) => number;

const attacks: Readonly<Record<string, (victim: Victim, tally: Tally, part: Part) => Promise<void>>> = {
  strangers,
  foreigners,
  paths,
  sizes,
  abortedStreams,
  abortedUploads,
  idleSockets,
  greedyStrangers,
  crowd,
  followers,
  trainings,
};

const EVENTS = `/api/runs/${GOOD}/events`;

/** Without the token, or with another: nothing is told, nothing is done. */
async function strangers({ port, token }: Victim, tally: Tally): Promise<void> {
  const keys = ['', 'x', token.slice(1), `${token}x`, token.toUpperCase(), 'a'.repeat(32)];
  const shown = keys.flatMap(key => [{ 'x-saddle-token': key }, { cookie: `saddle-${port}=${key}` }]);
  const reads = ['/api/runs', '/api/session', '/api/schema', `/api/runs/${GOOD}`, EVENTS, '/api/nothing'];
  const commands = ['/api/runs', `/api/runs/${GOOD}/resume`, `/api/runs/${GOOD}/stop`];
  for (const headers of [{}, { cookie: `saddle-1=${token}` }, ...shown]) {
    const asked = [
      ...[...reads, `/api/runs/${GOOD}/files/config.json`].map(path => ({ path, headers })),
      ...commands.map(path => ({
        method: 'POST',
        path,
        headers: { ...headers, 'content-type': 'application/json' },
        body: '{"recipe":"ring"}',
      })),
      ...keys.map(key => ({ path: `/?token=${key}`, headers })),
    ];
    const answers = await Promise.all(asked.map(one => ask(port, one)));
    for (const [i, { status, text }] of answers.entries())
      tally.count(
        `a stranger asks for ${asked[i].path}`,
        status === 401 && !text.includes(token),
        `${status}`,
      );
  }
}

/** By other names of the server, from other pages. */
async function foreigners({ port, token }: Victim, tally: Tally): Promise<void> {
  for (const names of hostile) {
    const entries = Object.entries(names).map(([key, value]) => [
      key,
      value.replaceAll('PORT', String(port)),
    ]);
    const answer = await ask({ port, token }, { path: '/api/runs', headers: Object.fromEntries(entries) });
    tally.count(
      `asked with ${JSON.stringify(names)}`,
      [400, 403].includes(answer.status),
      `${answer.status}`,
    );
  }
}

async function paths(victim: Victim, tally: Tally, part: Part): Promise<void> {
  const every = Math.ceil(corpus.length / part(corpus.length));
  for (const path of corpus.filter((_, i) => i % every === 0)) {
    const { status, text } = await ask(victim, { path: path.replace(/ /g, '%20') });
    tally.count(`path ${path}`, [400, 403, 404].includes(status) && !text.includes(SECRET), `${status}`);
  }
}

const many = (n: number, name = (i: number) => `name${i}`) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [name(i), '1']));
const deep = (open: string, close: string, n: number) => open.repeat(n) + close.repeat(n);

/** Commands of every bad size are refused in a sentence. */
async function sizes(victim: Victim, tally: Tally): Promise<void> {
  const start = (rest: object) => JSON.stringify({ recipe: 'ring', ...rest });
  const bodies: Readonly<Record<string, string>> = {
    '90 unknown names': start({ settings: many(90, i => `${'x'.repeat(90)}${i}`) }),
    '90 unknown paths': start({ settings: many(90, i => `${'a.'.repeat(45)}${i}`) }),
    '4,000 unknown names': start({ settings: many(4000) }),
    '10,000 unknown names': start({ settings: many(10_000, i => i.toString(36)) }),
    '20,000 unknown names': start({ settings: many(20_000) }),
    '20,000 overrides': start({ overrides: many(20_000) }),
    'a key of 900 kB': start({ settings: { ['k'.repeat(900_000)]: '1' } }),
    'a key of 200 kB': start({ settings: { ['k'.repeat(200_000)]: '1' } }),
    'an override of 200 kB': start({ overrides: { objective: 'k'.repeat(200_000) } }),
    'a recipe of 200 kB': JSON.stringify({ recipe: 'k'.repeat(200_000) }),
    'a list of 200 kB': start({ settings: { 'generator.hidden': '1,'.repeat(40_000) } }),
    'points of 130 kB': start({ settings: { 'data.name': 'points', 'data.values': '1,'.repeat(60_000) } }),
    'penalties of 100 kB': start({ settings: { penalties: 'r1,'.repeat(30_000) } }),
    '60,000 values': start({ overrides: { generator: { hidden: Array(60_000).fill(1) } } }),
    '40,000 deep': `{"recipe":"ring","overrides":{"a":${deep('[', ']', 40_000)}}}`,
    '20,000 objects deep': `{"recipe":"ring","overrides":${deep('{"a":', '}', 20_000).replace('}', '1}')}}`,
    'a prototype': '{"recipe":"ring","overrides":{"__proto__":{"steps":1}}}',
    'no JSON': '{'.repeat(200_000),
    '16 million seeds': start({ seeds: 16_000_000 }),
  };
  for (const [name, body] of Object.entries(bodies)) {
    const headers = { 'content-type': 'application/json' };
    const answer = await ask(victim, { method: 'POST', path: '/api/runs', headers, body });
    tally.count(name, [400, 413].includes(answer.status) && isSentence(answer), answer.text.slice(0, 200));
  }
}

function isSentence({ text }: Answered): boolean {
  const { error } = JSON.parse(text) as { error: string };
  return error.length < 1500 && !error.includes('\n') && !error.includes('internal fault');
}

/** Streams that are left before they begin are not kept. */
async function abortedStreams(victim: Victim, tally: Tally, part: Part): Promise<void> {
  const { port, token } = victim;
  for (let i = part(2000); i > 0; i -= 20) {
    await Promise.all(
      Array.from({ length: 20 }, async (_, k) => {
        const socket = await opened(port);
        socket.write(head(k % 4 === 0 ? 'HEAD' : 'GET', EVENTS, port, token));
        if (k % 2 === 0) await new Promise(resolve => setTimeout(resolve, k));
        socket.destroy();
      }),
    );
  }
  const heard = await listen(victim, EVENTS, '', ({ event }) => event === 'run');
  tally.count('a page follows after many that left', heard.at(-1)?.event === 'run');
}

async function abortedUploads({ port, token }: Victim, _: Tally, part: Part): Promise<void> {
  for (let i = part(200); i > 0; i--) {
    const socket = await opened(port);
    const length = i % 2 === 0 ? 'content-length: 5000' : 'transfer-encoding: chunked';
    socket.write(head('POST', '/api/runs', port, token, [length, 'content-type: application/json']));
    socket.write(i % 2 === 0 ? '{"recipe":' : '5\r\n{"rec\r\n');
    await new Promise(resolve => setTimeout(resolve, 5));
    socket.destroy();
  }
}

/** Sockets that say nothing, half a header, or half a body. */
async function idleSockets(victim: Victim, tally: Tally, part: Part): Promise<void> {
  const { port, token } = victim;
  const sockets: Socket[] = [];
  for (let i = part(3000); i > 0; i--) {
    const socket = await opened(port);
    if (i % 3 === 1) socket.write('GET /api/runs HTTP/1.1\r\nhost:');
    if (i % 300 === 2)
      socket.write(
        head('POST', '/api/runs', port, token, ['content-length: 9', 'content-type: application/json']),
      );
    sockets.push(socket);
  }
  tally.count('a page is served beside idle sockets', (await ask(victim, { path: '/' })).status === 200);
  for (const socket of sockets) socket.destroy();
}

/** Sockets without the token that ask for the largest file and read nothing: more than may be busy, at any scale. */
async function greedyStrangers(victim: Victim, tally: Tally, part: Part): Promise<void> {
  const { port } = victim;
  const sockets: Socket[] = [];
  for (let i = Math.max(600, part(3000)); i > 0; i--) {
    const socket = await opened(port);
    socket.pause();
    socket.write(head('GET', '/ort/ort-wasm-simd-threaded.wasm', port, ''));
    sockets.push(socket);
    if (i % 100 !== 1) continue;
    for (const path of ['/', '/api/runs']) {
      const { status } = await ask(victim, { path });
      tally.count('the user is served beside strangers that take no answer', status === 200, `${status}`);
    }
  }
  const { status } = await ask(port, { path: `/?token=${victim.token}` });
  tally.count('the user is let in beside them', status === 302, `${status}`);
  for (const socket of sockets) socket.destroy();
}

/** Pages that all follow one run: each is served, or told when to come back. */
async function crowd(victim: Victim, tally: Tally, part: Part): Promise<void> {
  const count = part(400);
  const pages = await Promise.all(Array.from({ length: count }, () => followed(victim)));
  for (const { status, retryAfter } of pages) {
    const told = status === 200 || (status === 503 && Number(retryAfter) > 0);
    tally.count('one of many pages is served or told when to come back', told, `${status} ${retryAfter}`);
  }
  for (const { leave } of pages) leave();
  tally.count(
    '200 pages are served at once',
    pages.filter(p => p.status === 200).length >= Math.min(200, count),
  );
}

interface Page {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly leave: () => void;
}

async function followed({ port, token }: Victim): Promise<Page> {
  const socket = await opened(port);
  socket.write(head('GET', EVENTS, port, token));
  let text = '';
  await new Promise<void>(resolve => {
    socket.on('data', chunk => {
      text += chunk;
      if (text.includes('\r\n\r\n')) resolve();
    });
    socket.once('close', () => resolve());
  });
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
  return { status, retryAfter: /^retry-after: (.*)\r$/im.exec(text)?.[1], leave: () => socket.destroy() };
}

const LINES = 100_000;
const line = (i: number) =>
  `${JSON.stringify({ step: i, images: 64 * i, lossD: Math.sin(i), lossG: Math.cos(i), scoreReal: 0.5, scoreFake: 0.5, value: -1.386 })}\n`;

/** Twenty pages follow a log of 100,000 rows that grows: it is read once for all. */
async function followers(victim: Victim, tally: Tally, part: Part): Promise<void> {
  const log = join(victim.root, GOOD, 'stats.jsonl');
  const lines = part(LINES);
  writeFileSync(log, Array.from({ length: lines }, (_, i) => line(i + 1)).join(''));
  const sockets = await Promise.all(Array.from({ length: 20 }, () => opened(victim.port)));
  const seen = new Array<string>(20).fill('');
  for (const [k, socket] of sockets.entries()) {
    socket.on('data', chunk => (seen[k] = (seen[k] + chunk).slice(-4000)));
    socket.write(head('GET', EVENTS, victim.port, victim.token));
  }
  const reach = async (step: number) => {
    while (!seen.every(text => text.includes(`"step":${step},`)))
      await new Promise(resolve => setTimeout(resolve, 20));
  };
  await reach(lines);
  const before = await victim.load();
  const begin = performance.now();
  for (let i = 1; i <= 30; i++) {
    appendFileSync(log, line(lines + i));
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  await reach(lines + 30);
  const after = await victim.load();
  for (const socket of sockets) socket.destroy();
  const share = (after.cpuMs - before.cpuMs) / (performance.now() - begin);
  const megabytes = after.rss / 2 ** 20;
  const most = part(100) === 100 ? 0.5 : 0.9; // the suite's machine is busy
  tally.count(`20 followers cost less than ${most} of a processor`, share < most, `${share.toFixed(2)}`);
  tally.count('20 followers take less than 400 MB', megabytes < 400, `${megabytes.toFixed(0)} MB`);
  if (part(100) === 100)
    console.log(
      `  20 followers of ${lines} rows: ${(100 * share).toFixed(0)} % of a processor, ${megabytes.toFixed(0)} MB`,
    );
  tally.count(
    'none of the turns of following was long',
    Math.max(before.longest, after.longest) <= 50,
    `${before.longest.toFixed(0)} and ${after.longest.toFixed(0)} ms`,
  );
}

/** More trainings than may be: some begin, the others are told why not. */
async function trainings(victim: Victim, tally: Tally): Promise<void> {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => command(victim, '/api/runs', { recipe: 'ring' })),
  );
  const begun = answers.filter(({ status }) => status === 201);
  tally.count('as many trainings begin as may', begun.length === 4, `${begun.length}`);
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    const { status, headers } = answer;
    const told = status === 429 && Number(headers['retry-after']) > 0 && isSentence(answer);
    tally.count('a training too many is refused', told, answer.text.slice(0, 200));
  }
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.on('error', () => {}); // the server may end it
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function head(
  method: string,
  path: string,
  port: number,
  token: string,
  more: readonly string[] = [],
): string {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    `x-saddle-token: ${token}`,
    ...more,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
