import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { plainIdx } from '../../src/data/decoders/idx.ts';
import { nodeHost } from '../../src/data/loaders/node.ts';
import { unpackZip } from '../../src/node/zip.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/run/safetensors.ts';
import { packRun, unpackRun } from '../../src/run/zip.ts';
import { concatenate } from '../../src/util/bytes.ts';
import { crc32 } from '../../src/util/crc32.ts';
import { UserError } from '../../src/util/error.ts';
import { Random } from '../../src/util/random.ts';
import type { Attack, Tally } from './attack.ts';

const MUTATED = 2000;
/** What a refusal may cost in memory; the bombs hold gigabytes. */
const MOST_MEMORY = 400e6;

export const zips: Attack = {
  summary:
    'hostile zips, gzipped images and tensors are refused in a sentence, without waiting, growing or leaving anything',
  async run(tally, scale) {
    const scratch = mkdtempSync(join(tmpdir(), 'saddle-zips-'));
    try {
      await craftedZips(tally, scratch);
      await mutatedZips(tally, Math.ceil(MUTATED * scale));
      await images(tally, scratch, Math.ceil(MUTATED * scale));
      tensors(tally, Math.ceil(MUTATED * scale));
    } finally {
      rmSync(scratch, { recursive: true });
    }
  },
};

const config = strToU8('{}');
const MODEL = 'checkpoints/step-00000001/model.safetensors';
const good = new Map([
  ['config.json', config],
  [MODEL, Uint8Array.from({ length: 3000 }, (_, i) => (i * 7) % 251)],
]);

/** Tries to unpack what must be refused, and looks for what is left. */
async function craftedZips(tally: Tally, scratch: string): Promise<void> {
  const runs = join(scratch, 'runs');
  for (const [name, zip] of Object.entries(hostile())) {
    const path = join(scratch, 'hostile.zip');
    writeFileSync(path, zip);
    await refused(tally, `zip ${name}`, () => unpackZip(path, join(runs, 'new')));
    tally.count(`zip ${name} leaves nothing`, !existsSync(runs), 'a folder is left');
    rmSync(runs, { recursive: true, force: true });
  }
  const path = join(scratch, 'lock.zip');
  writeFileSync(
    path,
    zipSync({ 'r/config.json': config, 'r/run.lock': strToU8('{"pid":1}'), 'r/x.sh': config }),
  );
  const { folder } = await unpackZip(path, join(runs, 'lock'));
  tally.count('a lock in a zip', readdirSync(folder).join() === 'config.json', readdirSync(folder).join());
  execFileSync('mkfifo', [join(scratch, 'pipe.zip')]);
  symlink(scratch);
  for (const name of ['pipe.zip', 'zero.zip', 'loop.zip']) {
    await refused(tally, name, () => unpackZip(join(scratch, name), join(runs, 'new')));
  }
}

function symlink(scratch: string): void {
  execFileSync('ln', ['-s', '/dev/zero', join(scratch, 'zero.zip')]);
  execFileSync('ln', ['-s', 'loop.zip', join(scratch, 'loop.zip')]);
}

function hostile(): Record<string, Uint8Array> {
  const run: Zippable = { 'r/config.json': config };
  const files: Record<string, Zippable> = {
    'that climbs': { ...run, 'r/../../evil': config },
    'from the root': { ...run, '/tmp/evil': config },
    'with a drive': { ...run, 'C:\\evil': config },
    'with backslashes': { ...run, 'r\\..\\..\\evil': config },
    'with a folder that climbs': { ...run, '../evil/': new Uint8Array() },
    'with control characters': { ...run, 'r/\u001b[2J.png': config },
    'without a config': { 'r/stats.jsonl': config },
    'with names that differ in capitals': { ...run, 'r/README.md': config, 'r/readme.MD': config },
    'with a link': { 'r/config.json': [config, { os: 3, attrs: 0o120777 << 16 }] },
    'with a device': { 'r/config.json': [config, { os: 3, attrs: 0o020666 << 16 }] },
    'with a pipe': { 'r/config.json': [config, { os: 3, attrs: 0o010666 << 16 }] },
  };
  const made = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, zipSync(content)]));
  return {
    ...made,
    'that is empty': new Uint8Array(),
    'that is text': strToU8('no zip at all'),
    'that is encrypted': patched(8, 1 | (8 << 16)),
    'that is compressed otherwise': patched(8, 99 << 16),
    'with another checksum': patched(16, 7),
    'that claims 4 GiB': patched(24, 2 ** 32 - 2),
    'that claims 4 GiB of compressed data': patched(20, 2 ** 32 - 2),
    'whose files begin beyond its end': patched(42, 2 ** 32 - 2),
    'of 1,000 bytes that holds 3 GB': bomb(1000),
    'of 128 MiB that holds 3 GB': bomb(2 ** 27),
    'with a file twice': twice(),
    'with 65,535 files': many(),
  };
}

/** The good run, with 32 bits of each entry of its directory changed. */
function patched(field: number, value: number, zip: Uint8Array = packRun(good, 'r')): Uint8Array {
  const view = new DataView(zip.buffer, zip.byteOffset);
  for (let at = 0; at + 46 <= zip.length; at++) {
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + field, value, true);
  }
  return zip;
}

