import { markdownCell, markdownTable } from '../util/markdown.ts';
import type { ComparedFigure, Comparison, GroupFigure, PairedTest } from './compare.ts';
import { spreadText } from './verdict.ts';

/** Mean ± standard error over seeds; of one run its value ± the error of the figure. */
export function groupText({ summary, error }: GroupFigure): string {
  return summary.n > 1 ? spreadText(summary.mean, summary.standardError) : spreadText(summary.mean, error);
}

/** `−12.3 ± 1.1, p = 0.004`; of one pair the difference alone, which no test can weigh. */
export function testText({ difference, standardError, pairs, p }: PairedTest): string {
  if (pairs === 0) return 'no common seed';
  if (p === undefined) return `${spreadText(difference, 0)}, one pair`;
  return `${spreadText(difference, standardError)}, ${pText(p)}`;
}

const pText = (p: number) => (p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`);

const arrow = ({ better }: ComparedFigure) => (better === 'less' ? '↓' : '↑');

/** Titles and cells: a row for each figure, a column for each group, then what tells each from the first. */
export function comparisonCells({ figures, groups }: Comparison): string[][] {
  const others = groups.slice(1);
  return [
    [
      'figure',
      'real data',
      ...groups.map(({ letter, runs }) => `${letter} (${runs.length})`),
      ...others.map(({ letter }) => `${letter} − ${groups[0].letter}`),
    ],
    ...figures.map(figure => [
      `${figure.protocol} ${arrow(figure)}`,
      spreadText(figure.floor.mean, figure.floor.deviation),
      ...figure.groups.map(groupText),
      ...figure.tests.map(testText),
    ]),
  ];
}

/** A line for each group: its letter, what it is, its runs. */
export function groupLines({ groups }: Comparison): string[] {
  return groups.map(({ letter, label, runs, seeds }) => {
    const which = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds.join(', ')}`;
    return `${letter}: ${label}; ${which} (${runs.join(', ')})`;
  });
}

/** How to read the cells. */
export function comparisonNotes({ test, data }: Comparison): string[] {
  return [
    `Data ${data.name} (${data.fingerprint.slice(0, 12)}). Mean ± standard error over the seeds of a group; of a group of one its value ± the error of the figure. ↓ less is better, ↑ more.`,
    `p: ${test}. With several figures and groups, some p are small by chance.`,
  ];
}

/** A comparison as Markdown. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { config, groups } = comparison;
  const differing = config.map(row => row.map(code));
  const [head, ...rows] = comparisonCells(comparison);
  return [
    '# Runs compared',
    groupLines(comparison)
      .map(line => `- ${markdownCell(line)}`)
      .join('\n'),
    markdownTable(head, rows),
    comparisonNotes(comparison).join('\n'),
    ...(config.length > 0
      ? ['## What differs', markdownTable(['value', ...groups.map(({ letter }) => letter)], differing)]
      : []),
  ]
    .join('\n\n')
    .concat('\n');
}

const code = (text: string) => `\`${markdownCell(text)}\``;
