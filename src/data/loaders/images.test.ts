import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { batchSource } from '../batches.ts';
import { cacheFolder } from '../cache.ts';
import { type FiniteDataset, labelsOf } from '../dataset.ts';
import { encodeIdx } from '../decoders/idx.ts';
import { fetchMnist } from '../fetch.ts';
import { openDataset } from '../registry.ts';
import { openIdx } from './idx.ts';
import { PART } from './images.ts';
import { MNIST_FILES } from './mnist.ts';
import { nodeHost } from './node.ts';

const REAL = '/work/shared/data/mnist';
const real = existsSync(REAL);
if (!real) console.warn(`SKIPPED: checks against the original MNIST files, which are not in ${REAL}`);
const scratch = mkdtempSync(join(tmpdir(), 'saddle-data-'));
const servers: Server[] = [];
afterAll(() => {
  rmSync(scratch, { recursive: true });
  for (const server of servers) server.close();
});

const host = nodeHost(join(scratch, 'cache'));
const finite = async (config: object) =>
  (await openDataset({ name: 'mnist', ...config }, host)) as FiniteDataset;

const header = (...words: number[]) => {
  const bytes = Buffer.alloc(4 * words.length);
  for (const [i, word] of words.entries()) bytes.writeUInt32BE(word, 4 * i);
  return bytes;
};
const images = (count: number, pixels = count * 6) =>
  Buffer.concat([header(0x803, count, 2, 3), Buffer.alloc(pixels, 7)]);
const labels = (count: number) => Buffer.concat([header(0x801, count), Buffer.alloc(count, 3)]);
const put = (name: string, bytes: Uint8Array) => {
  writeFileSync(join(scratch, name), bytes);
  return join(scratch, name);
};

