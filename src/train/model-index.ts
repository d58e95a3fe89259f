import type { Evaluation } from './evaluate.ts';
import { evaluationTable } from './verdict.ts';

/**
 * A model card with the figures of an evaluation: `model-index` in its front matter, which the Hub reads, and a section
 * `Evaluation`. Those of an earlier evaluation give way.
 * @param name of the model
 */
export function withModelIndex(card: string, name: string, evaluation: Evaluation): string {
  const [, front, body] = /^---\n(.*?)---\n(.*)$/s.exec(card) ?? [];
  if (front === undefined) return card; // not a card that Saddle wrote
  const kept = front.replace(/^model-index:\n(?:[ -].*\n)*/m, '');
  const rest = body.replace(/^## Evaluation\n.*?(?=^## )/ms, '');
  const at = rest.search(/^## Use$/m);
  const place = at < 0 ? rest.length : at;
  const section = `${evaluationSection(evaluation)}\n\n`;
  return `---\n${kept}${modelIndex(name, evaluation)}---\n${rest.slice(0, place)}${section}${rest.slice(place)}`;
}

/** What a model index says of figures. */
export interface Indexed extends Pick<Evaluation, 'figures'> {
  /** `type` is the name on the Hub, default the same. */
  readonly data: { readonly name: string; readonly type?: string };
}

/**
 * The figures of a model as `model-index` of a front matter; empty without any.
 * @see https://github.com/huggingface/hub-docs/blob/main/modelcard.md
 */
export function modelIndex(name: string, { data, figures }: Indexed): string {
  const metrics = Object.entries(figures).flatMap(([protocol, { title, value }]) => [
    `          - type: ${protocol}`,
    `            name: ${text(`${title} (${protocol})`)}`,
    `            value: ${numberText(value)}`,
  ]);
  if (metrics.length === 0) return '';
  const lines = [
    'model-index:',
    `  - name: ${text(name)}`,
    '    results:',
    '      - task:',
    '          type: unconditional-image-generation',
    '        dataset:',
    `          name: ${text(data.name)}`,
    `          type: ${text(data.type ?? data.name)}`,
    '        metrics:',
    ...metrics,
  ];
  return `${lines.join('\n')}\n`;
}

/** YAML 1.1, which PyYAML reads, takes `1e-7` for a text and `1.0e-7` for a number. */
const numberText = (value: number) => String(value).replace(/^(-?\d+)e/, '$1.0e');

/** JSON's texts are YAML's. */
const text = (value: string) => JSON.stringify(value);

function evaluationSection(evaluation: Evaluation): string {
  const { step, samples, network } = evaluation;
  const by = network ? ` Network \`${network.name}\`: ${network.protocol}.` : '';
  return [
    '## Evaluation',
    '',
    `At step ${step.toLocaleString('en-US')}, on ${samples.toLocaleString('en-US')} samples; ± of a value is its standard error.${by}`,
    '',
    evaluationTable(evaluation),
  ].join('\n');
}
