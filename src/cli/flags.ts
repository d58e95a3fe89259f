import { type Command, Option } from 'commander';
import type { Config } from '../train/config.ts';
import { configFields, type Field } from '../train/fields.ts';
import type { Given } from '../train/resolve.ts';
import { textOf } from '../train/shorthand.ts';
import { UserError } from '../util/error.ts';
import { unknownName } from '../util/text.ts';

/** A shorter flag, and the values that it sets. */
interface Short {
  readonly what: string;
  readonly paths: readonly string[];
  /** Where the flag names players: what it sets their paths to, D's first, G's second. */
  readonly value?: string;
  /** What a flag without a value stands for. */
  readonly fixed?: string;
}

/** Which of two paths, D's and G's, a flag means that names players. */
const PLAYERS: Readonly<Record<string, readonly number[]>> = { d: [0], g: [1], both: [0, 1] };
const weightNorms = ['discriminator.weightNorm', 'generator.weightNorm'];

const SHORT: Record<string, Short> = {
  data: { paths: ['data.name'], what: 'dataset, or the path of your own data' },
  resolution: { paths: ['data.resolution'], what: 'height and width of your own pictures' },
  classes: { paths: ['data.classes'], what: 'some classes of the data, such as cats,dogs' },
  limit: { paths: ['data.limit'], what: 'pictures of your own to take, spread over all of them' },
  mirror: { paths: ['data.mirror'], fixed: 'true', what: 'each of your own pictures mirrored too' },
  'skip-bad': { paths: ['data.skipBad'], fixed: 'true', what: 'go on without pictures that cannot be read' },
  lr: { paths: ['optimizer.discriminator.lr', 'optimizer.generator.lr'], what: 'learning rate of both' },
  'lr-d': { paths: ['optimizer.discriminator.lr'], what: 'learning rate of D' },
  'lr-g': { paths: ['optimizer.generator.lr'], what: 'learning rate of G' },
  optimizer: { paths: ['optimizer.discriminator.kind', 'optimizer.generator.kind'], what: 'rule of both' },
  beta1: { paths: ['optimizer.discriminator.beta1', 'optimizer.generator.beta1'], what: 'β₁ of both' },
  beta2: { paths: ['optimizer.discriminator.beta2', 'optimizer.generator.beta2'], what: 'β₂ of both' },
  latent: { paths: ['latent.dim'], what: 'length of z' },
  penalty: { paths: ['penalties'], what: 'terms added to the losses, such as r1:10,r2:10' },
  'spectral-norm': { paths: weightNorms, value: 'spectral', what: 'spectral normalisation of d, g or both' },
  'weight-norm': { paths: weightNorms, value: 'weight', what: 'weight normalisation of d, g or both' },
  ema: { paths: ['emaHalfLife'], what: 'half-life of the average of G, in images; 0: none' },
};

const GROUPS: readonly (readonly [start: string, title: string])[] = [
  ['data.', 'Data:'],
  ['noise.', 'Noise:'],
  ['generator.', 'Generator (the same for --discriminator.…):'],
  ['discriminator.', 'Discriminator only:'],
  ['optimizer.generator.', 'Optimiser of G (the same for --optimizer.discriminator.…):'],
  ['optimizer.', 'Optimiser of D:'],
];

/** What of a field's choices there is here, where others are for other hosts. */
const HERE: Readonly<Record<string, readonly string[]>> = {
  device: ['auto', 'cpu', 'webgpu', 'cuda'] satisfies Config['device'][],
};

/** What stands twice in the schema is shown once: as an option of G. */
function isTwin(path: string, fields: readonly Field[]): boolean {
  return (
    path.includes('discriminator.') && fields.some(f => f.path === path.replace('discriminator', 'generator'))
  );
}

/**
 * Adds a flag for every value of a config. Flags say their defaults: those of `preset` where there is one.
 */
export function addConfigFlags(command: Command, preset?: Config): Command {
  for (const [name, { paths, what, value, fixed }] of Object.entries(SHORT)) {
    const known = value === undefined && !fixed ? valueAt(preset, paths[0]) : undefined;
    const option = new Option(fixed ? `--${name}` : `--${name} <value>`, `${what}${suffix(known, paths[0])}`);
    command.addOption(option.helpGroup('Short flags:'));
  }
  const fields = configFields().filter(({ path }) => path !== 'recipe');
  const isPart = ({ path }: Field) => (path.includes('.') ? 1 : 0);
  for (const field of fields.sort((a, b) => isPart(a) - isPart(b))) {
    const option = configOption(field, preset);
    command.addOption(isTwin(field.path, fields) ? option.hideHelp() : option);
  }
  command.addHelpText('after', AFTER);
  return command;
}