describe('IDX files', () => {
  const open = (config: object) => openDataset({ name: 'idx', ...config }, host);

  it('are read plain or gzipped', async () => {
    const plain = await open({ images: put('a', images(4)), labels: put('b', labels(4)) });
    const packed = await open({
      images: put('a.gz', gzipSync(images(4))),
      labels: put('b.gz', gzipSync(labels(4))),
    });
    expect([plain.size, plain.shape]).toEqual([4, [2, 3, 1]]);
    expect(packed.fingerprint).toBe(plain.fingerprint);
  });

  it('are found in the folder of a run where they are named so there, else where a path leads', async () => {
    const given = put('d', images(5));
    const run = join(scratch, 'run');
    mkdirSync(join(run, dirname(given)), { recursive: true });
    writeFileSync(join(run, given), images(6)); // no path from the folder leads there: the given one is absolute
    writeFileSync(join(run, 'own'), images(7));
    const sizes = [given, 'own'].map(
      async path => (await openDataset({ name: 'idx', images: path }, nodeHost(scratch, run))).size,
    );
    expect(await Promise.all(sizes)).toEqual([5, 7]);
  });

  it('hold images of several channels, as they are written', async () => {
    const data = Uint8Array.from({ length: 4 * 2 * 3 * 3 }, (_, i) => i);
    const colour = await open({ images: put('c', encodeIdx({ shape: [4, 2, 3, 3], data })) });
    expect([colour.size, colour.shape]).toEqual([4, [2, 3, 3]]);
    expect(Uint8Array.from((colour as FiniteDataset).bytes!)).toEqual(data);
  });

  const path = (name: string) => join(scratch, name).replaceAll('.', '\\.');
  it.each([
    ['cut', images(4, 23), /: expected 40 bytes for 4 × 2 × 3, got 39; the file is cut$/],
    ['long', images(4, 25), /: expected 40 bytes for 4 × 2 × 3, got 41; the file is too long$/],
    ['short', Buffer.alloc(9), /: expected at least 16 bytes, got 9; the file is cut$/],
    ['magic', labels(40), /: expected magic number 2051 \(images\), got 2049; is it another file\?$/],
    ['none', images(0), /: expected items, got shape 0 × 2 × 3$/],
    ['huge', Buffer.concat([header(0x803, 2 ** 32 - 1, 2 ** 32 - 1, 9)]), /the file is cut$/],
    [
      'bomb',
      gzipSync(images(4, 5e7)),
      /: expected 40 bytes of content, got more; it is damaged, or made to fill/,
    ],
    ['cut.gz', gzipSync(images(4, 23)), /: expected 40 bytes of content, got 39; it is damaged or cut$/],
    [
      'lie.gz',
      gzipSync(header(0x803, 2e3, 1e3, 1e3)),
      /: expected 2000000016 bytes of content, got too few comp/,
    ],
    [
      'vast.gz',
      gzipSync(header(0x803, 2e4, 1e3, 1e3)),
      /: expected at most 2 GiB when unpacked, got a header for 2\.0e\+10/,
    ],
    [
      'text.gz',
      gzipSync('some text that is no IDX file'),
      /: expected an IDX file of bytes when unpacked, got other/,
    ],
    ['gz', gzipSync(images(4)).subarray(0, 20), /: expected compressed data, got a damaged or cut file/],
  ])('that are %s are refused in one sentence', async (name, bytes, message) => {
    const error = await open({ images: put(name, bytes) }).catch(e => e);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(new RegExp(`^(idx: )?${path(name)}: [^\\n]+$`));
    expect(error.name).toBe('UserError');
  });

  it('stay on the disk where they are large, and are the same images', async () => {
    const data = Uint8Array.from({ length: 40 * 6 }, (_, i) => i);
    const given = encodeIdx({ shape: [40], data: Uint8Array.from({ length: 40 }, (_, i) => i % 3) });
    const file = put('large', encodeIdx({ shape: [40, 2, 3], data }));
    const config = { images: file, labels: put('large-labels', given), names: '', ...PART };
    for (const part of [{}, { start: 5, count: 20 }, { classes: [0, 2], range: '[0, 1]' as const }]) {
      const whole = await openIdx({ ...config, ...part }, host);
      const stored = await openIdx({ ...config, ...part }, host, 100);
      expect(stored.bytes).toBeUndefined();
      const same = ({ read: _, bytes: __, fingerprint: ___, ...rest }: FiniteDataset) => rest;
      expect(same(stored)).toEqual(same(whole));
      const [source, expected] = [stored, whole].map(set => batchSource(set, { batch: 8, seed: 1 }));
      for (let n = 0; n < 6; n++) {
        const [x, y, expectedX, expectedY] = [48, 8, 48, 8].map((l, i) =>
          i % 2 ? new Int32Array(l) : new Float32Array(l),
        );
        await source.fill(n, x as Float32Array, y);
        expected.fill(n, expectedX as Float32Array, expectedY);
        expect([x, y]).toEqual([expectedX, expectedY]);
        source.prefetch(n + 1);
      }
    }
    const prints = [{}, { start: 1 }].map(
      async o => (await openIdx({ ...config, ...o }, host, 100)).fingerprint,
    );
    expect(new Set(await Promise.all(prints)).size).toBe(2);
    await expect(openIdx({ ...config, labels: put('few', labels(3)) }, host, 100)).rejects.toThrow(
      /few: expected 40 labels, one for each image of .*large, got 3$/,
    );
    await expect(
      openIdx({ ...config, images: put('cut-large', images(40, 230)) }, host, 100),
    ).rejects.toThrow(/cut-large: expected 256 bytes for 40 × 2 × 3, got 246; the file is cut$/);
  });

  it('that change while they are read are refused in one sentence', async () => {
    const file = put('moving', images(40));
    const config = { images: file, labels: '', names: '', ...PART };
    const stored = await openIdx(config, host, 100);
    const source = batchSource(stored, { batch: 4, seed: 0 });
    const out = new Float32Array(24);
    await source.fill(0, out);
    source.prefetch(1);
    await source.fill(1, out);
    writeFileSync(file, images(39));
    const error = await Promise.resolve(source.fill(2, out)).catch(e => e);
    expect([error.name, error.message]).toEqual([
      'UserError',
      `data: ${file} changed while it was used: expected the same file for the whole run; begin again, or put it back`,
    ]);
    put('moving', images(1));
    await expect(source.fill(3, out)).rejects.toThrow(/moving.*changed while it was/);
    await new Promise(resolve => setTimeout(resolve, 50)); // the other images of that minibatch are let go
    rmSync(file);
    await expect(source.fill(3, out)).rejects.toThrow(/cannot read .*moving: it does not exist$/);
  });

  it('have classes, called as a list says or by their numbers', async () => {
    const given = Buffer.concat([header(0x801, 4), Buffer.of(7, 2, 7, 250)]);
    const config = { images: put('n', images(4)), labels: put('nl', given) };
    const numbered = (await open(config)) as FiniteDataset;
    expect(numbered.condition).toEqual({ kind: 'class', names: ['2', '7', '250'] });
    expect(labelsOf(numbered)).toEqual(Int32Array.of(1, 0, 1, 2));
    const names = put(
      'names.json',
      Buffer.from(JSON.stringify(Array.from({ length: 251 }, (_, i) => `no ${i}`))),
    );
    expect((await open({ ...config, names })).condition).toEqual({
      kind: 'class',
      names: ['no 2', 'no 7', 'no 250'],
    });
    const short = put('short.json', Buffer.from('["a","b","c"]'));
    await expect(open({ ...config, names: short })).rejects.toThrow(
      'idx: expected a name for each class up to 250, got 3 names',
    );
    await expect(open({ ...config, names: config.images })).rejects.toThrow(
      /n: expected the names of classes as a/,
    );
    await expect(open({ images: config.images, names })).rejects.toThrow(/expected labels to be named/);
  });

  it('are read from no pipe and no device, which have no end', async () => {
    execFileSync('mkfifo', [join(scratch, 'pipe')]);
    const refusal = /it is a pipe, a socket or a device, not a file$/;
    await expect(open({ images: join(scratch, 'pipe') })).rejects.toThrow(refusal);
    await expect(open({ images: '/dev/zero' })).rejects.toThrow(refusal);
    await expect(open({ images: scratch })).rejects.toThrow(/it is a folder, not a file$/);
  });

  it('whose counts disagree, or that do not exist, are refused', async () => {
    const config = { images: put('a', images(4)), labels: put('c', labels(5)) };
    await expect(open(config)).rejects.toThrow(
      `idx: ${config.labels}: expected 4 labels, one for each image of ${config.images}, got 5`,
    );
    await expect(open({ images: join(scratch, 'no') })).rejects.toThrow(/no: it does not exist$/);
    await expect(open({})).rejects.toThrow(/expected the path of an image file/);
  });
});

