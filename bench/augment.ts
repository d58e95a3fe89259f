import { batchSource } from '../src/data/batches.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { openDataset } from '../src/data/registry.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { fillFeeds } from '../src/gan/feeds.ts';
import { buildGan } from '../src/train/build.ts';
import { resolveConfig } from '../src/train/resolve.ts';
import { initialState } from '../src/train/state.ts';

/**
 * What augmentation costs: milliseconds of processor time of a training step of a recipe on one thread, without and with it in turns, and the
 * median over rounds of what each adds.
 *
 *   npx tsx bench/augment.ts RECIPE AUGMENT…      such as: npx tsx bench/augment.ts mnist translation diffaugment ada
 */
const ROUNDS = 9;
const STEPS = 5;

type Timed = () => Promise<number>;

async function prepare(recipe: string, augment: string): Promise<Timed> {
  const config = resolveConfig({ recipe, flags: [{ path: 'augment', text: augment, flag: '--augment' }] });
  const dataset = await openDataset(config.data, nodeHost());
  const gan = buildGan(config, dataset);
  const executable = await nodeEngine('cpu', { threads: 1 }).compile(gan.step.program);
  await executable.write(await initialState(gan, 0, dataset));
  const source = batchSource(dataset, config);
  return async () => {
    const start = process.cpuUsage();
    const inputs = await fillFeeds(gan.step.feeds, 0, source, 0, STEPS);
    await executable.run(STEPS, inputs);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000 / STEPS;
  };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const [recipe = 'mnist', ...kinds] = process.argv.slice(2);
const runs = await Promise.all(['none', ...kinds].map(kind => prepare(recipe, kind)));
const rounds: number[][] = [];
for (let i = 0; i <= ROUNDS; i++) {
  const times: number[] = [];
  for (const run of runs) times.push(await run());
  if (i > 0) rounds.push(times); // the first one warms up
}
const bare = median(rounds.map(times => times[0]));
console.log(`${recipe}: ${bare.toFixed(2)} ms a step without augmentation`);
for (const [i, kind] of kinds.entries()) {
  const added = median(rounds.map(times => times[i + 1] - times[0]));
  console.log(`${kind}: +${added.toFixed(2)} ms, ${((100 * added) / bare).toFixed(1)} %`);
}
