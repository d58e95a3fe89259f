// What the pairs of the course's cures do, over seeds, before and after; writes the figures that its pages show.
// Run: npx tsx bench/lessons.ts [--seeds 5] [--only r1,unroll]
import { readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDataset } from '../src/data/registry.ts';
import { nodeEngine } from '../src/engine/node.ts';
import type { Figures } from '../src/metrics/metric.ts';
import { games, setupsOf } from '../src/studio/web/course/cures/cure.ts';
import { type End, packPoints } from '../src/studio/web/course/cures/end.ts';
import { type Measured, type Pair, seenIn } from '../src/studio/web/course/cures/measured.ts';
import { refinedSamples } from '../src/studio/web/course/cures/refined.ts';
import { Observer } from '../src/studio/web/engine/observer.ts';
import { Session } from '../src/studio/web/engine/session.ts';
import { configOf, type Setup } from '../src/studio/web/setup/model.ts';
import { COMPARED, gaugeOf } from '../src/train/measure.ts';

/** Style sheets, which Node does not know, as empty modules. */
const HOOK =
  'export const load = (url, context, next) => url.endsWith(".css") ? { format: "module", source: "", shortCircuit: true } : next(url, context)';
register(`data:text/javascript,${encodeURIComponent(HOOK)}`);
const { afterwards, cures } = await import('../src/studio/web/course/cures/index.ts');

const { values: options } = parseArgs({
  options: { seeds: { type: 'string', default: '5' }, only: { type: 'string' } },
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

const LAYERS = { field: false, optimum: false, arrows: false, mesh: false, density: false } as const;
/** Samples of a kept picture, by the dimension of the data. */
const KEPT = [0, 400, 200];

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
const rounded = (v: number) => Number(v.toPrecision(3));
const distanceOf = (figures: Figures) => rounded((figures['w1'] ?? figures['w2']).value);

/** What is kept of samples: as many as fit into a small picture, and their figures. */
function endOf({ scene }: Observer, step: number, samples: Float32Array, quality: Figures): End {
  const { bounds } = scene.grid;
  const some = (points: Float32Array) => points.slice(0, KEPT[scene.dimension] * scene.dimension);
  const { text, outside } = packPoints(some(samples), bounds);
  return {
    step,
    bounds,
    reals: packPoints(some(scene.reals), bounds).text,
    samples: text,
    outside,
    distance: distanceOf(quality),
    ...('modesFound' in quality && {
      modes: quality['modesFound'].value,
      quality: rounded(100 * quality['highQuality'].value),
    }),
  };
}

interface Run {
  /** Qualities over the last third; none where it stopped before, since its numbers ended. */
  readonly found: readonly Figures[];
  readonly end?: End;
}

async function play(setup: Setup, seed: number): Promise<Run> {
  const { config, session, observer } = await open(setup, seed);
  const found: Figures[] = [];
  try {
    while (session.step < config.steps) {
      await session.run(Math.min(EVERY, config.steps - session.step, session.most));
      if (session.step < (2 / 3) * config.steps || session.step % EVERY !== 0) continue;
      found.push((await observer.measure(await session.snapshot())).quality);
    }
    const { samples, judged, critic } = await observer.look(await session.snapshot(), LAYERS);
    const means = [judged!.real, judged!.fake].map(values => rounded(mean(values))) as [number, number];
    return {
      found,
      end: { ...endOf(observer, session.step, samples, found.at(-1)!), judged: means, critic },
    };
  } catch (error) {
    console.error(`  stopped: ${(error as Error).message}`);
    return { found: [] };
  } finally {
    await observer.dispose();
    await session.dispose();
  }
}

/** A figure of each seed; distance null where a run stopped. */
function summary(runs: readonly (readonly Figures[])[], end?: string): Measured {
  const each = <T>(of: (run: readonly Figures[]) => T) => runs.map(of);
  const meanOf = (name: string, factor = 1) =>
    each(run => (run.length > 0 ? rounded(factor * mean(run.map(figures => figures[name].value))) : 0));
  const distance = each(run => (run.length > 0 ? rounded(mean(run.map(distanceOf))) : null));
  const hasModes = runs.some(run => run.some(figures => 'modesFound' in figures));
  return {
    distance,
    ...(hasModes && { modes: meanOf('modesFound'), quality: meanOf('highQuality', 100) }),
    ...(end !== undefined && { end }),
  };
}

const known = new Map<string, Measured>();
const ends: Record<string, End> = {};

async function measuredOf(setup: Setup, name: string): Promise<Measured> {
  const key = JSON.stringify(setup);
  if (!known.has(key)) {
    const runs: Run[] = [];
    for (const seed of seeds) runs.push(await play(setup, seed));
    const { end } = runs[0];
    if (end) ends[name] = end;
    known.set(
      key,
      summary(
        runs.map(run => run.found),
        end && name,
      ),
    );
  }
  return known.get(key)!;
}

/** The trained game of the last page's cures, one a seed, with its plain samples measured. */
async function trained() {
  const all = [];
  for (const seed of seeds) {
    const { config, dataset, session, observer } = await open(games.bridges, seed);
    while (session.step < config.steps) await session.run(Math.min(EVERY, config.steps - session.step));
    const gauge = await gaugeOf(dataset, COMPARED, { seed });
    all.push({ session, observer, gauge, snapshot: await session.snapshot() });
  }
  return all;
}

const old = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly pairs: Readonly<Record<string, Pair>>;
  readonly ends: Readonly<Record<string, End>>;
};
const figures: Record<string, Pair> = {};
const note = (name: string, pair: Pair) => {
  figures[name] = pair;
  console.log(
    name.padEnd(28),
    `seen in ${seenIn(pair).filter(Boolean).length} of ${seeds.length}`,
    JSON.stringify(pair),
  );
};

for (const [name, { trial }] of Object.entries(cures)) {
  if (wanted && !wanted.includes(name)) continue;
  const [before, after] = setupsOf(trial);
  note(name, [await measuredOf(before, `${name}/before`), await measuredOf(after, name)]);
}
const rest = Object.entries(afterwards).filter(([name]) => !wanted || wanted.includes(name));
if (rest.length > 0) {
  const runs = await trained();
  const judged = async (method: string, name: string) => {
    const qualities: Figures[][] = [];
    for (const [i, { session, observer, snapshot, gauge }] of runs.entries()) {
      const samples = await refinedSamples(engine, session, snapshot, { method, count: COMPARED });
      const quality = await gauge.measure(samples);
      qualities.push([quality]);
      if (i === 0) ends[name] = endOf(observer, snapshot.step, samples, quality);
    }
    return summary(qualities, name);
  };
  const plain = await judged('truncation:Infinity', 'plain');
  for (const [name, { method }] of rest) note(name, [plain, await judged(method, name)]);
}
const names = [...Object.keys(cures), ...Object.keys(afterwards)];
const pairs = Object.fromEntries(names.map(name => [name, figures[name] ?? old.pairs[name]]));
const used = new Set(Object.values(pairs).flatMap(pair => pair.map(({ end }) => end)));
const all = Object.entries({ ...old.ends, ...ends }).filter(([name]) => used.has(name));
writeFileSync(path, `${JSON.stringify({ pairs, ends: Object.fromEntries(all) }, null, 2)}\n`);
process.exit(0);