/** Adds the options of all datasets. */
export function addDataFlags(command: Command): Command {
  for (const field of configFields()) {
    if (field.path.startsWith('data.') && field.path !== 'data.name') {
      command.addOption(new Option(`--${toKebab(field.path)} <value>`).hideHelp());
    }
  }
  return command.addHelpText('after', '\nOptions of a dataset: `saddle data list NAME` shows them.');
}

const AFTER = `
Flags may be spelled as in a config file (--logEvery) or with hyphens (--log-every).
Lists are written 128,64; a schedule as 0.001:0@5000, from 0.001 to 0 over 5000 steps.`;

function configOption(field: Field, preset: Config | undefined): Option {
  const { path, choices, description, owners } = field;
  const known = preset === undefined ? field.default : valueAt(preset, path);
  const here = HERE[path] ?? choices;
  const options = here && path !== 'data.name' ? ` [${here.join(', ')}]` : '';
  const option = new Option(`--${toKebab(path)} <value>`, `${description}${options}${suffix(known, path)}`);
  option.helpGroup(GROUPS.find(([start]) => path.startsWith(start))?.[1] ?? 'Training:');
  const foreign = owners && preset && valueAt(preset, path) === undefined;
  const unnamed = path.startsWith('data.') && owners && !preset;
  return foreign || unnamed ? option.hideHelp() : option;
}

function suffix(value: unknown, path: string): string {
  return value === undefined ? '' : ` (default: ${textOf(value, path) || 'none'})`;
}

function valueAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], config);
}

const toKebab = (path: string) => path.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

/**
 * The config flags that were given, short ones first, so that exact ones have the last word.
 * @throws UserError where two flags contradict each other
 */
export function givenFlags(command: Command): Given[] {
  const options = command.opts<Record<string, string>>();
  const given = (name: string, path: string, flag: string): Given[] =>
    options[name] === undefined ? [] : [{ path, text: options[name], flag }];
  const short = Object.entries(SHORT).flatMap(([name, { paths, value, fixed }]) => {
    const found = paths.flatMap(path => given(camel(name), path, `--${name}`));
    const all = fixed === undefined ? found : found.map(flag => ({ ...flag, text: fixed }));
    return value === undefined ? all : chosen(all).map(flag => ({ ...flag, text: value }));
  });
  const exact = configFields()
    .filter(({ path }) => !Object.hasOwn(SHORT, path))
    .flatMap(({ path }) => given(path, path, `--${toKebab(path)}`));
  const all = [...short, ...exact];
  checkContradictions(all);
  checkHere(all);
  return all;
}

/** Flags that mean both players where their name does not say which. */
const BROAD = Object.entries(SHORT).flatMap(([name, { paths, value }]) =>
  paths.length > 1 && value === undefined ? [`--${name}`] : [],
);

/** Two flags that set one value differently; but one player's flag narrows one of both, as `--lr-d` does `--lr`. */
function checkContradictions(all: readonly Given[]): void {
  const narrow = all.filter(({ flag }) => !BROAD.includes(flag));
  for (const [i, { path, text, flag }] of narrow.entries()) {
    const other = narrow.slice(0, i).find(earlier => earlier.path === path && earlier.text !== text);
    if (!other) continue;
    throw new UserError(
      `${flag}: expected ${other.flag} or ${flag}, since both set ${path}, got both ('${other.text}' and '${text}'); leave one out`,
    );
  }
}

/** An unknown name is told the choices there are here; one for another host is refused by what knows why. */
function checkHere(all: readonly Given[]): void {
  const fields = configFields();
  for (const { path, text, flag } of all) {
    const known = fields.find(field => field.path === path)?.choices ?? [];
    if (HERE[path] && !known.includes(text)) {
      throw new UserError(`${flag}: ${unknownName(path, text, HERE[path])}`);
    }
  }
}

/** Of the paths of both players those of the players that the flag names. */
function chosen(all: readonly Given[]): Given[] {
  return all.filter(({ text, flag }, i) => {
    if (!Object.hasOwn(PLAYERS, text)) {
      throw new UserError(`${flag}: ${unknownName('player', text, Object.keys(PLAYERS))}`);
    }
    return PLAYERS[text].includes(i);
  });
}

const camel = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
