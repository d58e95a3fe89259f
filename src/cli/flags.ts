import { type Command, Option } from 'commander';
import type { Config } from '../train/config.ts';
import { configFields, type Field } from '../train/fields.ts';
import type { Given } from '../train/resolve.ts';

/** Shorter flags, and the values that they set. */
const SHORT: Record<string, { readonly paths: readonly string[]; readonly what: string }> = {
  data: { paths: ['data.name'], what: 'dataset' },
  lr: { paths: ['optimizer.discriminator.lr', 'optimizer.generator.lr'], what: 'learning rate of both' },
  'lr-d': { paths: ['optimizer.discriminator.lr'], what: 'learning rate of D' },
  'lr-g': { paths: ['optimizer.generator.lr'], what: 'learning rate of G' },
  optimizer: { paths: ['optimizer.discriminator.rule', 'optimizer.generator.rule'], what: 'rule of both' },
  beta1: { paths: ['optimizer.discriminator.beta1', 'optimizer.generator.beta1'], what: 'β₁ of both' },
  beta2: { paths: ['optimizer.discriminator.beta2', 'optimizer.generator.beta2'], what: 'β₂ of both' },
  noise: { paths: ['noise.dimension'], what: 'length of z' },
  penalty: { paths: ['penalties'], what: 'terms added to the losses, such as r1:10,r2:10' },
  ema: { paths: ['averageHalfLife'], what: 'half-life of the average of G, in images; 0: none' },
};

const GROUPS: readonly (readonly [start: string, title: string])[] = [
  ['data.', 'Data:'],
  ['noise.', 'Noise:'],
  ['generator.', 'Generator (the same for --discriminator.…):'],
  ['discriminator.', 'Discriminator:'],
  ['optimizer.generator.', 'Optimiser of G (the same for --optimizer.discriminator.…):'],
  ['optimizer.', 'Optimiser of D:'],
];

/** What stands twice in the schema is shown once. */
const HIDDEN = ['discriminator.', 'optimizer.discriminator.'];

/**
 * Adds a flag for every value of a config. Flags say their defaults: those of `preset` where there is one.
 */
export function addConfigFlags(command: Command, preset?: Config): Command {
  for (const [name, { paths, what }] of Object.entries(SHORT)) {
    const option = new Option(`--${name} <value>`, `${what}${suffix(valueAt(preset, paths[0]))}`);
    command.addOption(option.helpGroup('Short flags:'));
  }
  const fields = configFields().filter(({ path }) => path !== 'recipe');
  const isPart = ({ path }: Field) => (path.includes('.') ? 1 : 0);
  for (const field of fields.sort((a, b) => isPart(a) - isPart(b))) {
    command.addOption(configOption(field, preset));
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
  const options = choices && path !== 'data.name' ? ` [${choices.join(', ')}]` : '';
  const option = new Option(`--${toKebab(path)} <value>`, `${description}${options}${suffix(known)}`);
  option.helpGroup(GROUPS.find(([start]) => path.startsWith(start))?.[1] ?? 'Training:');
  const foreign = owners && preset && valueAt(preset, path) === undefined;
  const unnamed = path.startsWith('data.') && owners && !preset;
  return HIDDEN.some(start => path.startsWith(start)) || foreign || unnamed ? option.hideHelp() : option;
}

function suffix(value: unknown): string {
  if (value === undefined) return '';
  const text = Array.isArray(value)
    ? value.join(',')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : value;
  return ` (default: ${text === '' ? 'none' : text})`;
}

function valueAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], config);
}

const toKebab = (path: string) => path.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

/** The config flags that were given, short ones first, so that exact ones have the last word. */
export function givenFlags(command: Command): Given[] {
  const options = command.opts<Record<string, string>>();
  const given = (name: string, path: string, flag: string): Given[] =>
    options[name] === undefined ? [] : [{ path, text: options[name], flag }];
  const short = Object.entries(SHORT).flatMap(([name, { paths }]) =>
    paths.flatMap(path => given(camel(name), path, `--${name}`)),
  );
  const exact = configFields()
    .filter(({ path }) => !Object.hasOwn(SHORT, path))
    .flatMap(({ path }) => given(path, path, `--${toKebab(path)}`));
  return [...short, ...exact];
}

const camel = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
