import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatsRow } from '../../src/run/store.ts';
import type { RowsMessage, RunDetail, RunLine, Session } from '../../src/studio/protocol.ts';
import { type Studio, serveStudio } from '../../src/studio/server/serve.ts';
import { resolveConfig } from '../../src/train/resolve.ts';
import { Random } from '../../src/util/random.ts';
import { type Answered, ask, askJson, command, listen } from './client.ts';

const base = mkdtempSync(join(tmpdir(), 'saddle-studio-'));
const root = join(base, 'runs');
const pages = join(base, 'pages');
const SECRET = 'kept outside';
let studio: Studio;
let port = 0;

function makeRun(id: string, rows: number): void {
  mkdirSync(join(root, id, 'checkpoints/step-00000200'), { recursive: true });
  const config = resolveConfig({ recipe: 'ring', overrides: { steps: 400 } });
  writeFileSync(join(root, id, 'config.json'), JSON.stringify(config));
  writeFileSync(join(root, id, 'stats.jsonl'), Array.from({ length: rows }, (_, i) => line(i)).join(''));
  writeFileSync(join(root, id, 'fakes000000.png'), 'PNG');
}

const line = (i: number, lossD = 1) => `${JSON.stringify({ step: 100 * (i + 1), lossD })}\n`;

beforeAll(async () => {
  mkdirSync(join(pages, 'assets'), { recursive: true });
  writeFileSync(join(pages, 'index.html'), '<!doctype html>studio');
  writeFileSync(join(pages, 'assets/a-1234.js'), 'export {};');
  makeRun('00000-ring', 3);
  writeFileSync(join(base, 'secret.txt'), SECRET);
  writeFileSync(join(base, 'secret.json'), JSON.stringify({ secret: SECRET }));
  symlinkSync(join(base, 'secret.txt'), join(root, '00000-ring/link.txt'));
  symlinkSync(base, join(root, '00000-ring/up'));
  symlinkSync(base, join(root, 'outside'));
  symlinkSync(join(base, 'secret.txt'), join(pages, 'link.txt'));
  studio = await serveStudio({ port: 0, root, pages, command: [process.execPath, '-e', '0'], everyMs: 5 });
  port = studio.port;
});
afterAll(async () => {
  await studio.close();
  rmSync(base, { recursive: true });
});

/** Whether nobody listens there. */
function isRefused(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port });
    const end = (refused: boolean) => {
      socket.destroy();
      resolve(refused);
    };
    socket.once('connect', () => end(false));
    socket.once('error', () => end(true));
  });
}

const sentence = ({ text }: Answered) => (JSON.parse(text) as { error: string }).error;

