// What each remedy costs per step against the plain step of a recipe (its networks, the plain game), measured side by
// side: rounds take turns.
// Run: npx tsx bench/cures.ts [--rounds 15] [--recipe ring-plain] [--write]; --write puts the figures into docs/cures.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Command } from 'commander';
import { addConfigFlags, givenFlags } from '../src/cli/flags.ts';
import { batchSource } from '../src/data/batches.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { openDataset } from '../src/data/registry.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { fillFeeds } from '../src/gan/feeds.ts';
import { optimize } from '../src/graph/passes/optimize.ts';
import { graphStats } from '../src/graph/print.ts';
import { mapProgram } from '../src/graph/program.ts';
import { buildGan } from '../src/train/build.ts';
import { resolveConfig } from '../src/train/resolve.ts';
import { initialState } from '../src/train/state.ts';
import { askedFlags, fillPages, fillTable } from './pages.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    recipe: { type: 'string', default: 'ring-plain' },
    write: { type: 'boolean', default: false },
  },
});
/** Steps of one call: long enough that starting it costs nothing, short enough for many turns. */
const CALL_MS = 100;

interface Contender {
  readonly flags: string;
  readonly flops: number;
  readonly run: () => Promise<number>;
  readonly times: number[];
}

function configOf(flags: string) {
  const command = addConfigFlags(new Command('train'));
  command.parse(flags.split(' ').filter(Boolean), { from: 'user' });
  return resolveConfig({ recipe: options.recipe, flags: givenFlags(command) });
}

async function contender(flags: string): Promise<Contender> {
  const config = configOf(flags);
  const dataset = await openDataset(config.data, nodeHost());
  const gan = buildGan(config, dataset);
  const executable = await nodeEngine('cpu', { threads: 1 }).compile(gan.step.program);
  await executable.write(await initialState(gan, 0, dataset));
  const source = batchSource(dataset, config);
  let step = 0;
  const call = async (count: number) => {
    const inputs = await fillFeeds(gan.step.feeds, 0, { fill: (n, x) => source.fill(n, x) }, step, count);
    const begin = performance.now();
    await executable.run(count, inputs);
    step += count;
    return (performance.now() - begin) / count;
  };
  await call(2);
  const count = Math.max(1, Math.round(CALL_MS / (await call(5))));
  return {
    flags,
    flops: graphStats(mapProgram(gan.step.program, outputs => optimize(outputs))).flops,
    run: () => call(count),
    times: [],
  };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

const contenders = [await contender('')];
for (const flags of askedFlags('cost')) contenders.push(await contender(flags));
for (let round = 0; round < Number(options.rounds); round++) {
  for (const each of contenders) each.times.push(await each.run());
  process.stderr.write(`\rround ${round + 1} of ${options.rounds}`);
}
process.stderr.write('\n');

const [plain] = contenders;
const rows = contenders.map(({ flags, flops, times }) => ({
  flags,
  ms: median(times),
  ratio: median(times.map((time, i) => time / plain.times[i])),
  arithmetic: flops / plain.flops,
}));
const machine = `${cpus()[0].model.trim()}, one thread`;
const line = (row: (typeof rows)[number]) =>
  `| \`${row.flags || `(plain ${options.recipe})`}\` | ${row.ms.toFixed(2)} | ${row.ratio.toFixed(2)} | ${row.arithmetic.toFixed(2)} |`;
const table = [
  '| flags | ms a step | against the plain step | its products against the plain step |',
  '|---|---|---|---|',
  ...rows.map(line),
].join('\n');
console.log(`${options.recipe}, ${machine}, medians of ${options.rounds} rounds\n\n${table}`);

if (options.write) {
  const costs = new Map(rows.map(row => [row.flags, row]));
  fillPages('cost', flags => {
    const row = costs.get(flags);
    return (
      row &&
      `with \`${flags}\`: ${row.ratio.toFixed(2)} times the plain step of \`${options.recipe}\` (${row.ms.toFixed(2)} against ${rows[0].ms.toFixed(2)} ms, one thread, \`npx tsx bench/cures.ts\`).`
    );
  });
  fillTable(table);
}
