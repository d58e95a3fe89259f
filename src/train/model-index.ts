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

/** @see https://github.com/huggingface/hub-docs/blob/main/modelcard.md */
function modelIndex(name: string, { data, figures }: Evaluation): string {
  const metrics = Object.entries(figures).flatMap(([protocol, { title, value }]) => [
    `          - type: ${protocol}`,
    `            name: ${text(`${title} (${protocol})`)}`,
    `            value: ${value}`,
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
    `          type: ${text(data.name)}`,
    '        metrics:',
    ...metrics,
  ];
  return `${lines.join('\n')}\n`;
}

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
