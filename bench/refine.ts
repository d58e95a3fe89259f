// What sampling with D's help does to the samples of one and the same generator, over seeds.
// Run: npx tsx bench/refine.ts [--recipe ring-plain] [--steps 2000] [--seeds 5]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { nodeHost } from '../src/data/loaders/node.ts';
import { openDataset } from '../src/data/registry.ts';
import { modeCoverage, modesOf } from '../src/metrics/modes.ts';
import { startRun } from '../src/node/run.ts';
import { type SampleOptions, sampleRun } from '../src/node/sample.ts';
import type { RecipeName } from '../src/train/recipes.ts';

const { values: options } = parseArgs({
  options: {
    recipe: { type: 'string', default: 'ring-plain' },
    steps: { type: 'string', default: '2000' },
    seeds: { type: 'string', default: '5' },
  },
});
const COUNT = 2500;

const ways: readonly SampleOptions[] = [
  {},
  { truncation: 2 },
  { truncation: 1 },
  { truncation: 0.5 },
  ...['rejection', 'rejection:80', 'rejection:95'].map(refine => ({ refine })),
  ...['ddls', 'ddls:1000,0.001'].map(refine => ({ refine })),
  ...['flow', 'flow:25,0.01', 'flow-js:25,0.01'].map(refine => ({ refine })),
];

interface Row {
  readonly modes: number;
  readonly highQuality: number;
  readonly reverseKl: number;
  readonly kept: number;
  readonly ms: number;
}
const rows = ways.map((): Row[] => []);

async function measure(folder: string, way: SampleOptions): Promise<Row> {
  const begin = performance.now();
  const { config, values, candidates = COUNT } = await sampleRun(folder, { count: COUNT, ...way });
  const ms = performance.now() - begin;
  const law = modesOf(await openDataset(config.data, nodeHost()));
  const { found, highQuality, reverseKl } = modeCoverage(law!, values);
  return { modes: found, highQuality: 100 * highQuality, reverseKl, kept: (100 * COUNT) / candidates, ms };
}

const folder = mkdtempSync(join(tmpdir(), 'saddle-refine-'));
for (let seed = 0; seed < Number(options.seeds); seed++) {
  const run = await startRun({
    recipe: options.recipe as RecipeName,
    overrides: { steps: Number(options.steps), seed, threads: 1, device: 'cpu' },
    out: join(folder, String(seed)),
  });
  for (const [i, way] of ways.entries()) rows[i].push(await measure(run.folder, way));
}
rmSync(folder, { recursive: true });

const mean = (x: readonly number[]) => x.reduce((a, b) => a + b, 0) / x.length;
const error = (x: readonly number[]) =>
  Math.sqrt(mean(x.map(v => (v - mean(x)) ** 2)) / Math.max(1, x.length - 1));
console.log(
  `| how | modes | high quality, % | reverse KL | kept, % | ms for ${COUNT} |\n|---|---|---|---|---|---|`,
);
for (const [i, way] of ways.entries()) {
  const of = (key: keyof Row, digits: number) => {
    const x = rows[i].map(row => row[key]);
    return `${mean(x).toFixed(digits)} ± ${error(x).toFixed(digits)}`;
  };
  const name = Object.entries(way).map(([key, value]) => `--${key} ${value}`)[0];
  const ms = mean(rows[i].map(row => row.ms)).toFixed(0);
  console.log(
    `| ${name ? `\`${name}\`` : 'plain'} | ${of('modes', 1)} | ${of('highQuality', 1)} | ${of('reverseKl', 3)} | ${mean(rows[i].map(r => r.kept)).toFixed(0)} | ${ms} |`,
  );
}
