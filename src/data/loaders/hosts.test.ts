import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeSha256 } from '../cache.ts';
import type { DataHost, Kept } from '../host.ts';
import { nodeHost } from './node.ts';
import { KEPT_FOLDER, keptPackageFile, webHost } from './web.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-host-'));
const content = Uint8Array.from({ length: 100 }, (_, i) => i);
const names = ['a.bin', 'below/b.bin', 'below/deep/c.bin'];
for (const name of names) {
  mkdirSync(join(scratch, name, '..'), { recursive: true });
  writeFileSync(join(scratch, name), content);
}
const kept: Kept = { name: 'some/thing', sha256: nodeSha256(content), size: 100 };

/** A page beside which lies what is kept. */
const answers = new Map<string, Uint8Array | number>();
const server = createServer(({ url }, response) => {
  const answer = answers.get(String(url)) ?? 404;
  if (typeof answer === 'number') response.writeHead(answer).end();
  else response.end(answer);
});
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
afterAll(() => {
  rmSync(scratch, { recursive: true });
  server.close();
});

const hosts: [string, DataHost, (name: string) => string][] = [
  ['node', nodeHost(join(scratch, 'cache'), scratch), name => join(scratch, name)],
  ['web', webHost(base, new Map(names.map(name => [name, content]))), name => name],
];

describe.each(hosts)('the host of %s', (_, host, path) => {
  it('reads files and parts of them', async () => {
    const whole = await host.read('below/b.bin');
    expect([Uint8Array.from(whole.bytes), whole.size, whole.file]).toEqual([
      content,
      100,
      path('below/b.bin'),
    ]);
    const part = await host.read('below/b.bin', { start: 90, length: 10 });
    expect([Uint8Array.from(part.bytes), part.size, part.stamp]).toEqual([
      content.subarray(90),
      100,
      whole.stamp,
    ]);
  });

  it('refuses what is not there in one sentence', async () => {
    for (const reading of [host.read('none'), host.read('a.bin', { start: 95, length: 10 })]) {
      const error = await reading.catch(e => e);
      expect([error.name, error.message]).toEqual(['UserError', expect.stringMatching(/^data: [^\n]+$/)]);
    }
  });

  it('lists the files below a folder in their order', async () => {
    expect(await host.list('below')).toEqual(names.slice(1).map(path));
  });
});

describe('the host of node', () => {
  const host = nodeHost(join(scratch, 'cache'));
  it('stamps a file anew when it is written', async () => {
    const file = join(scratch, 'changing');
    writeFileSync(file, content);
    const { stamp } = await host.read(file);
    writeFileSync(file, content.subarray(1));
    expect((await host.read(file)).stamp).not.toBe(stamp);
  });

  it('reads many parts at a time, and leaves no file open', async () => {
    const ranges = Array.from({ length: 5000 }, (_, i) => ({ start: i % 90, length: 10 }));
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    const parts = await Promise.all(ranges.map(range => host.read(join(scratch, 'a.bin'), range)));
    expect(parts.every(({ bytes }, i) => bytes[3] === (i % 90) + 3)).toBe(true);
    expect(open()).toBe(before);
  });

  it('reads packages, and only files', async () => {
    const { bytes } = await host.read('package:fflate/package.json');
    expect(JSON.parse(new TextDecoder().decode(bytes)).name).toBe('fflate');
    await expect(host.read('package:no-such-package/x')).rejects.toThrow(/^data: [^\n]+$/);
    await expect(host.read(scratch)).rejects.toThrow(/it is a folder, not a file$/);
    await expect(host.list(join(scratch, 'a.bin'))).rejects.toThrow(/it is no folder$/);
  });

  it('makes what it keeps once, and again when it is damaged, and trusts nothing', async () => {
    const made: (string | undefined)[] = [];
    const make = async (fault?: string) => {
      made.push(fault);
      return content;
    };
    for (let i = 0; i < 2; i++)
      expect(Uint8Array.from((await host.cached(kept, make)).bytes)).toEqual(content);
    expect(made).toEqual([undefined]);
    const { file } = await host.cached(kept, make);
    writeFileSync(file, 'damaged');
    await host.cached(kept, make);
    expect(made[1]).toBe(`${file} is damaged`);
    const other = { ...kept, name: 'other' };
    await expect(host.cached(other, async () => content.subarray(1))).rejects.toThrow(
      /^other: expected SHA-256 [0-9a-f]{12}…, got [0-9a-f]{12}…; reinstall what it is made of$/,
    );
    expect(readdirSync(join(scratch, 'cache'))).toEqual(['some']);
  });
});

describe('the host of a page', () => {
  const host = webHost(base, new Map());
  const cached = (answer: Uint8Array | number) => {
    answers.set(`/${KEPT_FOLDER}${kept.name}`, answer);
    return host.cached(kept, () => Promise.reject(new Error('made')));
  };

  it('fetches what is kept beside the page, plain or gzipped', async () => {
    for (const bytes of [content, gzipSync(content)])
      expect(Uint8Array.from((await cached(bytes)).bytes)).toEqual(content);
  });

  it('finds drawings that lie ready, and files of packages, beside the page', async () => {
    answers.set(`/${KEPT_FOLDER}drawings/some.bin`, gzipSync(content));
    const source = await host.ready!.open('drawings/some.bin');
    expect(Uint8Array.from(await source!.read({ start: 10, length: 3 }))).toEqual(content.subarray(10, 13));
    expect([source!.size, await host.ready!.open('drawings/none.bin')]).toEqual([100, undefined]);
    answers.set(`/${KEPT_FOLDER}${keptPackageFile('@a/b/c.json')}`, content);
    expect(Uint8Array.from((await host.read('package:@a/b/c.json')).bytes)).toEqual(content);
    await expect(host.read('package:@a/b/none.json')).rejects.toThrow(
      'data: expected data that are part of this page, got @a/b/none.json',
    );
  });

  it.each([
    [404, 'data: expected data that are part of this page, got some/thing; choose others, or train in Node'],
    [500, 'data: some/thing could not be loaded (HTTP 500); see whether the server still runs'],
    [content.subarray(1), /^some\/thing: expected SHA-256 [0-9a-f]{12}…, got another; load the page anew$/],
    [gzipSync(new Uint8Array(1e6)), /^some\/thing: expected 100 bytes of content, got more/],
  ])('says what is wrong with %s', async (answer, message) => {
    await expect(cached(answer)).rejects.toThrow(message);
  });
});
