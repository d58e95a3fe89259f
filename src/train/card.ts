import type { Dataset } from '../data/dataset.ts';
import { batchSize } from '../gan/gan.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { Figures } from '../metrics/metric.ts';
import { markdownCell, markdownTable } from '../util/markdown.ts';
import { VERSION } from '../util/version.ts';
import { askingLines, askingText } from './card-conditions.ts';
import type { Config } from './config.ts';
import { differences } from './difference.ts';
import type { Ancestor } from './fork.ts';
import type { Finding } from './monitor/monitor.ts';
import { type OwnKind, ownKind } from './own.ts';
import { type Recipe, recipes } from './recipes.ts';
import { parseConfig, resolveConfig } from './resolve.ts';
import { textOf } from './shorthand.ts';
import type { RunSpec } from './spec.ts';

/** What a model card tells. */
export interface CardFacts {
  readonly spec: RunSpec;
  readonly dataset: Dataset;
  /** Completed steps. */
  readonly step: number;
  /** Of the engine, in words. */
  readonly engine: string;
  /** The runs that it was forked from, the nearest first. */
  readonly ancestry: readonly Ancestor[];
  /** Name of the newest picture. */
  readonly picture: string;
  /** Losses and scores by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** How near the newest samples are to the law of the data. */
  readonly figures: Figures;
  /** Signs of trouble that are not gone. */
  readonly findings: readonly Finding[];
}

/** The README.md of a run: a model card in Markdown with the front matter that Hugging Face reads. */
export function modelCard(facts: CardFacts): string {
  const { spec, dataset, picture } = facts;
  return (
    [
      frontMatter(facts),
      `# ${spec.name === dataset.name ? '' : `${spec.name} on `}${dataset.name}`,
      progress(facts),
      `![Generated samples](${picture})`,
      ...(facts.ancestry.length > 0 ? [section('Origin', origin(facts))] : []),
      section('Networks', networks(facts)),
      section('Training', training(facts)),
      ...(spec.config ? [section('Config', settings(spec.config, ownKind(spec.record)))] : []),
      section('Data', [data(dataset), ...askingText(spec.gan.generator.condition)].join('\n\n')),
      section('Metrics', metrics(facts)),
      ...(facts.findings.length > 0 ? [section('Diagnosis', diagnosis(facts))] : []),
      section('Use', use(facts)),
      section('Files', files()),
      section('Licence', licence()),
    ].join('\n\n') + '\n'
  );
}

const section = (title: string, body: string) => `## ${title}\n\n${body}`;
const count = (n: number) => n.toLocaleString('en-US');

function frontMatter({ spec, dataset }: CardFacts): string {
  const task = dataset.shape.length === 3 ? ['pipeline_tag: unconditional-image-generation'] : [];
  return [
    '---',
    'license: unknown',
    'library_name: saddle-gan',
    ...task,
    'tags:',
    ...['gan', spec.config?.generator.family ?? [], 'saddle'].flat().map(tag => `  - ${tag}`),
    'datasets:',
    `  - ${dataset.name}`,
    '---',
  ].join('\n');
}

/** What was trained how long, of a fork with the steps that its weights brought along. */
function progress({ spec, step, ancestry: [parent] }: CardFacts): string {
  const done = `A generative adversarial network after ${count(step)} of ${count(spec.plan.steps)} steps`;
  return parent
    ? `${done}, forked from \`${markdownCell(parent.run)}\` at step ${count(parent.step)}.`
    : `${done}.`;
}

function origin({ step, ancestry }: CardFacts): string {
  const total = ancestry.reduce((sum, ancestor) => sum + ancestor.step, step);
  const rows = ancestry.map(({ run, step: at, config }) => [
    `\`${markdownCell(run)}\``,
    count(at),
    `\`${markdownCell(config)}\``,
  ]);
  const text = `The weights have ${count(total)} steps behind them, ${count(step)} of them in this run. Optimisers and the count of steps began anew with each fork.`;
  return `${text}\n\n${markdownTable(['forked from', 'at step', 'its `config.json` then (SHA-256)'], rows)}`;
}

/** What tells the run from its recipe, or from the defaults, but for the machine. */
function settings(config: Config, own: OwnKind | undefined): string {
  const recipe = Object.hasOwn(recipes, config.recipe)
    ? (recipes as Record<string, Recipe>)[config.recipe]
    : undefined;
  if (!recipe && own) return '`config.json` names every value.';
  const { data, generator, discriminator } = config;
  const base = recipe
    ? resolveConfig({ recipe: config.recipe })
    : parseConfig({ data, generator, discriminator });
  const machine = { device: config.device, threads: config.threads, recipe: config.recipe };
  const rows = differences({ ...base, ...machine }, config).map(row =>
    row.map(value => `\`${markdownCell(value)}\``),
  );
  const name = recipe ? `recipe \`${config.recipe}\`` : 'defaults';
  const said = recipe ? `The recipe \`${config.recipe}\` says of itself: ${recipe.summary}\n\n` : '';
  if (rows.length === 0) return `${said}All values are those of the ${name}.`;
  return `${said}What differs from the ${name}:\n\n${markdownTable(['value', recipe ? 'recipe' : 'default', 'here'], rows)}`;
}

function networks({ spec: { gan } }: CardFacts): string {
  const shape = (s: readonly number[]) => `[${s.join(', ')}]`;
  return markdownTable(
    ['network', 'from', 'to', 'trained values'],
    [gan.generator, gan.discriminator].map(n => [n.name, shape(n.input), shape(n.output), count(n.size)]),
  );
}

