import { markdownCell, markdownTable } from '../../util/markdown.ts';
import type { MetricLine } from '../metric-line.ts';
import { modelIndex } from '../model-index.ts';
import { evaluationTable } from '../verdict.ts';
import { useText } from './hub-use.ts';
import type { Story, TargetOptions, Trained } from './target.ts';

type Told = Trained & { readonly story: Story };

/** Names on the Hub of data that Saddle knows by another. */
const DATASETS: Readonly<Record<string, string>> = {
  mnist: 'ylecun/mnist',
  'stacked-mnist': 'ylecun/mnist',
  fashion: 'zalando-datasets/fashion_mnist',
};

/**
 * README.md of a model folder: front matter that the Hub reads, and the card. All figures are the run's own.
 * @param paths of the files beside it
 * @see https://huggingface.co/docs/hub/model-cards
 */
export function hubCard(trained: Told, options: TargetOptions, paths: readonly string[]): string {
  const { story, info } = trained;
  const name = options.repo?.split('/').at(-1) ?? story.name;
  const own = ['Networks', 'Training', 'Config', 'Data'].flatMap(title => ownSection(story.card, title));
  return `${[
    frontMatter(trained, options, name),
    `# ${markdownCell(name)}`,
    `A generative adversarial network after ${count(info.step)} steps on \`${info.data}\`, trained with [Saddle](https://www.npmjs.com/package/saddle-gan).`,
    '![Generated samples](samples/grid.png)',
    section('Use', useText(info, options.repo ?? `USER/${plainName(story.name)}`)),
    section('Evaluation', evaluation(story, info.step)),
    ...own,
    section('Files', filesText(paths)),
    section('Licence', licence(options.license)),
  ].join('\n\n')}\n`;
}

/** As a name on the Hub may be. */
const plainName = (name: string) =>
  name.replaceAll(/[^\w.]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '') || 'model';

const section = (title: string, body: string) => `## ${title}\n\n${body}`;
const count = (n: number) => n.toLocaleString('en-US');
const quoted = (text: string) => JSON.stringify(text); // JSON's texts are YAML's

function frontMatter({ story, gan, info }: Told, { license }: TargetOptions, name: string): string {
  const { family } = (story.config as { generator?: { family?: string } }).generator ?? {};
  const type = DATASETS[info.data];
  const figures = Object.fromEntries(story.figures.map(({ metric, detail }) => [metric, detail]));
  const tags = ['gan', ...(family ? [family] : []), ...(gan.generator.condition ? ['conditional'] : [])];
  return [
    '---',
    `license: ${license ?? 'unknown'}`,
    'library_name: saddle-gan',
    ...(info.shape.length === 3 ? ['pipeline_tag: unconditional-image-generation'] : []),
    'tags:',
    ...[...tags, 'saddle', 'onnx', 'pytorch'].map(tag => `  - ${tag}`),
    ...(type ? ['datasets:', `  - ${quoted(type)}`] : []),
    `${modelIndex(name, { data: { name: info.data, type }, figures })}---`,
  ].join('\n');
}

/** A section of the run's own card, with its title. */
function ownSection(card: string, title: string): string[] {
  const found = new RegExp(`^## ${title}\\n[^]*?(?=\\n## |(?![^]))`, 'm').exec(card)?.[0];
  return found === undefined ? [] : [found.trimEnd()];
}

function evaluation({ figures }: Story, step: number): string {
  if (figures.length === 0) {
    return `None measured of these weights: \`saddle evaluate RUN --step ${step}\` measures them, and the next export has the figures here and in the front matter.`;
  }
  const table = evaluationTable({
    figures: Object.fromEntries(figures.map(({ metric, detail }) => [metric, detail])),
  });
  return `By \`saddle evaluate\` at step ${count(step)}; ± of a value is its standard error.${networks(figures)}\n\n${table}`;
}

function networks(figures: readonly MetricLine[]): string {
  const names = [...new Set(figures.flatMap(({ detail }) => detail.network ?? []))];
  if (names.length === 0) return '';
  return ` Samples are looked at through ${names.map(name => `\`${name}\``).join(' and ')}, so figures compare with others of the same network alone.`;
}

const ABOUT: readonly (readonly [pattern: RegExp, about: string])[] = [
  [/^config\.json$/, 'what the generator takes and makes, and every value of the training'],
  [/^model\.safetensors$/, "weights of the generator by PyTorch's names and in its order"],
  [/^model_discriminator\.safetensors$/, 'weights of the discriminator, likewise'],
  [/^model\.py$/, 'the networks in plain PyTorch, and a command that samples'],
  [/discriminator_fp16\.onnx$/, 'the discriminator with 16 bits'],
  [/discriminator_int8\.onnx$/, 'the discriminator with weights of 8 bits'],
  [/_fp16\.onnx$/, 'the generator with 16 bits'],
  [/_int8\.onnx$/, 'the generator with weights of 8 bits'],
  [/discriminator\.onnx$/, 'the discriminator, for ONNX Runtime'],
  [/\.onnx$/, 'the generator, for ONNX Runtime'],
  [/^samples\//, "samples of the run's seed"],
];

function filesText(paths: readonly string[]): string {
  const rows = paths.map(path => [`\`${path}\``, ABOUT.find(([pattern]) => pattern.test(path))?.[1] ?? '']);
  const proof = ['`SHA256SUMS`', 'proves all but this card: `sha256sum -c SHA256SUMS`'];
  return markdownTable(['file', 'what'], [...rows, proof]);
}

const licence = (license?: string) =>
  license
    ? `The weights are under \`${license}\`. Saddle itself is under the MIT licence.`
    : 'The licence of the weights is not said. Saddle itself is under the MIT licence.';