/** 3 MB that are 3 GB of zeros. */
function zeros(): Uint8Array {
  const block = deflateRawSync(new Uint8Array(2 ** 24), { finishFlush: constants.Z_FULL_FLUSH });
  return concatenate([...Array.from({ length: 180 }, () => block), deflateRawSync(new Uint8Array(1))]);
}

function bomb(claim: number): Uint8Array {
  const zip = zipSync({ 'r/config.json': [zeros(), { level: 0 }] });
  return patched(24, claim, patched(8, 8 << 16, zip));
}

function twice(): Uint8Array {
  const zip = zipSync({ 'r/config.json': config, 'r/c0nfig.json': config });
  return Uint8Array.from(
    Buffer.from(Buffer.from(zip).toString('latin1').replaceAll('c0nfig', 'config'), 'latin1'),
  );
}

function many(): Uint8Array {
  return zipSync({
    'r/config.json': config,
    ...Object.fromEntries(
      Array.from({ length: 65_533 }, (_, i) => [`r/f${i}`, [new Uint8Array(), { level: 0 }]]),
    ),
  } as Zippable);
}

async function mutatedZips(tally: Tally, count: number): Promise<void> {
  const random = new Random(11, 'zips');
  const zip = packRun(good, 'r');
  for (let i = 0; i < count; i++) {
    const bad = mutated(zip, random);
    await tried(tally, `mutated zip ${i}`, async () => {
      const { files } = await unpackRun(bad);
      return [...files].every(([path, bytes]) => same(bytes, good.get(path) ?? new Uint8Array()));
    });
  }
}

async function images(tally: Tally, scratch: string, count: number): Promise<void> {
  const idx = new Uint8Array(16 + 60);
  idx.set([0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 2, 0, 0, 0, 3]);
  const files = {
    bytes: gzip(zeros()),
    lie: gzipSync(concatenate([idx, new Uint8Array(1e8)])),
    cut: gzipSync(idx.subarray(0, 40)),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await refused(tally, `gzipped images, ${name}`, () => plainIdx({ file: name, bytes }));
  }
  const random = new Random(12, 'images');
  for (let i = 0; i < count; i++) {
    const bytes = mutated(gzipSync(idx), random);
    await tried(tally, `mutated images ${i}`, async () => {
      const content = await plainIdx({ file: 'images', bytes });
      return bytes[0] !== 0x1f || bytes[1] !== 0x8b || same(content, idx);
    });
  }
  mkdirSync(join(scratch, 'folder'));
  for (const path of [
    join(scratch, 'pipe.zip'),
    '/dev/zero',
    join(scratch, 'folder'),
    join(scratch, 'loop.zip'),
  ]) {
    await refused(tally, `images from ${path}`, () => nodeHost(scratch).read(path));
  }
}

/** Deflated data whose content nobody has checked yet, as gzip. */
function gzip(deflated: Uint8Array): Uint8Array {
  return concatenate([Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), deflated, new Uint8Array(8)]);
}

function tensors(tally: Tally, count: number): void {
  const data = Float32Array.of(1.5, -2.5);
  const file = concatenate(encodeSafetensors(new Map([['w', { type: 'F32', shape: [2], data }]])));
  const random = new Random(13, 'tensors');
  for (let i = 0; i < count; i++) {
    const bad = mutated(file, random);
    const held = faultOf(() => decodeSafetensors(Buffer.from(bad)));
    tally.count(`mutated tensors ${i}`, held === '', held);
  }
}

/** One to three flipped bits, a cut, or some bytes more. */
function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  const bad = bytes.slice(0, random.uniform() < 0.2 ? random.integer(bytes.length) + 1 : bytes.length);
  for (let i = 0; i <= random.integer(3); i++) bad[random.integer(bad.length)] ^= 1 << random.integer(8);
  return random.uniform() < 0.1 ? concatenate([bad, Uint8Array.of(random.integer(256))]) : bad;
}

/** What is refused must be so in one sentence, and without much memory. */
async function refused(tally: Tally, name: string, attempt: () => Promise<unknown>): Promise<void> {
  const before = process.memoryUsage().rss;
  const error = await attempt().then(
    () => undefined,
    error => error,
  );
  const grown = process.memoryUsage().rss - before;
  tally.count(name, isSentence(error), error === undefined ? 'was accepted' : String(error.stack ?? error));
  tally.count(`${name}: memory`, grown < MOST_MEMORY, `${Math.round(grown / 1e6)} MB`);
}

/** What is damaged may pass only where that changed nothing. */
async function tried(tally: Tally, name: string, attempt: () => Promise<boolean>): Promise<void> {
  try {
    tally.count(name, await attempt(), 'other content passed');
  } catch (error) {
    tally.count(name, isSentence(error), String((error as Error).stack ?? error));
  }
}

function faultOf(attempt: () => unknown): string {
  try {
    attempt();
    return '';
  } catch (error) {
    return isSentence(error) ? '' : String((error as Error).stack ?? error);
  }
}

const isSentence = (error: unknown) => error instanceof UserError && !error.message.includes('\n');
const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && crc32(a) === crc32(b);
