import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, explained } from '../run/files.ts';
import { isMetricFile } from '../run/layout.ts';
import { type MetricLine, metricFile, parseMetricLines } from '../train/metric-line.ts';
import { removeStale, writeAtomically } from '../util/temporary.ts';

/**
 * Adds lines to the `metric-<protocol>.jsonl` of a run, each file whole or not at all.
 * @throws UserError where they cannot be written
 */
export function addMetricLines(folder: string, lines: readonly MetricLine[]): string[] {
  removeStale(folder);
  return lines.map(line => {
    const path = join(folder, metricFile(line.metric));
    const before = textOf(path)
      .replace(/(?<!\n)$/, '\n')
      .replace(/^\n/, '');
    saveText(path, `${before}${JSON.stringify(line)}\n`);
    return path;
  });
}

/** All figures that were measured of a run, file by file, the newest of each last. */
export function readMetricLines(folder: string): MetricLine[] {
  const names = readdirSync(folder).filter(isMetricFile).sort();
  return names.flatMap(name => parseMetricLines(textOf(join(folder, name))));
}

/** @throws UserError where it cannot be written */
export function saveText(path: string, text: string): void {
  try {
    writeAtomically(path, new TextEncoder().encode(text));
  } catch (error) {
    throw explained(error, 'write', path);
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw explained(error, 'read', path);
  }
}
