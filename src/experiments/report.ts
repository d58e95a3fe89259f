import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeNpy } from '../util/npy.ts';
import { VERSION } from '../util/version.ts';
import { type Benchmark, SAMPLES } from './benchmark.ts';
import { benchFigure, rasterize } from './figure.ts';
import { type Row, readRows, writeText } from './folder.ts';
import { csvTable, markdownTable, measureSummary, tableCells, timeSummary } from './table.ts';

/**
 * Writes `results.json`, `.md`, `.csv` and `.png` of everything that a folder holds.
 * @returns the cells of the table
 */
export async function writeReport(folder: string, benchmark: Benchmark): Promise<string[][]> {
  const rows = readRows(folder);
  const cells = tableCells(benchmark.spec, rows);
  const write = (ending: string, content: string | Uint8Array) =>
    writeText(join(folder, `results.${ending}`), content);
  write('json', `${JSON.stringify(plain(benchmark, rows), null, 2)}\n`);
  write('csv', csvTable(benchmark.spec, rows));
  write('md', markdown(benchmark, cells));
  const drawn = rows.map(row => ({ ...row, samples: readSamples(row) }));
  write('png', await rasterize(benchFigure(benchmark, drawn)));
  return cells;
}

function markdown({ title, notes }: Benchmark, cells: string[][]): string {
  return [
    `# ${title}`,
    markdownTable(cells),
    'Mean ± standard error over seeds; `least` and `most` are the worst seed.',
    notes.map(note => `- ${note}`).join('\n'),
    '![Figure](results.png)\n',
  ].join('\n\n');
}

function plain({ name, spec, notes }: Benchmark, rows: readonly Row[]): object {
  const summaries = (row: Row) => {
    const measures = spec.measures.map(measure => [measure.key, measureSummary(row, measure)]);
    return { ...Object.fromEntries(measures), seconds: timeSummary(row) };
  };
  return {
    benchmark: name,
    version: VERSION,
    notes,
    rows: rows.map(({ label, minutes, config, results, ...row }) => ({
      label,
      minutes,
      summary: summaries({ label, minutes, config, results, ...row }),
      results,
      config,
    })),
    published: spec.published,
  };
}

function readSamples({ folder }: Row): Float32Array | undefined {
  try {
    return decodeNpy(readFileSync(join(folder, SAMPLES))).values as Float32Array;
  } catch {
    return undefined; // not of this benchmark, or not yet
  }
}
