import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRun } from '../studio/made-runs.ts';
import type { Tally } from './attack.ts';

/** A studio in a process of its own, with one good run. */
export interface Victim {
  readonly port: number;
  readonly token: string;
  readonly root: string;
  /** Since the last call: the longest time in ms that one turn of its event loop computed; CPU so far; bytes of memory. */
  load(): Promise<{ readonly longest: number; readonly cpuMs: number; readonly rss: number }>;
  /** What it printed to the terminal. */
  readonly printed: () => string;
  close(): Promise<void>;
}

export const GOOD = '00000-ring';
/** Lies beside the folder of runs. */
export const SECRET = 'kept outside';
/** What every page asks. */
const ORDINARY = ['/', '/api/runs', `/api/runs/${GOOD}`, `/api/runs/${GOOD}/rows`, '/api/schema'];
/** The slowest answer to others, and the longest that the event loop may be held by one turn. */
const FULL = { answerMs: 250, heldMs: 50 };
/** On a busy machine an answer waits for a processor, and a turn takes up what has come meanwhile. */
const BUSY = { answerMs: 60_000, heldMs: 250 };

export async function openVictim(): Promise<Victim> {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-victim-'));
  const [root, pages] = [join(folder, 'runs'), join(folder, 'pages')];
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '<!doctype html>studio');
  makeRun(root, GOOD);
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  symlinkSync(folder, join(root, 'outside'));
  symlinkSync(folder, join(root, GOOD, 'up'));
  const child = start('victim-process.ts', root, pages);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', chunk => (printed += chunk));
  const { port, token } = await answer<{ port: number; token: string }>(child);
  return {
    port,
    token,
    root,
    load: () => answer(child, 'load'),
    printed: () => printed,
    async close() {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Attacks while others ask what every page asks: they get it, and soon. `isFull`: nothing else uses the machine. */
export async function besieged(
  victim: Victim,
  tally: Tally,
  { name, isFull }: { readonly name: string; readonly isFull: boolean },
  attack: () => Promise<void>,
): Promise<void> {
  const probe = start('probe-process.ts', String(victim.port), victim.token, ...ORDINARY);
  await answer(probe);
  await victim.load();
  await attack();
  const told = await answer<{ asked: number; slowest: number; faults: string[] }>(probe, 'stop');
  const { longest } = await victim.load();
  const most = isFull ? FULL : BUSY;
  const slowest = `${told.slowest.toFixed(0)} ms of ${told.asked} requests`;
  tally.count(`${name}: others are answered`, told.faults.length === 0, told.faults.slice(0, 3).join(', '));
  tally.count(
    `${name}: others are answered within ${most.answerMs} ms`,
    told.slowest <= most.answerMs,
    slowest,
  );
  tally.count(
    `${name}: no turn computes longer than ${most.heldMs} ms`,
    longest <= most.heldMs,
    `${longest.toFixed(0)} ms`,
  );
  tally.count(`${name}: nothing is printed`, victim.printed() === '', victim.printed().slice(0, 300));
  if (isFull) console.log(`  ${name}: slowest ${slowest}, longest turn ${longest.toFixed(0)} ms`);
}

function start(script: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

async function answer<T>(child: ChildProcess, question?: string): Promise<T> {
  const answered = once(child, 'message') as Promise<[T]>;
  if (question !== undefined) child.send(question);
  return (await answered)[0];
}
