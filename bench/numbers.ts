// Holds the numbers of training still while the code around them changes: runs recipes, one game for each penalty and one for each
// update order, and keeps their stats.jsonl. Rows are compared to the bit, on one machine, so record before and compare after.
// Run: npx tsx bench/numbers.ts --record FOLDER     (at the old commit)
//      npx tsx bench/numbers.ts --against FOLDER    (at the new one; exit code 1 where a row differs)
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type PartialConfig, type PenaltyName, penalties, startRun } from '../src/node.ts';

const { values: options } = parseArgs({
  options: { record: { type: 'string' }, against: { type: 'string' }, only: { type: 'string' } },
});
if ((options.record === undefined) === (options.against === undefined)) {
  console.error('numbers: expected one of --record FOLDER and --against FOLDER');
  process.exit(2);
}

interface Game {
  readonly recipe: 'pixel' | 'ring' | 'ring-plain' | 'grid-plain' | 'mnist';
  readonly overrides: Omit<PartialConfig, 'data' | 'generator' | 'discriminator'>;
}

/** Defaults of each penalty, on the plain ring, whose networks allow them all. */
const penalized = (Object.keys(penalties) as PenaltyName[]).map((kind): [string, Game] => [
  `penalty-${kind}`,
  { recipe: 'ring-plain', overrides: { steps: 100, penalties: [{ kind }] } },
]);

const plain = (name: string, overrides: Game['overrides']): [string, Game] => [
  name,
  { recipe: 'ring-plain', overrides: { steps: 100, ...overrides } },
];

const games: Readonly<Record<string, Game>> = Object.fromEntries([
  ['pixel', { recipe: 'pixel', overrides: {} }],
  ['ring', { recipe: 'ring', overrides: { steps: 500 } }],
  ['grid-plain', { recipe: 'grid-plain', overrides: { steps: 500 } }],
  ['mnist', { recipe: 'mnist', overrides: { steps: 200 } }],
  ...penalized,
  plain('alternating', { k: 2, generatorEvery: 2 }),
  plain('simultaneous', { update: 'simultaneous', consensus: 0.1 }),
  plain('extragradient', { update: 'extragradient' }),
  plain('apart', { realFake: 'separate', generatorMode: 'eval' }),
  plain('unrolled', { unroll: 3 }),
  plain('packed', { pac: 2, instanceNoise: 0.1, lookaheadEvery: 5 }),
  plain('cured', { topK: 0.5, featureMatching: 0.5, noisyLabels: 0.1, labelSmoothing: 0.9 }),
  plain('lazy', { penalties: [{ kind: 'r1' }], penaltyEvery: 4, emaHalfLife: 1000 }),
]);

/** The log of a game on one thread of the CPU. */
async function play({ recipe, overrides }: Game): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-numbers-'));
  try {
    const machine = { device: 'cpu', threads: 1, logEvery: 20 } as const;
    await startRun({ recipe, overrides: { ...overrides, ...machine }, out: join(folder, 'run') });
    return readFileSync(join(folder, 'run/stats.jsonl'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function firstDifference(before: string, after: string): string | undefined {
  const [was, is] = [before.split('\n'), after.split('\n')];
  const line = was.findIndex((text, i) => text !== is[i]);
  return line < 0 && was.length === is.length ? undefined : `was ${was[line]}\n  is  ${is[line]}`;
}

const wanted = options.only?.split(',');
if (options.record !== undefined) mkdirSync(options.record, { recursive: true });
for (const [name, game] of Object.entries(games)) {
  if (wanted && !wanted.includes(name)) continue;
  const text = await play(game);
  if (options.record !== undefined) {
    writeFileSync(join(options.record, `${name}.jsonl`), text);
    console.log(`${name}: recorded`);
    continue;
  }
  const difference = firstDifference(readFileSync(join(options.against!, `${name}.jsonl`), 'utf8'), text);
  if (difference !== undefined) process.exitCode = 1;
  console.log(difference === undefined ? `${name}: the same` : `${name}: differs\n  ${difference}`);
}
