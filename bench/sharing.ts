// What a training costs alone, beside a second one, and beside a process that keeps one core busy, by how long idle threads of
// the runtime stay awake. All take turns, so that other load meets them alike; their losses must agree to the bit.
// Run: npx tsx bench/sharing.ts [--rows toy,mlp,dcgan] [--spin 0,100,1000,50000] [--rounds 5] [--ms 1000]
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { contenders } from './contenders.ts';
import { writeDigits } from './digits.ts';
import { median } from './measure.ts';
import type { StepsReply } from './protocol.ts';
import { machine } from './report.ts';
import { Session } from './session.ts';

const text = (otherwise: string) => ({ type: 'string', default: otherwise }) as const;
const { values: flags } = parseArgs({
  options: {
    rows: text('toy,mlp,dcgan'),
    spin: text('0,100,1000,50000'), // microseconds; the last is about the runtime's own
    rounds: text('5'),
    ms: text('1000'),
  },
});
const digits = await writeDigits();

async function open(row: string, spin: string): Promise<Session> {
  const saddle = contenders.saddle();
  if ('missing' in saddle) throw new Error(saddle.missing);
  const [variant] = saddle.variants;
  const session = new Session(saddle, { ...variant, env: { ...process.env, SADDLE_BENCH_SPIN_US: spin } });
  await session.setup({ row, threads: variant.threads, digits, device: 'cpu' });
  return session;
}

/** Steps that take `ms` alone. */
async function calibrate(row: string, ms: number): Promise<number> {
  const session = await open(row, '100');
  for (let count = 1; ; count *= 2) {
    const { elapsedMs } = await session.steps(count);
    if (elapsedMs < ms / 4) continue;
    session.close();
    return Math.max(1, Math.round((count * ms) / elapsedMs));
  }
}

/** Keeps one core busy while a task runs. */
async function besideLoad<T>(task: () => Promise<T>): Promise<T> {
  const load = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  try {
    return await task();
  } finally {
    load.kill('SIGKILL');
  }
}

interface Entry {
  readonly spin: string;
  readonly sessions: readonly [Session, Session];
  /** Milliseconds a step, a number a round. */
  readonly alone: number[];
  readonly pair: number[];
  readonly busy: number[];
}

async function round({ sessions: [a, b], alone, pair, busy }: Entry, count: number): Promise<StepsReply> {
  alone.push((await a.steps(count)).elapsedMs / count);
  const both = await Promise.all([a.steps(count), b.steps(count)]);
  pair.push((both[0].elapsedMs + both[1].elapsedMs) / 2 / count);
  const last = await besideLoad(() => a.steps(count));
  busy.push(last.elapsedMs / count);
  return last;
}

async function measure(row: string): Promise<Entry[]> {
  const count = await calibrate(row, Number(flags.ms));
  const entries: Entry[] = [];
  for (const spin of flags.spin.split(',')) {
    const sessions = [await open(row, spin), await open(row, spin)] as const;
    for (const session of sessions) await session.steps(count);
    entries.push({ spin, sessions, alone: [], pair: [], busy: [] });
  }
  for (let i = 0; i < Number(flags.rounds); i++) {
    const losses = new Set<string>();
    for (const entry of entries) {
      const { lossD, lossG } = await round(entry, count);
      losses.add(`${lossD} ${lossG}`);
    }
    if (losses.size > 1) throw new Error(`${row}: losses differ: ${[...losses].join(', ')}`);
  }
  for (const { sessions } of entries) for (const session of sessions) session.close();
  return entries;
}

/** Milliseconds, and the ratio to the runtime's own spinning, round by round. */
function figure(times: readonly number[], own: readonly number[]): string {
  const ratio = median(times.map((time, i) => time / own[i]));
  return `${median(times).toPrecision(3)} (${ratio.toFixed(2)})`;
}

console.log(JSON.stringify(machine()));
console.log(
  '| row | spin, µs | alone, ms a step | beside a second one | beside a busy process |\n|---|---|---|---|---|',
);
for (const row of flags.rows.split(',')) {
  const entries = await measure(row);
  const own = entries.at(-1)!;
  for (const { spin, ...times } of entries) {
    const cells = (['alone', 'pair', 'busy'] as const).map(name => figure(times[name], own[name]));
    console.log(`| ${row} | ${spin} | ${cells.join(' | ')} |`);
  }
}