function training({ spec, engine }: CardFacts): string {
  const made = [
    ['seed', spec.plan.seed],
    ['engine', engine],
    ['version', `saddle-gan ${VERSION}`],
  ];
  const rows = [...(spec.config ? described(spec.config) : built(spec)), ...made];
  return `${markdownTable(['', ''], rows)}\n\n\`config.json\` names every ${spec.config ? 'value' : 'option of the run'}.`;
}

/** Of networks that the caller built. */
function built({ gan }: RunSpec) {
  return [
    ['minibatch', batchSize(gan)],
    ['latent vectors', `${gan.latent.distribution}, ${count(sizeOf(gan.generator.input))} values`],
  ];
}

function described(config: Config) {
  const { batch, k, objective, penalties, optimizer, latent, emaHalfLife } = config;
  const rule = ({ kind, lr }: typeof optimizer.generator) =>
    `${kind}, learning rate ${typeof lr === 'number' ? lr : JSON.stringify(lr)}`;
  return [
    ['objective', `${textOf(objective, 'objective')}, k = ${k}, ${config.update} updates`],
    ['penalties', textOf(penalties, 'penalties')],
    ['minibatch', batch],
    ['latent vectors', `${latent.distribution}, ${latent.dim} values`],
    ['optimiser of D', rule(optimizer.discriminator)],
    ['optimiser of G', rule(optimizer.generator)],
    ['average of G', emaHalfLife > 0 ? `half-life ${count(emaHalfLife)} images` : 'none'],
  ];
}

function data({ name, shape, size, source, fingerprint }: Dataset): string {
  const amount = Number.isFinite(size) ? `${count(size)} samples` : 'Endless samples';
  return `${amount} of \`${name}\`, shape [${shape.join(', ')}]. Source: ${source}.\n\nFingerprint (SHA-256): \`${fingerprint}\``;
}

const ORDER = ['step', 'images', 'value', 'lossD', 'lossG', 'scoreReal', 'scoreFake'];
const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
/** Known names first, the rest by name: in no order of time, so that a resumed run says the same. */
const byRank = ([a]: [string, unknown], [b]: [string, unknown]) => rank(a) - rank(b) || (a < b ? -1 : 1);

function metrics({ metrics, figures }: CardFacts): string {
  const entries = Object.entries(metrics)
    .filter(([, value]) => Number.isFinite(value))
    .sort(byRank);
  if (entries.length === 0) return 'None yet.';
  const value = (v: number) => (Number.isInteger(v) ? v : Number(v.toPrecision(5)));
  const scored = Object.entries(figures).map(([name, { value: v, floor, samples, network, of }]) => [
    `\`${name}\``,
    of === undefined ? value(v) : `${value(v)} of ${of}`,
    `${value(floor.mean)} ± ${Number(floor.deviation.toPrecision(2))}`,
    count(samples),
    network ?? '–',
  ]);
  const nearness =
    scored.length > 0
      ? `${markdownTable(['figure', 'value', 'perfect G', 'samples', 'network'], scored)}\n\n`
      : '';
  return `${markdownTable(
    ['name', 'value'],
    entries.map(([name, v]) => [`\`${name}\``, value(v)]),
  )}\n\n${nearness}The value of the game, \`value\`, is −log 4 ≈ −1.3863 where nobody can tell generated from real; for a critic it is −\`lossD\`.`;
}

function diagnosis({ findings }: CardFacts): string {
  const items = findings.map(({ step, sentence, remedies }) => {
    const flags = remedies.map(remedy => `\`${remedy.flags}\``).join(', ');
    return `- Step ${count(step)}: ${sentence}.${flags === '' ? '' : ` To try: ${flags}.`}`;
  });
  return items.join('\n');
}

function use({ spec: { plan, record, gan } }: CardFacts): string {
  const kind = ownKind(record);
  if (kind) {
    const parts = kind === 'gan' ? '{ gan, dataset }' : '{ dataset }';
    return `The folder alone does not describe the run. The program that made it goes on with it by \`resumeRun(folder, ${parts})\`.`;
  }
  const lines = [
    ['saddle resume .', 'go on, exactly where it stopped'],
    [`saddle resume . --steps ${2 * plan.steps}`, 'longer'],
    ['saddle sample . --out samples.npy --count 1000', 'float32 for NumPy; .png, .gif and .webp too'],
    ...askingLines(gan.generator.condition),
    ['saddle train --config config.json', 'the same run again'],
  ];
  const width = Math.max(...lines.map(([command]) => command.length));
  const body = lines.map(([command, what]) => `${command.padEnd(width)}  # ${what}`);
  return ['```sh', ...body, '```'].join('\n');
}

function files(): string {
  return markdownTable(
    ['file', 'what'],
    [
      ['`config.json`', 'every value of the run'],
      ['`stats.jsonl`', 'losses, scores and value, a row every few steps'],
      [
        '`metrics.jsonl`',
        'figures of each picture, with what a perfect G scores; absent where the law is not known',
      ],
      ['`diagnosis.jsonl`', 'signs of trouble that were seen, with remedies; absent where there were none'],
      ['`reals.png`', 'real samples'],
      ['`fakes*.png`', 'generated ones after so many steps, on the same noise'],
      ['`checkpoints/`', 'weights, optimiser and averages in safetensors, with SHA-256'],
      ['`SHA256SUMS`', 'proves config, card and pictures: `sha256sum -c SHA256SUMS`'],
    ],
  );
}

function licence(): string {
  return 'The weights are yours: name their licence in the front matter of a copy before you publish, with that of the data in mind; here an edited card counts as damaged. Saddle itself is under the MIT licence.';
}
