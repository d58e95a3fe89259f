import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { type RunEvent, resumeRun, startRun } from '../../src/node/run.ts';
import { readRun } from '../../src/run/disk.ts';
import { UserError } from '../../src/util/error.ts';
import { Random } from '../../src/util/random.ts';
import type { Attack, Tally } from './attack.ts';

const FLIPS = 2000;
/** One in so many flips is also put before a resume. */
const RESUMED = 20;
/** Flips in a run that was left, which then trains on. */
const GONE_ON = 200;

/** Bits flip in all files of a run: config, logs, card, pictures, checkpoints, and what proves them. */
export const flips: Attack = {
  summary:
    'a flipped bit in any file of a run is found by inspect, and a resume names it and goes on, or refuses in a sentence',
  async run(tally, scale) {
    const scratch = mkdtempSync(join(tmpdir(), 'saddle-flips-'));
    try {
      const whole = join(scratch, 'whole');
      await tinyRun(whole);
      const logs = filesIn(whole).filter(name => name.endsWith('.jsonl'));
      tally.count('the run has all logs', logs.length === 3, logs.join());
      const clean = await (await readRun(whole)).check();
      tally.count('an untouched run is whole', clean.length === 0, clean.join('; '));
      await flipAll(tally, scratch, whole, Math.round(FLIPS * scale));
      const left = join(scratch, 'left');
      await tinyRun(left, 600);
      await flipAll(tally, scratch, left, Math.round(GONE_ON * scale), 1);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

/** Finished, with all three logs, or left at a checkpoint. */
async function tinyRun(out: string, until = Number.POSITIVE_INFINITY): Promise<void> {
  const network = { family: 'mlp', hidden: [4] } as const;
  const overrides = {
    ...{ generator: network, discriminator: network, batch: 4, samples: 16, threads: 1 },
    ...{ steps: 900, sampleEvery: 100, logEvery: 30, checkpointEvery: 300 },
    optimizer: { discriminator: { lr: 0.05 }, generator: { lr: 1e-9 } }, // D wins, which the third log says
  };
  const leaving = new AbortController();
  const onEvent = (event: RunEvent) => {
    if (event.type === 'checkpoint' && event.step >= until) leaving.abort();
  };
  await startRun({ recipe: 'ring', overrides, out, signal: leaving.signal, onEvent });
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );
  return entries.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort();
}

/** Each file gets its share, whatever its size. */
async function flipAll(
  tally: Tally,
  scratch: string,
  whole: string,
  count: number,
  every = RESUMED,
): Promise<void> {
  const files = filesIn(whole);
  const random = new Random(1, 'flips');
  for (let i = 0; i < count; i++) {
    const file = files[(every === 1 ? 7 * i : i) % files.length];
    const content = Uint8Array.from(readFileSync(join(whole, file)));
    const [at, bit] = [random.integer(content.length), random.integer(8)];
    content[at] ^= 1 << bit;
    const name = `${file}, byte ${at}, bit ${bit}`;
    const folder = join(scratch, 'flipped');
    cpSync(whole, folder, { recursive: true });
    writeFileSync(join(folder, file), content);
    await found(tally, name, file, folder);
    if (i % every === Math.floor(i / files.length) % every) await resumed(tally, name, file, folder);
    rmSync(folder, { recursive: true });
  }
}

async function found(tally: Tally, name: string, file: string, folder: string): Promise<void> {
  const said = await sentences(async () => (await readRun(folder)).check());
  tally.count(`check of ${name}`, names(said, file), String(said));
}

/** A resume says what it found. */
async function resumed(tally: Tally, name: string, file: string, folder: string): Promise<void> {
  const said = await sentences(async () => {
    const warnings: string[] = [];
    await resumeRun(folder, {
      onEvent: event => event.type === 'warning' && warnings.push(event.message),
    });
    return warnings;
  });
  tally.count(`resume after ${name}`, names(said, file), String(said));
}

/** Whether it is said in sentences what is damaged: of a checkpoint's file its step as well. */
function names(said: string[] | string, file: string): boolean {
  const parts = [basename(file), ...(dirname(file) === '.' ? [] : [basename(dirname(file))])];
  return typeof said !== 'string' && said.some(sentence => parts.every(part => sentence.includes(part)));
}

/** Sentences, that of a refusal included; the fault where it is one of ours. */
async function sentences(operation: () => Promise<string[]>): Promise<string[] | string> {
  try {
    return await operation();
  } catch (error) {
    return error instanceof UserError ? [error.message] : String((error as Error).stack);
  }
}
