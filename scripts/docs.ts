// Writes the pages that are made from code: npm run docs. A test fails while a page is stale.
import { writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { trainCommand } from '../src/cli/train.ts';
import type { Dataset } from '../src/data/dataset.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { type DatasetEntry, datasets, openDataset } from '../src/data/registry.ts';
import { initializers } from '../src/nn/initializers.ts';
import { minibatchLayers } from '../src/nn/networks/minibatch.ts';
import { norms } from '../src/nn/networks/norm.ts';
import { buildGan } from '../src/train/build.ts';
import { TYPICAL } from '../src/train/choose.ts';
import { configSchema, type PartialConfig } from '../src/train/config.ts';
import { configFields, type Field } from '../src/train/fields.ts';
import { type Recipe, recipes } from '../src/train/recipes.ts';
import { resolveConfig } from '../src/train/resolve.ts';
import type { Choices } from '../src/util/choice.ts';
import { rangeText } from '../src/util/range.ts';

const MADE = '<!-- Made by scripts/docs.ts; do not edit: npm run docs -->';

type Row = readonly string[];

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(head: Row, rows: readonly Row[]): string {
  const line = (row: Row) => `| ${row.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

const code = (value: unknown) => (value === undefined ? '' : `\`${JSON.stringify(value)}\``);
/** Shorter where the word says it all. */
const bare = (value: unknown) => (typeof value === 'string' ? `\`${value || '""'}\`` : code(value));

const ROLES = /^(generator|discriminator|optimizer\.(generator|discriminator)|data)\./;

/** Values that stand outside of networks, optimisers and data. */
function plainFields(): string {
  const fields = configFields().filter(({ path }) => !ROLES.test(path));
  const rows = fields.map(f => [`\`${f.path}\``, f.expected, bare(f.default), f.description]);
  return table(['value', 'expected', 'default', 'what it is'], rows);
}

function optimizerFields(): string {
  const prefix = 'optimizer.generator.';
  const fields = configFields().filter(({ path }) => path.startsWith(prefix));
  const kinds = fields.find(({ path }) => path === `${prefix}kind`)?.choices?.length;
  const rows = fields.map(f => [
    `\`${f.path.slice(prefix.length)}\``,
    f.owners === undefined || f.owners.length === kinds ? 'all' : f.owners.join(', '),
    f.expected,
    bare(f.default),
    f.description,
  ]);
  return table(['value', 'of', 'expected', 'default', 'what it is'], rows);
}

/** One minimal network of each family, to see its defaults. */
const NETWORKS: Record<string, PartialConfig['generator'] | PartialConfig['discriminator']> = {
  mlp: { family: 'mlp', hidden: [] },
  maxout: { family: 'maxout', hidden: [] },
  'rectifier-sigmoid': { family: 'rectifier-sigmoid', hidden: [] },
  dcgan: { family: 'dcgan', channels: [1] },
  sngan: { family: 'sngan' },
  resnet: { family: 'resnet' },
  r3gan: { family: 'r3gan' },
  fastgan: { family: 'fastgan' },
  projected: { family: 'projected' },
};

const PLAYERS = ['generator', 'discriminator'] as const;
type Player = (typeof PLAYERS)[number];

/** Families of G alone. */
const OF_G: readonly string[] = ['rectifier-sigmoid', 'fastgan'];
/** Of D alone. */
const OF_D: readonly string[] = ['projected'];

/** The options of both players' networks, each told once, with who has it and its default in each family. */
function networkFields(): string {
  const families = Object.entries(NETWORKS).map(([family, network]) => {
    const discriminator = OF_G.includes(family) ? NETWORKS.mlp : network;
    const generator = OF_D.includes(family) ? NETWORKS.mlp : network;
    const config = configSchema.parse({ data: { name: 'ring' }, generator, discriminator });
    return [family, config] as const;
  });
  const fields = configFields().filter(
    ({ path, owners }) => /^(generator|discriminator)\./.test(path) && owners,
  );
  const names = [...new Set(fields.map(({ path }) => path.slice(path.indexOf('.') + 1)))];
  const rows = names.map(name => {
    const own = PLAYERS.flatMap(player => fields.filter(f => f.path === `${player}.${name}`));
    const who = own.length === 2 ? 'both' : own[0].path.startsWith('g') ? 'G' : 'D';
    return [`\`${name}\``, who, defaultsOf(name, own, families), own[0].expected, own[0].description];
  });
  return table(['value', 'player', 'default, by family', 'expected', 'what it is'], rows);
}

/** Each default with the families that have it, and their players where only one of two has it. */
function defaultsOf(
  name: string,
  own: readonly Field[],
  families: readonly (readonly [string, Readonly<Record<Player, object>>])[],
): string {
  const byDefault = new Map<string, string[]>();
  for (const [family, config] of families) {
    const there = PLAYERS.filter(p => own.some(f => f.path.startsWith(p) && f.owners?.includes(family)));
    const texts = there.map(player => familyDefault(name, family, config[player]));
    const whole = texts.length === 2 ? texts[0] === texts[1] : own.length === 1;
    for (const [i, player] of there.entries()) {
      const who = whole ? family : `${family} (${player === 'generator' ? 'G' : 'D'})`;
      const known = byDefault.get(texts[i]) ?? [];
      byDefault.set(texts[i], known.includes(who) ? known : [...known, who]);
    }
  }
  return [...byDefault].map(([text, who]) => `${text} ${who.join(', ')}`).join('; ');
}

function familyDefault(name: string, family: string, network: object): string {
  if (/^(hidden|channels)$/.test(name) && name in NETWORKS[family]!) return 'required:';
  return bare((network as Record<string, unknown>)[name]);
}

/** What may be chosen by its kind, with its options in the order of their shorthand. */
function kindsTable(choices: Choices): string {
  const rows = Object.entries(choices).map(([kind, { summary, source, parameters = {} }]) => [
    `\`${kind}\``,
    Object.entries(parameters)
      .map(([name, parameter]) => `\`${name}\` ${parameter.default}`)
      .join(', '),
    summary,
    source,
  ]);
  return table(['kind', 'options and their defaults', 'what it is', 'source'], rows);
}

function dataTables(): string {
  const entries = Object.entries(datasets as Record<string, DatasetEntry>);
  const rows = entries.map(([name, { kind, summary, defaults, ranges }]) => [
    `\`${name}\``,
    kind,
    summary,
    Object.entries(defaults)
      .map(([option, value]) => {
        const range = ranges[option] ? ` (${rangeText(ranges[option])})` : '';
        return `\`${option}\` ${value === undefined ? 'none' : bare(value)}${range}`;
      })
      .join(', '),
  ]);
  return table(['name', 'kind', 'what it is', 'options with their defaults and ranges'], rows);
}

function shortFlags(): string {
  const short = trainCommand([]).options.filter(option => option.helpGroupHeading === 'Short flags:');
  const rows = short.map(option => [
    `\`${option.long}\``,
    option.description.replace(/ \(default: .*\)$/, ''),
  ]);
  return table(['flag', 'what it sets'], rows);
}

export function configPage(): string {
  return `${MADE}

# Config: every value of a run

A run is described by one JSON object. \`config.json\` in a [run directory](run-directory.md) names every value;
what you write may leave values out. The schema is \`src/train/config.ts\`: types, checks, defaults, flags, help and
this page come from it.

Where a value comes from, the last one wins: default, [recipe](recipes.md), config file, flag.

\`\`\`sh
npx saddle train ring --steps 2000 --generator.hidden 64,64     # flags
npx saddle train ring --steps 2000 --dry-run > my.json          # the whole config, nothing trained
npx saddle train --config my.json --out runs/mine               # from a file
\`\`\`

A flag is the path of the value: \`--latent.dim 8\`. \`--logEvery\` and \`--log-every\` are the same. Lists are
written \`128,64\`. Another \`family\` of a network, or \`name\` of the data, replaces the whole object and not single
values of it; another \`kind\` of optimiser keeps what both have, such as the learning rate.
Unknown names and values that do not fit are [refused](errors.md) with the nearest valid one.

## Training

${plainFields()}

## Networks: \`generator\`, \`discriminator\`

\`family\` says which; \`dcgan\`, \`sngan\`, \`resnet\`, \`r3gan\`, \`fastgan\` and \`projected\` are for [images](networks.md), \`fastgan\`
and \`rectifier-sigmoid\` for G alone, \`projected\` for D alone.
The defaults of each:

${networkFields()}

### Initialisers: \`init\`, \`outputInit\`, \`outputBias\`

A law such as \`{"kind": "normal", "std": 0.02}\`; as a flag \`--generator.init normal:0.02\`.

${kindsTable(initializers)}

### Normalisation: \`norm\`

\`null\`, or an object such as \`{"kind": "batch", "momentum": 0.99}\`; as a flag \`--generator.norm batch:0.99\`. D has no
\`virtual\`.

${kindsTable(norms)}

### Comparing samples: \`minibatch\`

\`null\`, or an object such as \`{"kind": "stddev", "group": 8}\`; as a flag \`--discriminator.minibatch stddev:8\`.

${kindsTable(minibatchLayers)}

## Optimisers: \`optimizer.generator\`, \`optimizer.discriminator\`

${optimizerFields()}

## Data: \`data\`

\`data.name\` chooses; the other values of \`data\` are the options of that dataset. \`count\` of a synthetic law draws so
many points once (0: fresh samples without end); \`start\`, \`count\` and \`classes\` of images choose a part.

${dataTables()}

## Short flags

${shortFlags()}
`;
}

const whole = (n: number) => n.toLocaleString('en-US');

/** Indented, short lists on one line. */
function json(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return text.replace(/\[[^[\]{}]*\]/g, list =>
    list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
  );
}

type Facts = Pick<Dataset, 'name' | 'shape' | 'condition'>;

const CLASSES = { kind: 'class', names: Array.from({ length: 10 }, (_, i) => String(i)) } as const;

/** What is known of data that users bring, by the name of a recipe or of the data. */
const OWN: Readonly<Record<string, Facts>> = {
  'toronto-faces': { name: 'toronto-faces', shape: [48, 48, 1] },
  fashion: { name: 'fashion', shape: [28, 28, 1], condition: CLASSES },
  pictures: { name: 'pictures', shape: TYPICAL.shape },
  'cifar10-dcgan': { name: 'pictures', shape: [32, 32, 3], condition: CLASSES },
};

async function facts(name: string): Promise<string> {
  const config = resolveConfig({ recipe: name });
  const dataset = OWN[name] ?? OWN[config.data.name] ?? (await openDataset(config.data, nodeHost()));
  const { generator, discriminator } = buildGan(config, dataset);
  const network = (n: { size: number }, family: string) => `${family}, ${whole(n.size)} trained values`;
  return table(
    ['', ''],
    [
      ['data', `\`${dataset.name}\`, samples of shape [${dataset.shape.join(', ')}]`],
      ['G', network(generator, config.generator.family)],
      ['D', network(discriminator, config.discriminator.family)],
      ['objective', `[${config.objective.kind}](objectives/${config.objective.kind}.md)`],
      ['length', `${whole(config.steps)} steps of ${config.batch} samples`],
    ],
  );
}

async function recipeSection([name, recipe]: readonly [string, Recipe]): Promise<string> {
  return `## \`${name}\`

${recipe.summary}

Source: ${recipe.source}.

${await facts(name)}

\`\`\`json
${json(recipe.config)}
\`\`\``;
}

export async function recipesPage(): Promise<string> {
  const entries = Object.entries(recipes as Record<string, Recipe>);
  const rows = entries.map(([name, { summary }]) => [`[\`${name}\`](#${name})`, summary]);
  const sections = await Promise.all(entries.map(recipeSection));
  return `${MADE}

# Recipes

A recipe is a preset for \`saddle train\`: a whole run that you can start as it is, or change value by value. The JSON
below is what a recipe sets; everything else has the [default](config.md).

\`\`\`sh
npx saddle train --list
npx saddle train ring --seed 1
\`\`\`

${table(['recipe', 'what it is'], rows)}

${sections.join('\n\n')}
`;
}

/** Pages below \`docs/\` and what they should say. */
export async function pages(): Promise<Record<string, string>> {
  return { 'config.md': configPage(), 'recipes.md': await recipesPage() };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = fileURLToPath(new URL('../docs/', import.meta.url));
  for (const [name, text] of Object.entries(await pages())) writeFileSync(`${folder}${name}`, text);
}
