import { markdownCell, markdownTable } from '../../util/markdown.ts';
import { evaluationTable } from '../verdict.ts';
import { notesOf, type ReportFacts } from './facts.ts';
import { configRows, reproduction, summaryOf } from './text.ts';

/** The same report in Markdown, without charts; pictures are those of the run. */
export function reportMarkdown(facts: ReportFacts & { readonly picture?: string }): string {
  const { name, evaluation, config, picture } = facts;
  const { sentence, rows } = configRows(config);
  const { commands, sentences } = reproduction(facts);
  const left = Object.entries(evaluation.left).map(([key, reason]) => `Left out \`${key}\`: ${reason}.`);
  const parts = [
    `# ${markdownCell(name)}`,
    summaryOf(facts),
    '## How good it is',
    evaluationTable(evaluation),
    list([...left, ...notesOf(evaluation)]),
    ...(picture ? ['## Samples', `![Generated samples](${picture})`] : []),
    ...(evaluation.classes ? ['## Classes', classTable(evaluation.classes)] : []),
    '## Config',
    sentence,
    ...(rows.length > 0
      ? [
          markdownTable(
            ['value', 'recipe', 'here'],
            rows.map(row => row.map(code)),
          ),
        ]
      : []),
    '## How to reproduce this',
    ['```sh', ...commands, '```'].join('\n'),
    list(sentences),
  ];
  return `${parts.join('\n\n')}\n`;
}

const list = (items: readonly string[]) => items.map(item => `- ${item}`).join('\n');
const code = (text: string) => `\`${markdownCell(text)}\``;

function classTable({ names, generated, real }: NonNullable<ReportFacts['evaluation']['classes']>): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const rows = names.map((name, k) => [markdownCell(name), percent(generated[k]), percent(real[k])]);
  return markdownTable(['class', 'generated', 'real'], rows);
}
