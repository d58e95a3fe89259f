import { Command } from 'commander';
import type { FetchProgress } from '../data/fetch.ts';
import { type DatasetEntry, datasets, resolveData } from '../data/registry.ts';
import { resolveDataFlags } from '../train/resolve.ts';
import { UserError } from '../util/error.ts';
import { inspectDataCommand } from './data-inspect.ts';
import { addDataFlags, givenFlags } from './flags.ts';
import { groupCommand } from './group.ts';
import { wholeNumber } from './numbers.ts';
import { save } from './sample.ts';
import { shown } from './status.ts';
import { CLEAR, print, printJson, tell } from './terminal.ts';
import { bytesText, columns } from './text.ts';

/** `saddle data list | inspect | mnist | inception | dump` */
export function dataCommand(): Command {
  const parts = [listCommand(), inspectDataCommand(), mnistCommand(), inceptionCommand(), dumpCommand()];
  const description =
    'Lists datasets, looks at your own, fetches or imports data and networks, dumps real samples.';
  return groupCommand('data', 'data command', description, parts);
}

function listCommand(): Command {
  const command = new Command('list')
    .summary('show the datasets; with a name, its options')
    .description('Shows the datasets, or the options of one with their defaults.')
    .argument('[name]', 'dataset')
    .option('--json', 'as one JSON object');
  return command.action((name: string | undefined, { json }: { json?: boolean }) => {
    if (name === undefined) return json ? printJson({ datasets: entries.map(facts) }) : print(listAll());
    const found = entries.find(entry => entry[0] === resolveData({ name }).name)!;
    return json ? printJson(facts(found)) : print(listOne(found));
  });
}

/** What `--json` says of a dataset. */
function facts([name, { kind, summary, defaults }]: [string, DatasetEntry]) {
  return { name, kind, summary, options: defaults };
}

const entries = Object.entries(datasets as Record<string, DatasetEntry>);

function listAll(): string {
  return columns(entries.map(([name, { kind, summary }]) => [name, kind, summary]));
}

function listOne([name, { defaults, summary }]: [string, DatasetEntry]): string {
  const rows = Object.entries(defaults).map(([option, value]) => [
    `  --data.${option}`,
    JSON.stringify(value) ?? 'none',
  ]);
  return `${name}: ${summary}\n\n${columns([['option', 'default'], ...rows])}`;
}

function mnistCommand(): Command {
  const command = new Command('mnist')
    .summary('fetch the full 70,000 digits, or import them from a folder')
    .description(
      'Puts the full MNIST into the cache of this user, each file checked by its SHA-256. ' +
        'Train on it with: saddle train mnist --data.full true',
    )
    .option('--from <folder>', 'import IDX files, plain or gzipped, instead of fetching');
  return command.action(async ({ from }: { from?: string }) => {
    const { fetchMnist } = await import('../data/fetch.ts');
    const folder = await fetchMnist({ from, onProgress: tellFetch });
    print(folder);
  });
}

function inceptionCommand(): Command {
  const command = new Command('inception')
    .summary('fetch or convert the feature network inception')
    .description(
      'Puts the layers of InceptionV3 that the feature network `inception` has into the cache of this user, 5.2 MB, from the ' +
        'npm package nsfwjs 4.3.0, 25 MB, which is checked by its SHA-256.',
    )
    .option('--from <file>', 'take them from nsfwjs-4.3.0.tgz instead of fetching it from the npm registry');
  return command.action(async ({ from }: { from?: string }) => {
    const { fetchInception } = await import('../node/networks/fetch-inception.ts');
    const path = await fetchInception({ from, onProgress: tellBytes });
    if (process.stderr.isTTY) process.stderr.write(CLEAR);
    print(path);
  });
}

function tellBytes(received: number, total?: number): void {
  if (!process.stderr.isTTY) return;
  const share = total === undefined ? '' : ` of ${bytesText(total)}`;
  process.stderr.write(`${CLEAR}nsfwjs-4.3.0.tgz: ${bytesText(received)}${share}`);
}

function tellFetch({ file, state, received, total, origin }: FetchProgress): void {
  const live = process.stderr.isTTY;
  if (state === 'present') tell(`${file}: there already`);
  else if (state === 'done')
    process.stderr.write(`${live ? CLEAR : ''}${file}: ${bytesText(received)}, SHA-256 good\n`);
  else if (live) {
    const share = total === undefined ? '' : ` of ${bytesText(total)}`;
    process.stderr.write(`${CLEAR}${file}: ${bytesText(received)}${share} from ${new URL(origin).host}`);
  }
}

interface DumpFlags {
  readonly count: string;
  readonly seed: string;
  readonly out?: string;
}

function dumpCommand(): Command {
  const command = new Command('dump')
    .summary('write real samples, as the networks see them, to a NumPy file')
    .description(
      'Writes real samples as the networks see them: float32 [N, ...], images [N, height, width, channels].',
    )
    .argument('<name>', 'dataset')
    .option('--count <n>', 'samples', '1000')
    .option('--seed <n>', 'seed of the choice of samples', '0')
    .option('--out <file>', 'NumPy file (default: NAME.npy)');
  addDataFlags(command);
  return command.action(async (name: string, flags: DumpFlags) => {
    const count = wholeNumber('--count', flags.count, 1);
    const seed = wholeNumber('--seed', flags.seed);
    const data = resolveDataFlags(name, givenFlags(command));
    const out = flags.out ?? `${name}.npy`;
    if (!/\.npy$/i.test(out)) {
      throw new UserError(
        `--out: expected the name of a NumPy file, which ends in .npy, got '${out}'; rename it`,
      );
    }
    const [{ openDataset }, { nodeHost }, { realSamples }, { encodeNpy }] = await Promise.all([
      import('../data/registry.ts'),
      import('../data/loaders/node.ts'),
      import('../train/pictures.ts'),
      import('../util/npy.ts'),
    ]);
    const dataset = await openDataset(data, nodeHost());
    if (count > dataset.size) {
      throw new UserError(`--count: expected at most ${dataset.size}, the size of ${name}, got ${count}`);
    }
    save(out, encodeNpy([count, ...dataset.shape], await realSamples(dataset, count, seed)));
    print(shown(out));
  });
}