describe('the embedded MNIST', () => {
  it('has 10,000 images, and comes from the cache the second time', async () => {
    const first = await finite({});
    expect([first.size, first.shape]).toEqual([10_000, [28, 28, 1]]);
    const kept = join(scratch, 'cache/mnist/embedded-10000.bin');
    expect(statSync(kept).size).toBe(7_840_000);
    const { ino } = statSync(kept);
    expect((await finite({})).fingerprint).toBe(first.fingerprint);
    expect(statSync(kept).ino).toBe(ino); // it was not written again
    writeFileSync(kept, 'damaged');
    expect((await finite({})).fingerprint).toBe(first.fingerprint);
    expect(statSync(kept).size).toBe(7_840_000);
  });

  it('needs no cache that can be written', async () => {
    const blocked = nodeHost(join(put('file', Buffer.alloc(1)), 'x'));
    expect((await openDataset({ name: 'mnist' }, blocked)).fingerprint).toBe((await finite({})).fingerprint);
  });

  it('can be cut by place and by class', async () => {
    const threes = await finite({ classes: [3, 8], range: '[0, 1]' });
    expect([threes.size, new Set(labelsOf(threes))]).toEqual([1032 + 944, new Set([0, 1])]);
    expect(threes.condition).toEqual({ kind: 'class', names: ['3', '8'] });
    expect((await finite({ start: 10, count: 5 })).size).toBe(5);
    await expect(finite({ start: 9000, count: 1001 })).rejects.toThrow(/expected a part of 10000 images/);
    await expect(finite({ classes: [11] })).rejects.toThrow(/expected images of class 11, got none/);
    await expect(finite({ split: 'test' })).rejects.toThrow(/only 'train' is embedded/);
    await expect(finite({ range: '[0,1]' })).rejects.toThrow(/mnist\.range: expected one of/);
    await expect(finite({ full: true })).rejects.toThrow(/run 'saddle data mnist' to fetch it/);
  });

  it.skipIf(!real)('is byte for byte the first 10,000 of the original, by class', async () => {
    const whole = await finite({});
    const [classes, { bytes = new Uint8Array() }] = [labelsOf(whole)!, whole];
    const load = (name: string) => gunzipSync(readFileSync(join(REAL, `${name}.gz`)));
    const originals = load('train-images-idx3-ubyte').subarray(16);
    const truth = load('train-labels-idx1-ubyte').subarray(8);
    const order = Array.from({ length: 10_000 }, (_, i) => i).sort((a, b) => truth[a] - truth[b] || a - b);
    const same = order.every((from, to) => {
      const original = originals.subarray(from * 784, from * 784 + 784);
      return truth[from] === classes[to] && original.equals(bytes.subarray(to * 784, to * 784 + 784));
    });
    expect(same).toBe(true);
  });
});

