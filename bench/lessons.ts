// What the pairs of the course's cures do, over seeds, before and after; writes the figures that its pages show.
// Run: npx tsx bench/lessons.ts [--seeds 3] [--only r1,unroll]
import { readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDataset } from '../src/data/registry.ts';
import { nodeEngine } from '../src/engine/node.ts';
import type { Figures } from '../src/metrics/metric.ts';
import { games, setupsOf } from '../src/studio/web/course/cures/cure.ts';
import type { Measured } from '../src/studio/web/course/cures/measured.ts';
import { refinedSamples } from '../src/studio/web/course/cures/refined.ts';
import { Observer } from '../src/studio/web/engine/observer.ts';
import { Session } from '../src/studio/web/engine/session.ts';
import { configOf, type Setup } from '../src/studio/web/setup/model.ts';
import { COMPARED, gaugeOf } from '../src/train/measure.ts';
import { gridFigures } from './pages.ts';

/** Style sheets, which Node does not know, as empty modules. */
const HOOK =
  'export const load = (url, context, next) => url.endsWith(".css") ? { format: "module", source: "", shortCircuit: true } : next(url, context)';
register(`data:text/javascript,${encodeURIComponent(HOOK)}`);
const { afterwards, cures } = await import('../src/studio/web/course/cures/index.ts');

const { values: options } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, only: { type: 'string' } },
});
const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);
const wanted = options.only?.split(',');
const path = join(import.meta.dirname, '../src/studio/web/course/cures/measured.json');
/** Steps between two measurements. */
const EVERY = 100;

const engine = nodeEngine('cpu', { threads: 1 });

async function open({ recipe, changes }: Setup, seed: number) {
  const config = configOf({
    recipe,
    changes: { ...changes, seed: String(seed), device: 'cpu', threads: '1' },
  });
  const dataset = await openDataset(config.data);
  const session = await Session.open(engine, config, dataset);
  return { config, dataset, session, observer: await Observer.create(engine, session) };
}

/** Qualities over the last third of a run; none where it stopped before, since its numbers ended. */
async function lastThird(setup: Setup, seed: number): Promise<Figures[]> {
  const { config, session, observer } = await open(setup, seed);
  const found: Figures[] = [];
  try {
    while (session.step < config.steps) {
      await session.run(Math.min(EVERY, config.steps - session.step, session.most));
      if (session.step < (2 / 3) * config.steps || session.step % EVERY !== 0) continue;
      found.push((await observer.measure(await session.snapshot())).quality);
    }
    return found;
  } catch (error) {
    console.error(`  stopped: ${(error as Error).message}`);
    return [];
  } finally {
    await observer.dispose();
    await session.dispose();
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
const rounded = (v: number) => Number(v.toPrecision(3));

/** Means over all; distance null where a run stopped. */
function summary(runs: readonly (readonly Figures[])[]): Measured {
  const all = runs.flat();
  if (runs.some(run => run.length === 0)) return { distance: null };
  const meanOf = (name: string) => mean(all.map(figures => figures[name].value));
  return {
    distance: rounded(meanOf('w1' in all[0] ? 'w1' : 'w2')),
    ...('modesFound' in all[0] && {
      modes: rounded(meanOf('modesFound')),
      quality: rounded(100 * meanOf('highQuality')),
    }),
  };
}

const known = new Map<string, Measured>();

async function measuredOf(setup: Setup): Promise<Measured> {
  const key = JSON.stringify(setup);
  if (!known.has(key)) {
    const runs: Figures[][] = [];
    for (const seed of seeds) runs.push(await lastThird(setup, seed));
    known.set(key, summary(runs));
  }
  return known.get(key)!;
}

/** The trained game of the last page's cures, one a seed, with its plain samples measured. */
async function trained() {
  const all = [];
  for (const seed of seeds) {
    const { config, dataset, session } = await open(games.bridges, seed);
    while (session.step < config.steps) await session.run(Math.min(EVERY, config.steps - session.step));
    const gauge = await gaugeOf(dataset, COMPARED, { seed });
    all.push({ session, gauge, snapshot: await session.snapshot() });
  }
  return all;
}

type Pair = readonly Measured[];
const old = JSON.parse(readFileSync(path, 'utf8')) as { readonly pairs: Readonly<Record<string, Pair>> };
const figures: Record<string, Pair> = {};
const note = (name: string, pair: Pair) => {
  figures[name] = pair;
  console.log(name.padEnd(28), JSON.stringify(pair));
};

for (const [name, { trial }] of Object.entries(cures)) {
  if (wanted && !wanted.includes(name)) continue;
  const [before, after] = setupsOf(trial);
  note(name, [await measuredOf(before), await measuredOf(after)]);
}
const rest = Object.entries(afterwards).filter(([name]) => !wanted || wanted.includes(name));
if (rest.length > 0) {
  const runs = await trained();
  const judged = async (method: string) => {
    const qualities: Figures[][] = [];
    for (const { session, snapshot, gauge } of runs) {
      const samples = await refinedSamples(engine, session, snapshot, { method, count: COMPARED });
      qualities.push([await gauge.measure(samples)]);
    }
    return summary(qualities);
  };
  const plain = await judged('truncation:Infinity');
  for (const [name, { method }] of rest) note(name, [plain, await judged(method)]);
}
const names = [...Object.keys(cures), ...Object.keys(afterwards)];
const pairs = Object.fromEntries(names.map(name => [name, figures[name] ?? old.pairs[name]]));
writeFileSync(path, `${JSON.stringify({ pairs, grid: gridFigures() }, null, 2)}\n`);
process.exit(0);
