import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { WeightPaths } from '../node/run.ts';
import { parseTrackers } from '../node/track/index.ts';
import { type RecipeName, recipes } from '../train/recipes.ts';
import { type Given, type ResolveOptions, resolveConfig } from '../train/resolve.ts';
import { errorCode, UserError } from '../util/error.ts';
import { addConfigFlags, givenFlags } from './flags.ts';
import { chosenLines, shown } from './status.ts';
import { print, printJson, tell } from './terminal.ts';
import { columns } from './text.ts';
import { addStatusFlags, type WatchFlags, watch } from './watch.ts';

interface TrainFlags extends WatchFlags {
  readonly out?: string;
  readonly config?: string;
  readonly list?: boolean;
  readonly dryRun?: boolean;
  readonly initGenerator?: string;
  readonly initDiscriminator?: string;
}

/** `saddle train RECIPE`; with a recipe among `args`, its values are the defaults that the help shows. */
export function trainCommand(args: readonly string[]): Command {
  const preset = args.find(arg => Object.hasOwn(recipes, arg));
  const command = new Command('train')
    .description('Trains a new run from a recipe, a config file, or both; flags have the last word.')
    .argument(
      '[recipe]',
      `the path of your own data, such as ./photos, or one of: ${Object.keys(recipes).join(', ')}`,
    )
    .option('--list', 'show the recipes and leave; with --json as one JSON object')
    .option('--out <folder>', 'new or empty folder of the run (default: the next free runs/NNNNN-recipe)')
    .option('--config <file>', 'JSON file with values, such as the config.json of another run')
    .option(
      '--init-generator <file>',
      "weights that G begins with: safetensors by PyTorch's names, as export --to safetensors writes them, or a folder with model.safetensors",
    )
    .option('--init-discriminator <file>', 'the same of D, in a folder model_discriminator.safetensors')
    .option('--dry-run', 'check everything, print the whole config, train nothing');
  addStatusFlags(command);
  addConfigFlags(command, preset === undefined ? undefined : resolveConfig({ recipe: preset }));
  return command.action(async (recipe: string | undefined, flags: TrainFlags) => {
    if (flags.list) return flags.json ? printJson({ recipes: recipeFacts() }) : print(recipeList());
    const options = await sourceOf(recipe, flags.config, givenFlags(command));
    if (flags.track !== undefined) parseTrackers(flags.track);
    const weights = { generator: flags.initGenerator, discriminator: flags.initDiscriminator };
    if (flags.dryRun) return dryRun(options, weights);
    const { startRun } = await import('../node/run.ts');
    const { recipe: name, ...rest } = options;
    const known = name as RecipeName; // else `resolveConfig` says which there are
    const { folder, finished } = await watch(flags, watching =>
      startRun({ ...rest, recipe: known, ...watching, out: flags.out, weights }),
    );
    if (finished && !flags.json && !flags.quiet) await sayQuality(folder);
  });
}

/** One line that a beginner understands, of data that a classifier knows. */
async function sayQuality(folder: string): Promise<void> {
  const { qualityLine } = await import('../node/quality.ts');
  const line = await qualityLine(shown(folder));
  if (line !== undefined) tell(line);
}

async function sourceOf(
  what: string | undefined,
  path: string | undefined,
  given: readonly Given[],
): Promise<ResolveOptions> {
  const { dataFlags, isDataPath, withDataPaths } = await import('../node/data-path.ts');
  const isPath = what !== undefined && isDataPath(what, 'recipe', 'train');
  const own = isPath ? dataFlags(what, 'train') : [];
  const flags = [...own, ...withDataPaths(given)];
  checkOneData(own, given);
  const recipe = isPath || (what === undefined && hasPath(flags) && path === undefined) ? 'folder' : what;
  if (recipe === undefined && path === undefined) {
    throw new UserError(
      `train: expected a recipe (${Object.keys(recipes).join(', ')}), the path of data such as ./photos, or --config FILE, got none of them`,
    );
  }
  return { recipe, file: path === undefined ? undefined : readConfig(path), flags };
}

const hasPath = (flags: readonly Given[]) => flags.some(flag => flag.path === 'data.path');

function checkOneData(own: readonly Given[], given: readonly Given[]): void {
  const other = given.find(({ path }) => path === 'data.name' || path === 'data.path');
  if (own.length === 0 || !other) return;
  throw new UserError(
    `${other.flag}: expected one path of data, got ${other.text} beside that of the command; leave one out`,
  );
}

/** A config file in JSON. */
export function readConfig(path: string): { name: string; values: unknown } {
  const text = readText(path);
  try {
    return { name: path, values: JSON.parse(text) };
  } catch (error) {
    throw new UserError(`${path}: expected JSON, got text that does not parse: ${(error as Error).message}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder; name a file in it, such as its config.json',
  EACCES: 'permission denied',
};

/** Without the byte order mark that some editors write. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    throw new UserError(`--config: cannot read ${path}: ${REASONS[code] ?? code}`);
  }
}

function recipeFacts() {
  return Object.entries(recipes).map(([name, { summary, source }]) => ({ name, summary, source }));
}

function recipeList(): string {
  return columns(recipeFacts().map(({ name, summary, source }) => [name, `${summary} (${source})`]));
}

async function dryRun(options: ResolveOptions, weights: WeightPaths): Promise<void> {
  const [{ settle }, { setUp, threadsOf }, { startingPoint }] = await Promise.all([
    import('../node/settle.ts'),
    import('../node/setup.ts'),
    import('../node/run.ts'),
  ]);
  const { config, opened, reasons } = await settle(options);
  for (const line of chosenLines(reasons)) tell(line);
  const setup = await setUp(config, { threads: threadsOf(options), opened });
  const { notes } = await startingPoint(setup, weights);
  for (const message of [...setup.warnings, ...notes]) tell(`warning: ${message}`);
  print(JSON.stringify(setup.spec.config, null, 2));
  tell(`device: ${setup.engine.description} (${setup.reason}); nothing was trained`);
}
