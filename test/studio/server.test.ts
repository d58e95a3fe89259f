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
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatsRow } from '../../src/run/store.ts';
import type { RowsMessage, RunDetail, RunLine } from '../../src/studio/protocol.ts';
import { type Studio, serveStudio } from '../../src/studio/server/serve.ts';
import { resolveConfig } from '../../src/train/resolve.ts';
import { Random } from '../../src/util/random.ts';
import { type Answered, ask, askJson, command, listen } from './client.ts';
import { corpus, hostile } from './hostile.ts';

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
  mkdirSync(join(pages, 'ort'));
  writeFileSync(join(pages, 'ort/runtime.wasm.gz'), gzipSync('the runtime'));
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
    expect((await ask(studio, { path: '/api/runs', headers: { host } })).status).toBe(200);
    const origin = `http://${host.toLowerCase()}`;
    expect((await ask(studio, { path: '/api/runs', headers: { host, origin } })).status).toBe(200);
  });

  it(`nobody else: ${hostile.length} hostile combinations on three addresses and a command`, async () => {
    const { token } = studio;
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
        const { status, text } = await ask(studio, one);
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
    expect((await ask(studio, { path: '/', headers: link })).status).toBe(200);
    expect((await ask(studio, { path: '/api/runs', headers: link })).status).toBe(403);
  });

  it('commands need the token and JSON, and are refused in a sentence', async () => {
    const post = (headers: Record<string, string>, body = '{}') =>
      ask(studio, { method: 'POST', path: '/api/runs', headers, body });
    const { token } = studio;
    const wrong = { 'content-type': 'application/json', 'x-saddle-token': `${token}x` };
    expect([await post(wrong), await post({ ...wrong, 'x-saddle-token': '' })]).toMatchObject([
      { status: 401 },
      { status: 401 },
    ]);
    expect((await post({ 'content-type': 'text/plain', 'x-saddle-token': token })).status).toBe(415);
    const good = { 'content-type': 'application/json', 'x-saddle-token': token };
    expect((await post(good, '{"recipe":')).status).toBe(400);
    const large = await post(good, JSON.stringify({ recipe: 'x'.repeat(2 ** 19) }));
    expect([large.status, sentence(large)]).toEqual([
      413,
      expect.stringMatching(/^studio: expected at most 131072/),
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
    [{ recipe: 'ring', overrides: { objective: { kind: 'hing' } } }, /did you mean 'hinge'/],
    [{ recipe: 3 }, /^start\.recipe: /],
    [{ recipe: 'ring', like: '00000-ring' }, /^start: expected a recipe or another run, got both/],
    [
      { like: '00000-ring', settings: { pac: '99' } },
      /^pac: expected a whole number from 1 to 16 \(arXiv 1712.04086\), got 99/,
    ],
    [{ recipe: 'ring', more: 1 }, /^start: /],
    ['ring', /^start: /],
  ])('a command %j is refused with one sentence', async (body, expected) => {
    const answer = await command(studio, '/api/runs', body);
    expect(answer.status).toBe(400);
    expect(sentence(answer)).toMatch(expected);
    expect(sentence(answer)).not.toContain('\n');
  });
});

describe('what is served', () => {
  it('pages, with headers that let nothing foreign in', async () => {
    const { status, headers, text } = await ask(studio, { path: '/' });
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
    expect((await ask(studio, { path: '/', headers: known })).status).toBe(304);
    const asset = await ask(studio, { path: '/assets/a-1234.js' });
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': '10',
    });
    expect(asset.headers['cache-control']).toContain('immutable');
    expect((await ask(studio, { method: 'HEAD', path: '/' })).text).toBe('');
  });

  it('a file that lies there gzipped: as that, or unpacked for who does not take it', async () => {
    const path = '/ort/runtime.wasm';
    const packed = await ask(studio, { method: 'HEAD', path, headers: { 'accept-encoding': 'br, gzip' } });
    expect([packed.status, packed.headers]).toMatchObject([
      200,
      { 'content-type': 'application/wasm', 'content-encoding': 'gzip', vary: 'accept-encoding' },
    ]);
    const plain = await ask(studio, { path });
    expect([plain.status, plain.text]).toEqual([200, 'the runtime']);
    expect(plain.headers).not.toHaveProperty('content-encoding');
    for (const path of ['/ort/other.wasm', '/ort', '/ort/runtime']) {
      expect((await ask(studio, { path })).status).toBe(404);
    }
  });

  it('runs, and their files as what they cannot harm', async () => {
    const runs = await askJson<RunLine[]>(studio, '/api/runs');
    expect(runs).toHaveLength(1); // not what a link shows
    expect(runs[0]).toMatchObject({
      id: '00000-ring',
      recipe: 'ring',
      step: 300,
      steps: 400,
      status: 'paused',
    });
    expect(runs[0]).not.toHaveProperty('config');
    const run = await askJson<RunDetail>(studio, '/api/runs/00000-ring');
    expect(run).toMatchObject({ checkpoints: [200], pictures: [{ name: 'fakes000000.png', step: 0 }] });
    const picture = await ask(studio, { path: '/api/runs/00000-ring/files/fakes000000.png' });
    expect(picture.headers).toMatchObject({ 'content-type': 'image/png' });
    expect(picture.headers['content-security-policy']).toContain('sandbox');
    writeFileSync(join(root, '00000-ring/page.html'), '<script>1</script>');
    const html = await ask(studio, { path: '/api/runs/00000-ring/files/page.html' });
    expect(html.headers['content-type']).toBe('application/octet-stream');
  });

  it(`nothing outside, for ${corpus.length} paths`, async () => {
    const leaks: string[] = [];
    for (let i = 0; i < corpus.length; i += 16) {
      await Promise.all(
        corpus.slice(i, i + 16).map(async path => {
          const { status, text } = await ask(studio, { path: path.replace(/ /g, '%20') });
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
      const answer = await ask(studio, { path });
      expect([path, answer.status, sentence(answer)]).toEqual([
        path,
        404,
        expect.stringMatching(/^studio: there is no /),
      ]);
    }
    expect((await command(studio, '/api/runs/none/stop')).status).toBe(404);
    expect((await command(studio, '/api/runs/00000-ring/stop')).status).toBe(409);
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
      const events = await listen(studio, '/api/runs/00001-live/events', id, ({ event, data }) => {
        return event === 'run' || ++seen === most || data.includes(last);
      });
      for (const { event, data, id: next } of events) {
        if (event !== 'rows') continue;
        rows = add(JSON.parse(data), rows);
        id = next;
      }
    }
    const message = await askJson<RowsMessage>(studio, `/api/runs/00001-live/rows?after=${id}`);
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
    await listen(studio, '/api/runs/00002-gone/events', '', ({ event, data }) => {
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
        Array.from({ length: 20 }, () => listen(studio, '/api/runs/00000-ring/events', '', () => true)),
      );
    }
    expect((await ask(studio, { path: '/api/runs/00000-ring' })).status).toBe(200);
    const last = await listen(studio, '/api/runs/00000-ring/events', '', ({ event }) => event === 'run');
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