describe('who may ask', () => {
  const own = () => `127.0.0.1:${port}`;

  it.each(['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST'])('this machine by the name %s', async name => {
    const host = `${name}:${port}`;
    expect((await ask(port, { path: '/api/runs', headers: { host } })).status).toBe(200);
    const origin = `http://${host.toLowerCase()}`;
    expect((await ask(port, { path: '/api/runs', headers: { host, origin } })).status).toBe(200);
  });

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
  const hostile = [
    ...hosts.map(host => ({ host })),
    ...origins.map(origin => ({ origin })),
    ...sites.map(site => ({ 'sec-fetch-site': site })),
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
    { host: 'evil.example', origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' },
    { host: 'evil.example:PORT', origin: 'http://127.0.0.1:PORT' },
  ] as Readonly<Record<string, string>>[];

  it(`nobody else: ${hostile.length} hostile combinations on three addresses and a command`, async () => {
    const { token } = await askJson<Session>(port, '/api/session');
    const refused = { headers: {} as Record<string, string>, answers: [] as string[] };
    for (const names of hostile) {
      const entries = Object.entries({ host: own(), ...names }).map(([k, v]) => [
        k,
        v.replaceAll('PORT', String(port)),
      ]);
      const headers = Object.fromEntries(entries);
      const asked = [
        ...['/', '/api/runs', '/api/session'].map(path => ({ path, headers })),
        {
          method: 'POST',
          path: '/api/runs',
          headers: { ...headers, 'x-saddle-token': token, 'content-type': 'application/json' },
          body: '{"recipe":"ring"}',
        },
      ];
      for (const one of asked) {
        const { status, text } = await ask(port, one);
        const good = status === 403 || (status === 400 && 'host' in names); // 400: no host at all
        if (!good || text.includes(token))
          refused.answers.push(`${JSON.stringify(names)} ${one.path}: ${status}`);
      }
    }
    expect(refused.answers).toEqual([]);
    expect(hostile.length).toBeGreaterThanOrEqual(48);
  });

  it('no other machine: other addresses of this one are not listened to', async () => {
    const others = Object.values(networkInterfaces()).flatMap(all => all ?? []);
    const addresses = ['127.0.0.2', '::1', ...others.filter(a => !a.internal).map(a => a.address)];
    const refused = await Promise.all(addresses.map(address => isRefused(address, port)));
    expect(refused).toEqual(addresses.map(() => true));
    expect(await isRefused('127.0.0.1', port)).toBe(false);
  });

  it('a link from elsewhere leads to the page, not to the data', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await ask(port, { path: '/', headers: link })).status).toBe(200);
    expect((await ask(port, { path: '/api/runs', headers: link })).status).toBe(403);
  });

  it('commands need the token and JSON, and are refused in a sentence', async () => {
    const post = (headers: Record<string, string>, body = '{}') =>
      ask(port, { method: 'POST', path: '/api/runs', headers, body });
    const { token } = await askJson<Session>(port, '/api/session');
    expect((await post({ 'content-type': 'application/json' })).status).toBe(403);
    expect((await post({ 'content-type': 'application/json', 'x-saddle-token': `${token}x` })).status).toBe(
      403,
    );
    expect((await post({ 'content-type': 'text/plain', 'x-saddle-token': token })).status).toBe(415);
    const good = { 'content-type': 'application/json', 'x-saddle-token': token };
    expect((await post(good, '{"recipe":')).status).toBe(400);
    const large = await post(good, JSON.stringify({ recipe: 'x'.repeat(2 ** 21) }));
    expect([large.status, sentence(large)]).toEqual([
      413,
      expect.stringMatching(/^studio: expected at most 1048576/),
    ]);
  });

  it.each([
    [{}, /^start: expected a recipe, another run, or overrides/],
    [{ recipe: 'rign' }, /^unknown recipe 'rign'; did you mean 'ring'\?/],
    [{ recipe: 'ring', settings: { batch: '0' } }, 'batch: expected a whole number of at least 1, got 0'],
    [
      { recipe: 'ring', settings: { 'generator.hiden': '3' } },
      /^generator.hiden: unknown .* did you mean 'hidden'/,
    ],
    [{ recipe: 'ring', overrides: { objective: 'hing' } }, /did you mean 'hinge'/],
    [{ recipe: 3 }, /^start\.recipe: /],
    [{ recipe: 'ring', like: '00000-ring' }, /^start: expected a recipe or another run, got both/],
    [
      { like: '00000-ring', settings: { pac: '99' } },
      /^pac: expected a whole number from 1 to 16 \(arXiv 1712.04086\), got 99/,
    ],
    [{ recipe: 'ring', more: 1 }, /^start: /],
    ['ring', /^start: /],
  ])('a command %j is refused with one sentence', async (body, expected) => {
    const answer = await command(port, '/api/runs', body);
    expect(answer.status).toBe(400);
    expect(sentence(answer)).toMatch(expected);
    expect(sentence(answer)).not.toContain('\n');
  });
});

describe('what is served', () => {
  it('pages, with headers that let nothing foreign in', async () => {
    const { status, headers, text } = await ask(port, { path: '/' });
    expect([status, text]).toEqual([200, '<!doctype html>studio']);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/,
    );
    expect(headers['content-security-policy']).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:/);
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    });
    const known = { 'if-none-match': String(headers['etag']) };
    expect((await ask(port, { path: '/', headers: known })).status).toBe(304);
    const asset = await ask(port, { path: '/assets/a-1234.js' });
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': '10',
    });
    expect(asset.headers['cache-control']).toContain('immutable');
    expect((await ask(port, { method: 'HEAD', path: '/' })).text).toBe('');
  });

  it('the runtime from its own package, and nothing else from there', async () => {
    const { status, headers } = await ask(port, { method: 'HEAD', path: '/ort/ort-wasm-simd-threaded.wasm' });
    expect([status, headers['content-type']]).toEqual([200, 'application/wasm']);
    for (const path of ['/ort/ort.node.min.js', '/ort/../package.json', '/ort/ort-wasm', '/ort']) {
      expect((await ask(port, { path })).status).toBe(404);
    }
  });

  it('runs, and their files as what they cannot harm', async () => {
    const runs = await askJson<RunLine[]>(port, '/api/runs');
    expect(runs).toHaveLength(1); // not what a link shows
    expect(runs[0]).toMatchObject({
      id: '00000-ring',
      recipe: 'ring',
      step: 300,
      steps: 400,
      status: 'paused',
    });
    expect(runs[0]).not.toHaveProperty('config');
    const run = await askJson<RunDetail>(port, '/api/runs/00000-ring');
    expect(run).toMatchObject({ checkpoints: [200], pictures: [{ name: 'fakes000000.png', step: 0 }] });
    const picture = await ask(port, { path: '/api/runs/00000-ring/files/fakes000000.png' });
    expect(picture.headers).toMatchObject({ 'content-type': 'image/png' });
    expect(picture.headers['content-security-policy']).toContain('sandbox');
    writeFileSync(join(root, '00000-ring/page.html'), '<script>1</script>');
    const html = await ask(port, { path: '/api/runs/00000-ring/files/page.html' });
    expect(html.headers['content-type']).toBe('application/octet-stream');
  });

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
  const corpus = [
    ...fixed,
    ...starts.flatMap(start =>
      up.flatMap(u => over.flatMap(o => [2].map(n => `${start}${(u + o).repeat(n)}secret.txt`))),
    ),
  ];

  it(`nothing outside, for ${corpus.length} paths`, async () => {
    const leaks: string[] = [];
    for (let i = 0; i < corpus.length; i += 16) {
      await Promise.all(
        corpus.slice(i, i + 16).map(async path => {
          const { status, text } = await ask(port, { path: path.replace(/ /g, '%20') });
          if (text.includes(SECRET) || text.includes('root:') || ![400, 403, 404].includes(status))
            leaks.push(`${path}: ${status}`);
        }),
      );
    }
    expect(leaks).toEqual([]);
    expect(corpus.length).toBeGreaterThan(500);
  });

  it('says in a sentence what is not there', async () => {
    for (const path of [
      '/api/nothing',
      '/api/runs/none',
      '/api/runs/none/rows',
      '/api/runs/none/events',
      '/nothing.js',
    ]) {
      const answer = await ask(port, { path });
      expect([path, answer.status, sentence(answer)]).toEqual([
        path,
        404,
        expect.stringMatching(/^studio: there is no /),
      ]);
    }
    expect((await command(port, '/api/runs/none/stop')).status).toBe(404);
    expect((await command(port, '/api/runs/00000-ring/stop')).status).toBe(409);
  });
});

