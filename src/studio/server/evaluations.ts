import { join } from 'node:path';
import { isMetricFile } from '../../run/layout.ts';
import { type MetricLine, parseMetricLines } from '../../train/metric-line.ts';
import { inParallel } from '../../util/parallel.ts';
import { readEnd } from './files.ts';
import { AT_ONCE, entriesOf, sizeOf } from './reading.ts';

/** More figures than a run has; what comes after is not looked at. */
const MOST_FILES = 200;
/** Of each file the newest lines: some hundred evaluations. */
const MOST_BYTES = 2 ** 18;

/** Changes when figures of a run are added or taken out; empty where there are none. */
export async function evaluationsStamp(folder: string, names: readonly string[]): Promise<string> {
  const files = metricFiles(names);
  const sizes = await inParallel(files, AT_ONCE, name => sizeOf(join(folder, name)));
  return files.length === 0 ? '' : `${files.length}-${sizes.reduce((sum, size) => sum + size, 0)}`;
}

/**
 * The figures of all evaluations of a run, file by file, the newest of each last; what is none is left out.
 * @throws UnreadableError when a file cannot be read
 */
export async function readEvaluations(folder: string): Promise<MetricLine[]> {
  const entries = await entriesOf(folder);
  const files = metricFiles(entries.filter(entry => entry.isFile()).map(entry => entry.name));
  const lines = await inParallel(files, AT_ONCE, async name => {
    const end = await readEnd(join(folder, name), MOST_BYTES);
    return parseMetricLines(end?.text ?? '');
  });
  return lines.flat();
}

const metricFiles = (names: readonly string[]) => names.filter(isMetricFile).sort().slice(0, MOST_FILES);
