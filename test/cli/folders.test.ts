import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSaddle, type Ended, type Saddle, until } from '../support/saddle.ts';

let saddle: Saddle;
let disk = '';
const mounts = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
if (!mounts)
  console.warn(
    'SKIPPED: a full disk, which needs a small file system; get it with: running the tests as root',
  );

beforeAll(async () => {
  saddle = await buildSaddle();
  disk = join(saddle.folder, 'disk');
  mkdirSync(disk);
  if (mounts) spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]);
  const { code, errors } = await saddle.run(...small('run'));
  if (code !== 0) throw new Error(errors);
  await saddle.run('pack', 'run');
});
afterAll(() => {
  if (mounts) spawnSync('umount', [disk]);
  saddle.remove();
});

const small = (out: string, steps = 40) => [
  ...[
    'train',
    'ring',
    '--out',
    out,
    '--steps',
    String(steps),
    '--batch',
    '8',
    '--samples',
    '20',
    '--threads',
    '1',
  ],
  ...['--generator.hidden', '8', '--discriminator.hidden', '8', '--ema', '0', '--checkpoint-every', '10'],
];

/** Leaves so many bytes on the small disk. */
function leave(free: number): void {
  rmSync(join(disk, 'filler'), { force: true });
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filler'), new Uint8Array(bavail * bsize - free));
}

const FULL = /^error: run: cannot \w+ \S+: no space is left on the disk; free some and resume \(ENOSPC\)$/;
function expectFull({ code, errors }: Ended): void {
  const lines = errors.trim().split('\n');
  expect(lines.filter(line => /^\s+at /.test(line))).toEqual([]);
  expect(lines.at(-1)).toMatch(FULL);
  expect(code).toBe(2);
}

const hidden = (folder: string) =>
  readdirSync(folder, { recursive: true }).filter(name => /(^|\/)\.|lock/.test(String(name)));

describe.skipIf(!mounts)('a full disk', { timeout: 300_000 }, () => {
  it.each([0, 8_192, 65_536])(
    'ends a training with %i bytes left in a sentence; it goes on when there is space',
    async free => {
      const run = join(disk, `run-${free}`);
      leave(free);
      expectFull(await saddle.run(...small(run)));
      expect(hidden(disk)).toEqual([]);
      if (free < 65_536) expect(existsSync(run)).toBe(false);
      leave(1_000_000);
      const again = existsSync(run) ? ['resume', run] : small(run);
      expect((await saddle.run(...again)).code).toBe(0);
      rmSync(run, { recursive: true });
    },
  );

  it('leaves nothing of a zip, packed or unpacked', async () => {
    leave(4096);
    expectFull(await saddle.run('pack', 'run', '--out', join(disk, 'run.zip')));
    expectFull(await saddle.run('resume', 'run.zip', '--out', join(disk, 'new/back')));
    expect(readdirSync(disk)).toEqual(['filler']);
  });
});

describe('resumes of one zip at the same time', { timeout: 300_000 }, () => {
  it('give the folder to one of them, and tell the others that it is there', async () => {
    const resume = () => saddle.run('resume', 'run.zip', '--out', 'many/back', '--quiet');
    const ends = await Promise.all(Array.from({ length: 4 }, resume));
    expect(ends.map(({ code }) => code).sort()).toEqual([0, 2, 2, 2]);
    for (const { code, errors } of ends) {
      if (code === 2)
        expect(errors).toMatch(/^error: unpack: many\/back is there already; go on with it \(saddle resume/);
    }
    expect(readdirSync(join(saddle.folder, 'many'))).toEqual(['back']);
  });
});

describe('a lock that is taken away', { timeout: 300_000 }, () => {
  it('stops the training before it writes again, and leaves the run to who has it then', async () => {
    const long = [...small('robbed', 100_000_000), '--log-every', '10', '--json'];
    const { output, ended } = saddle.start(...long);
    await until(() => output.text.includes('"checkpoint"'), 240_000);
    const lock = join(saddle.folder, 'robbed/run.lock');
    rmSync(lock);
    const other = JSON.stringify({ pid: process.pid, started: '', host: 'elsewhere', token: 'other' });
    writeFileSync(lock, other);
    const { code, errors } = await ended;
    expect(code).toBe(2);
    expect(errors).toMatch(
      /error: run: .*robbed belongs to this process no more: its lock run\.lock was removed/,
    );
    expect(errors).not.toMatch(/^\s+at /m);
    expect(readFileSync(lock, 'utf8')).toBe(other);
  });
});