describe('events', () => {
  const add = (message: RowsMessage, rows: StatsRow[]) => [...rows.slice(0, message.keep), ...message.rows];

  it('give each row once over 60 cut connections while the log grows and is cut', async () => {
    makeRun('00001-live', 0);
    const path = join(root, '00001-live/stats.jsonl');
    const random = new Random(11, 'sse');
    let [rows, id, count]: [StatsRow[], string, number] = [[], '', 0];
    const lengths = [0];
    for (let cut = 0; cut < 60; cut++) {
      if (random.uniform() < 0.2 && count > 1) {
        count = Math.floor(random.uniform() * count);
        lengths.length = count + 1;
        truncateSync(path, lengths[count]);
      }
      for (let i = 1 + Math.floor(random.uniform() * 3); i > 0; i--) {
        const text = line(count++, random.uniform());
        lengths.push(lengths[count - 1] + text.length);
        appendFileSync(path, text);
      }
      const most = 1 + Math.floor(random.uniform() * 2);
      let seen = 0;
      const last = `"step":${100 * count},`; // the newest row ends the connection, if not an earlier one
      const events = await listen(port, '/api/runs/00001-live/events', id, ({ event, data }) => {
        return event === 'run' || ++seen === most || data.includes(last);
      });
      for (const { event, data, id: next } of events) {
        if (event !== 'rows') continue;
        rows = add(JSON.parse(data), rows);
        id = next;
      }
    }
    const message = await askJson<RowsMessage>(port, `/api/runs/00001-live/rows?after=${id}`);
    const there = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map(l => JSON.parse(l));
    expect(add(message, rows)).toEqual(there);
    expect(there.length).toBeGreaterThan(5);
  });

  it('tell when pictures come, and end when the run is gone', async () => {
    makeRun('00002-gone', 1);
    const seen: string[] = [];
    await listen(port, '/api/runs/00002-gone/events', '', ({ event, data }) => {
      if (event !== 'run') return false;
      const { pictures } = JSON.parse(data) as RunDetail;
      seen.push(pictures.map(p => p.name).join(' '));
      if (pictures.length === 1) writeFileSync(join(root, '00002-gone/fakes000100.png'), 'PNG');
      else rmSync(join(root, '00002-gone'), { recursive: true });
      return false;
    });
    expect(seen).toEqual(['fakes000000.png', 'fakes000000.png fakes000100.png']);
  });

  it('survive 100 reconnects without keeping anything', async () => {
    for (let i = 0; i < 100; i += 20) {
      await Promise.all(
        Array.from({ length: 20 }, () => listen(port, '/api/runs/00000-ring/events', '', () => true)),
      );
    }
    expect((await ask(port, { path: '/api/runs/00000-ring' })).status).toBe(200);
    const last = await listen(port, '/api/runs/00000-ring/events', '', ({ event }) => event === 'run');
    expect(last.at(-1)?.event).toBe('run'); // not one of 64 streams is still counted
  });
});

describe('starting', () => {
  it('names the port that is taken', async () => {
    const again = serveStudio({ port, root, pages, command: [] });
    await expect(again).rejects.toThrow(`studio: port ${port} is in use; choose another with --port`);
  });

  it('says what to do without pages', async () => {
    const none = serveStudio({ port: 0, root, pages: join(base, 'none'), command: [] });
    await expect(none).rejects.toThrow(
      /expected the studio's pages in .*none, got none; build them with: npm run build/,
    );
  });
});
