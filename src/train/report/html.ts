import { escapeXml } from '../../theory/plot/chart.ts';
import { base64 } from '../../util/bytes.ts';
import type { EvaluatedFigure } from '../evaluate.ts';
import { evaluationRows } from '../verdict.ts';
import { classChart, courseCharts, lossCharts } from './charts.ts';
import { notesOf, type ReportFacts, type ReportPicture } from './facts.ts';
import { STYLE } from './style.ts';
import { configRows, reproduction, summaryOf } from './text.ts';

/** A report as one HTML page that asks for nothing else: pictures and charts are in it. */
export function reportHtml(facts: ReportFacts): string {
  const { name, evaluation, pictures } = facts;
  const charts = [...lossCharts(facts), ...courseCharts(facts)];
  const body = [
    `<h1>${escapeXml(name)}</h1>`,
    `<p class="lead">${escapeXml(summaryOf(facts))}</p>`,
    section('How good it is', figuresTable(facts) + leftOut(facts) + list(notesOf(evaluation))),
    ...pictures.map(picture => section(picture.title, drawn(picture))),
    ...(evaluation.classes ? [section('Classes', classChart(evaluation.classes))] : []),
    ...(charts.length > 0 ? [section('Training', `<div class="charts">${charts.join('')}</div>`)] : []),
    section('Config', configTable(facts)),
    section('How to reproduce this', reproduced(facts)),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(name)}: how good it is</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body.join('\n')}
</main>
</body>
</html>
`;
}

const section = (title: string, body: string) =>
  `<section>\n<h2>${escapeXml(title)}</h2>\n${body}\n</section>`;
const list = (items: readonly string[]) =>
  items.length === 0 ? '' : `<ul>${items.map(item => `<li>${escapeXml(item)}</li>`).join('')}</ul>`;

const HEAD = ['measure', 'value', 'real data', 'better', 'that is'];

function figuresTable({ evaluation }: ReportFacts): string {
  const figures: readonly EvaluatedFigure[] = Object.values(evaluation.figures);
  if (figures.length === 0) return '<p>No figure could be computed.</p>';
  const rows = evaluationRows(evaluation).map(({ title, protocol, value, real, better, verdict }) => {
    const tone = verdict === 'as real data' ? 'good' : 'bad';
    const cells = [value, real, better].map(
      (text, i) => `<td class="number" data-label="${HEAD[i + 1]}">${escapeXml(text)}</td>`,
    );
    return `<tr><td>${escapeXml(title)}<br><code>${escapeXml(protocol)}</code></td>${cells.join('')}<td class="${tone}" data-label="that is">${escapeXml(verdict)}</td></tr>`;
  });
  const head = HEAD.map(text => `<th scope="col">${text}</th>`).join('');
  return `<div class="scroll"><table class="figures"><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
}

function leftOut({ evaluation }: ReportFacts): string {
  return list(Object.entries(evaluation.left).map(([name, reason]) => `Left out ${name}: ${reason}.`));
}

function drawn({ title, png, caption }: ReportPicture): string {
  return `<figure><img src="data:image/png;base64,${base64(png)}" alt="${escapeXml(title)}"><figcaption>${escapeXml(caption)}</figcaption></figure>`;
}

function configTable({ config }: ReportFacts): string {
  const { sentence, rows } = configRows(config);
  const body = rows.map(
    row => `<tr>${row.map(cell => `<td><code>${escapeXml(cell)}</code></td>`).join('')}</tr>`,
  );
  const table =
    rows.length === 0
      ? ''
      : `<div class="scroll"><table><thead><tr><th scope="col">value</th><th scope="col">recipe</th><th scope="col">here</th></tr></thead><tbody>${body.join('')}</tbody></table></div>`;
  const whole = `<details><summary>Every value</summary><pre>${escapeXml(JSON.stringify(config, null, 2))}</pre></details>`;
  return `<p>${escapeXml(sentence)}</p>${table}${whole}`;
}

function reproduced(facts: ReportFacts): string {
  const { commands, sentences } = reproduction(facts);
  return `<pre>${escapeXml(commands.join('\n'))}</pre>${list(sentences)}`;
}
