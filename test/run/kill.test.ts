import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRun, openRun } from '../../src/run/disk.ts';
import { Random } from '../../src/util/random.ts';
import { compileScript } from '../support/compile.ts';

const KILLS = Number(process.env.SADDLE_KILLS ?? 40);
const scratch = mkdtempSync(join(tmpdir(), 'saddle-kill-'));
let script = '';
beforeAll(() => {
  script = compileScript('test/run/writer.ts', ['run', 'util'], scratch);
});
afterAll(() => rmSync(scratch, { recursive: true }));

function start(...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { text: '', errors: '' };
  child.stdout.on('data', chunk => (output.text += chunk));
  child.stderr.on('data', chunk => (output.errors += chunk));
  return { child, output, closed: once(child, 'close') }; // by then all output is here
}

async function until(child: ChildProcess, condition: () => boolean): Promise<void> {
  while (!condition() && child.exitCode === null) await sleep(1);
}

it(`loses no committed checkpoint and no row in ${KILLS} kills`, {
  timeout: 480_000 + 10_000 * KILLS,
}, async () => {
  const folder = join(scratch, 'run');
  await (await createRun(folder, {})).close();
  const random = new Random(Date.now() % 1e6, 'kill'); // other instants in every test run
  let committed = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const { child, output, closed } = start('train', folder);
    const sign = random.uniform() < 0.5 ? 'found' : 'saved'; // the latter, so that it gets on
    await until(child, () => output.text.includes(sign));
    await sleep(random.uniform() * 60);
    child.kill('SIGKILL');
    await closed;
    expect(output.errors).toBe('');
    expect(child.exitCode).toBeNull();
    const found = Number(/found (\d+)/.exec(output.text)?.[1]);
    expect(found).toBeGreaterThanOrEqual(committed);
    expect(found).toBeLessThanOrEqual(committed + 1);
    committed = Math.max(found, ...[...output.text.matchAll(/saved (\d+)/g)].map(match => Number(match[1])));
  }
  expect(committed).toBeGreaterThan(KILLS / 4);
  const store = await openRun(folder);
  const last = await store.loadCheckpoint();
  expect(store.warnings).toEqual([]);
  await store.rewind(last);
  expect(store.warnings).toEqual([]);
  const rows = await store.rows('stats.jsonl');
  expect(rows.map(row => row.step)).toEqual(Array.from({ length: last?.step ?? 0 }, (_, i) => i + 1));
  // A kill between a save and what it removes leaves one more than are kept, until the next save.
  await store.saveCheckpoint({ step: (last?.step ?? 0) + 1, meta: {}, tensors: last!.tensors });
  expect(readdirSync(join(folder, 'checkpoints')).length).toBeLessThanOrEqual(2);
  await store.close();
  expect(readdirSync(folder).sort()).toEqual([
    'SHA256SUMS',
    'checkpoints',
    'config.json',
    'fakes000001.png',
    'stats.jsonl',
  ]);
});

it('refuses a second process and names the first', async () => {
  const folder = join(scratch, 'shared');
  await (await createRun(folder, {})).close();
  const { child, output, closed } = start('train', folder);
  await until(child, () => output.text.includes('saved'));
  await expect(openRun(folder)).rejects.toThrow(`is in use by process ${child.pid};`);
  child.kill('SIGKILL');
  await closed;
  await (await openRun(folder)).close();
});

it('never gives a lock to two processes, dead holders included', { timeout: 300_000 }, async () => {
  const dead = spawnSync(process.execPath, ['-e', '0']).pid;
  const fighters = Array.from({ length: 4 }, () => start('lock', join(scratch, 'lock'), String(dead), '80'));
  await Promise.all(fighters.map(({ closed }) => closed));
  const errors = fighters.map(({ output }) => output.errors).join('');
  expect(errors).toBe('');
  const counts = fighters.map(({ output }) => output.text.trim().split(' ').map(Number));
  const sum = (i: number) => counts.reduce((total, count) => total + count[i], 0);
  expect(sum(0)).toBe(320);
  expect(sum(1)).toBeGreaterThan(50);
  console.log(`lock: ${sum(0)} times taken by 4 processes, ${sum(1)} times from a dead holder, never by two`);
});