describe('fetchMnist', () => {
  const serve = async (respond: (name: string) => Uint8Array | number) => {
    const server = createServer((request, response) => {
      const answer = respond(String(request.url).slice(1));
      if (typeof answer === 'number') response.writeHead(answer).end();
      else response.end(answer);
    });
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };

  it('says in one sentence what failed where, and leaves nothing', async () => {
    const missing = await serve(() => 404);
    const wrong = await serve(() => gzipSync(images(4)));
    const torn = await serve(() => Uint8Array.of(0x1f, 0x8b, 8, 0, 1));
    const cache = join(scratch, 'empty');
    const mirrors = [missing, wrong, torn, 'http://127.0.0.1:1/', 'http://nowhere.invalid/'];
    const error = await fetchMnist({ cache, mirrors }).catch(e => e);
    expect(error.message).toMatch(
      /^mnist: cannot fetch train-images-idx3-ubyte\.gz \([^\n]*HTTP 404; [^\n]*expected SHA-256 ba891046e650…, got [0-9a-f]{12}…; [^\n]*damaged[^\n]*; [^\n]+; nowhere\.invalid: \w+\); check the network, or import the files with --from DIR$/,
    );
    expect(existsSync(cache)).toBe(false);
  });

  it('refuses folders that are not there or hold something else', async () => {
    await expect(fetchMnist({ from: join(scratch, 'no') })).rejects.toThrow(/no does not exist$/);
    const folder = join(scratch, 'half');
    mkdirSync(folder);
    const options = { cache: join(scratch, 'half-cache'), from: folder };
    await expect(fetchMnist(options)).rejects.toThrow(/expected train-images-idx3-ubyte or .* got neither/);
    writeFileSync(join(folder, 'train-images.idx3-ubyte'), images(4));
    await expect(fetchMnist(options)).rejects.toThrow(
      /train-images\.idx3-ubyte: expected SHA-256 ba891046e650…/,
    );
  });

  it.skipIf(!real)('fetches from the first mirror that answers, then keeps what it has', async () => {
    let asked = 0;
    const mirror = await serve(name => {
      asked++;
      return readFileSync(join(REAL, name));
    });
    const cache = join(scratch, 'fetched');
    const states: string[] = [];
    const options = { cache, mirrors: ['http://127.0.0.1:1/', mirror] };
    await fetchMnist({ ...options, onProgress: progress => void states.push(progress.state) });
    expect(asked).toBe(4);
    expect(states.filter(state => state === 'done').length).toBe(4);
    await fetchMnist(options);
    expect(asked).toBe(4);
    const all = await openDataset({ name: 'mnist', full: true, split: 'all' }, nodeHost(cache));
    expect(all.size).toBe(70_000);
    writeFileSync(join(cache, 'mnist', 't10k-labels-idx1-ubyte'), 'x');
    const test = openDataset({ name: 'mnist', full: true, split: 'test' }, nodeHost(cache));
    await expect(test).rejects.toThrow(/t10k-labels-idx1-ubyte is damaged; run 'saddle data mnist'/);
  });

  it.skipIf(!real)('imports from a folder', async () => {
    const cache = join(scratch, 'imported');
    await fetchMnist({ cache, from: REAL });
    const test = await openDataset({ name: 'mnist', full: true, split: 'test' }, nodeHost(cache));
    expect(test.size).toBe(10_000);
    expect(Object.keys(MNIST_FILES).every(name => existsSync(join(cache, 'mnist', name)))).toBe(true);
  });
});

describe('cacheFolder', () => {
  it.each([
    [{ SADDLE_CACHE: '/c', XDG_CACHE_HOME: '/x' }, 'linux', '/c'],
    [{ XDG_CACHE_HOME: '/x' }, 'linux', '/x/saddle'],
    [{}, 'linux', '/home/.cache/saddle'],
    [{}, 'darwin', '/home/Library/Caches/saddle'],
    [{ LOCALAPPDATA: '/local' }, 'win32', '/local/saddle'],
  ])('%j on %s: %s', (env, platform, expected) => {
    expect(cacheFolder(env, platform, '/home').replaceAll('\\', '/')).toBe(expected);
  });
});
