import type { MetricLine } from './metric-line.ts';

/**
 * The line of the best checkpoint by a figure that the run measured of itself: of the newest protocol, since only figures of one
 * protocol compare, and the newest of equals.
 * @param steps of the checkpoints that are there
 */
export function bestLine(
  lines: readonly MetricLine[],
  figure: string,
  steps: readonly number[],
): MetricLine | undefined {
  const own = lines
    .filter(({ training, detail }) => training && detail.figure === figure)
    .sort((a, b) => a.step - b.step);
  const newest = own.at(-1);
  const candidates = own.filter(({ metric, step }) => metric === newest!.metric && steps.includes(step));
  const [first, ...others] = candidates;
  return others.reduce((best, line) => (isWorse(line, best) ? best : line), first);
}

function isWorse({ detail: { value, better } }: MetricLine, { detail: best }: MetricLine): boolean {
  return better === 'less' ? value > best.value : value < best.value;
}
