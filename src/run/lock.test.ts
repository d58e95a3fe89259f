import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRun, openRun, readRun } from './disk.ts';
import { acquireLock, lockHolder, signalHolder } from './lock.ts';
import { hasOpen, isRunning, startTime } from './process.ts';
import type { RunStore } from './store.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-lock-'));
afterAll(() => rmSync(scratch, { recursive: true }));
let count = 0;
const fresh = () => join(scratch, `run-${count++}`);

const checkpoint = (step: number) => ({
  step,
  meta: {},
  tensors: new Map([['w', { shape: [2], data: Float32Array.of(step, 1) }]]),
});

/** Another system's ways, with the programs that `path` holds. */
function onSystem<T>(platform: NodeJS.Platform, path: string, look: () => T): T {
  const before = { platform: Object.getOwnPropertyDescriptor(process, 'platform')!, path: process.env.PATH };
  Object.defineProperty(process, 'platform', { ...before.platform, value: platform });
  process.env.PATH = path;
  try {
    return look();
  } finally {
    Object.defineProperty(process, 'platform', before.platform);
    process.env.PATH = before.path;
  }
}

/** Looks again until a condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 2));
}

describe('the lock', () => {
  const held = (folder: string) => join(folder, 'run.lock');

  it('refuses a second opener and names the first, but lets readers in', async () => {
    const folder = fresh();
    const store = await createRun(folder, {});
    await expect(openRun(folder)).rejects.toThrow(
      `run: ${folder} is in use by process ${process.pid}; wait for it or stop it (kill ${process.pid})`,
    );
    await (await readRun(folder)).close();
    await store.close();
    await (await openRun(folder)).close();
  });

  it('is taken over from a dead process, a reused id, and a torn file', async () => {
    const folder = fresh();
    const store = await createRun(folder, {});
    const own = JSON.parse(readFileSync(held(folder), 'utf8'));
    await store.close();
    const child = spawn(process.execPath, ['-e', '0']);
    await once(child, 'exit');
    const stale = [
      { ...own, pid: child.pid },
      { ...own, started: '1@another-boot' },
    ].map(holder => JSON.stringify(holder));
    const torn = [
      '',
      '{"pid":',
      'null',
      '[]',
      '{"pid":"1","started":"","host":"x","token":"y"}',
      'x'.repeat(10_000),
    ];
    for (const text of [...stale, ...torn]) {
      writeFileSync(held(folder), text);
      utimesSync(held(folder), 1, 1);
      expect(lockHolder(held(folder))).toBeUndefined();
      await (await openRun(folder)).close();
      expect(readdirSync(folder).sort()).toEqual(['SHA256SUMS', 'checkpoints', 'config.json']);
    }
  });

  it('that is empty for less than a second may be on its way', async () => {
    const folder = fresh();
    await (await createRun(folder, {})).close();
    writeFileSync(held(folder), '');
    utimesSync(held(folder), Date.now() / 1000, Date.now() / 1000);
    expect(lockHolder(held(folder))).toBeUndefined();
    await expect(openRun(folder)).rejects.toThrow(
      `run: ${folder} is being taken by another process; try again in a moment`,
    );
  });

  const lies: [string, (path: string) => unknown][] = [
    ['a folder', path => mkdirSync(path)],
    ['a link', path => symlinkSync('run.lock', path)],
    ['a link', path => symlinkSync('nowhere', path)],
    ['a pipe, a socket or a device', path => execFileSync('mkfifo', [path])],
    ['a pipe, a socket or a device', path => createServer().listen(path).unref()],
  ];

  it.each(lies)('is a sentence where there is %s', async (what, lie) => {
    const folder = fresh();
    await (await createRun(folder, {})).close();
    lie(held(folder));
    await until(() => lstatSync(held(folder), { throwIfNoEntry: false }) !== undefined);
    const sentence = `run: expected ${held(folder)} to be the lock of a run, got ${what}; remove it if no process trains there`;
    expect(() => lockHolder(held(folder))).toThrow(sentence);
    await expect(openRun(folder)).rejects.toThrow(sentence);
    rmSync(held(folder), { recursive: true });
    expect(readdirSync(folder).sort()).toEqual(['SHA256SUMS', 'checkpoints', 'config.json']);
  });

  it('that was removed or replaced stops its owner before the next write, whatever that is', async () => {
    const lose: ((path: string) => unknown)[] = [
      path => rmSync(path),
      path => writeFileSync(path, 'x'),
      path => renameSync(path, `${path}-moved`),
      path => [rmSync(path), mkdirSync(path)],
    ];
    const writes: ((store: RunStore) => Promise<unknown>)[] = [
      store => store.saveFile('README.md', 'x'),
      store => store.saveCheckpoint(checkpoint(2)),
      store =>
        store
          .append('stats.jsonl', { step: 2 })
          .then(() => store.loadCheckpoint())
          .then(saved => store.rewind(saved)),
      store => store.append('stats.jsonl', { step: 2 }).then(() => store.flush()),
      store => store.append('stats.jsonl', { step: 2 }).then(() => store.close()),
    ];
    for (const lost of lose) {
      for (const write of writes) {
        const folder = fresh();
        const store = await createRun(folder, {});
        await store.append('stats.jsonl', { step: 1 });
        await store.saveCheckpoint(checkpoint(1));
        lost(held(folder));
        const before = content(folder);
        await expect(write(store)).rejects.toThrow(
          `run: ${folder} belongs to this process no more: its lock run.lock was removed or replaced; nothing more is written; when no process trains there, go on with saddle resume ${folder}`,
        );
        await store.close().catch(() => {});
        expect(content(folder)).toEqual(before);
      }
    }
  });

  it('that another opener took is left to it', async () => {
    const folder = fresh();
    const first = await createRun(folder, {});
    rmSync(held(folder));
    const second = await openRun(folder);
    await expect(first.saveFile('README.md', 'x')).rejects.toThrow(/belongs to this process no more/);
    await first.close();
    await second.saveFile('README.md', 'y');
    expect(lockHolder(held(folder))).toEqual({ pid: process.pid, here: true });
    await second.close();
    expect(readdirSync(folder).sort()).toEqual(['README.md', 'SHA256SUMS', 'checkpoints', 'config.json']);
  });

  it('passes a signal on to the process that has the lock open, never to one that a forged lock names', async () => {
    const folder = fresh();
    const held = join(folder, 'run.lock');
    mkdirSync(folder);
    const victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const lock = acquireLock(held);
    const own = JSON.parse(readFileSync(held, 'utf8'));
    let signals = 0;
    const count = () => signals++;
    process.on('SIGUSR2', count);
    expect(signalHolder(held, 'SIGUSR2')).toBe(true);
    await until(() => signals === 1);
    lock.release();
    expect(signalHolder(held, 'SIGUSR2')).toBe(false);
    const forged = { ...own, pid: victim.pid, started: startTime(victim.pid!) };
    for (const holder of [forged, { ...forged, started: '' }, { ...forged, host: 'elsewhere' }, own]) {
      writeFileSync(held, JSON.stringify(holder));
      expect(signalHolder(held, 'SIGKILL')).toBe(false);
    }
    writeFileSync(held, JSON.stringify(forged));
    expect(lockHolder(held)?.pid).toBe(victim.pid); // it lives, but it is not here
    expect(victim.exitCode ?? victim.signalCode).toBe(null);
    victim.kill('SIGKILL');
    process.off('SIGUSR2', count);
  });

  it('passes a signal on by process id and time where the system does not tell who has a file open', () => {
    const held = join(fresh(), 'run.lock');
    mkdirSync(dirname(held));
    const lock = acquireLock(held);
    const own = JSON.parse(readFileSync(held, 'utf8'));
    onSystem('freebsd', mkdtempSync(join(scratch, 'path-')), () => {
      expect(hasOpen(process.pid, held)).toBeUndefined();
      expect(signalHolder(held, 'SIGCONT')).toBe(true);
      writeFileSync(held, JSON.stringify({ ...own, host: 'elsewhere' }));
      expect(signalHolder(held, 'SIGCONT')).toBe(false);
    });
    onSystem('win32', '', () => expect(hasOpen(process.pid, held)).toBeUndefined());
    const path = mkdtempSync(join(scratch, 'path-'));
    writeFileSync(join(path, 'lsof'), '#!/bin/sh\nexit 1\n', { mode: 0o755 }); // nobody
    writeFileSync(join(path, 'ps'), '#!/bin/sh\necho "then, $TZ"\n', { mode: 0o755 });
    writeFileSync(held, JSON.stringify({ ...own, started: 'then, UTC0' }));
    onSystem('darwin', path, () => {
      expect([hasOpen(process.pid, held), isRunning(process.pid, 'then, UTC0')]).toEqual([false, true]);
      expect([signalHolder(held, 'SIGCONT'), isRunning(process.pid, 'before')]).toEqual([false, false]);
    });
    lock.release();
  });

  it('counts a process as running whose start the system does not tell', () => {
    const path = mkdtempSync(join(scratch, 'path-'));
    const running = () => isRunning(process.pid, 'then');
    expect(onSystem('darwin', path, running)).toBe(true);
    writeFileSync(join(path, 'ps'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(onSystem('darwin', path, running)).toBe(true);
  });

  it('that cannot be read stops its owner with the reason, not as if it was lost', () => {
    const folder = fresh();
    mkdirSync(folder);
    const lock = acquireLock(held(folder));
    renameSync(folder, `${folder}-moved`);
    writeFileSync(folder, '');
    expect(() => lock.check()).toThrow(/^run: cannot read .*run\.lock: .* \(ENOTDIR\)$/);
    rmSync(folder);
    renameSync(`${folder}-moved`, folder);
    lock.check();
    lock.release();
  });

  it('clears what a process left that was killed while it took it', async () => {
    const folder = fresh();
    const store = await createRun(folder, {});
    const own = JSON.parse(readFileSync(held(folder), 'utf8'));
    await store.close();
    writeFileSync(`${held(folder)}.1-abcdef01`, JSON.stringify({ ...own, started: '1@another-boot' }));
    writeFileSync(`${held(folder)}.after-2-abcdef01`, JSON.stringify(own));
    const again = await openRun(folder);
    expect(
      readdirSync(folder)
        .filter(name => name.startsWith('run.lock'))
        .sort(),
    ).toEqual([
      'run.lock',
      'run.lock.after-2-abcdef01', // of a process that lives
    ]);
    await again.close();
  });

  it('of another host is respected, with the way out', async () => {
    const folder = fresh();
    await (await createRun(folder, {})).close();
    writeFileSync(
      held(folder),
      JSON.stringify({ pid: 12, started: 'x', host: 'elsewhere.example', token: 't' }),
    );
    await expect(openRun(folder)).rejects.toThrow(
      `run: ${folder} is in use by process 12 on elsewhere.example; if that process is gone, delete ${held(folder)}`,
    );
  });
});

function content(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(files.map(path => [path, readFileSync(path, 'base64')]));
}
