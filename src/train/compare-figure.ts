import { COLOURS, type Mark, type Pair, type Panel, renderSvg } from '../theory/plot/chart.ts';
import type { ComparedFigure, Comparison } from './compare.ts';

/** Panels in a row. */
const ACROSS = 3;

/** A comparison as an SVG figure: for each protocol the runs of each group, their mean ± standard error, and real data. */
export function comparisonFigure({ figures, groups }: Comparison): string {
  const letters = groups.map(({ letter }) => letter);
  const panels = figures.map(figure => panel(figure, letters));
  const rows = Array.from({ length: Math.ceil(panels.length / ACROSS) }, (_, i) =>
    panels.slice(ACROSS * i, ACROSS * (i + 1)),
  );
  return renderSvg({
    title: 'Runs compared by their figures',
    width: Math.min(ACROSS, panels.length) * 340,
    panels: rows,
  });
}

function panel({ protocol, better, floor, groups }: ComparedFigure, letters: readonly string[]): Panel {
  const spans = groups.map(({ summary, error }) => {
    const spread = summary.n > 1 ? summary.standardError : error;
    return [summary.mean - spread, summary.mean + spread] as const;
  });
  const all = [floor.mean, ...spans.flat(), ...groups.flatMap(({ values }) => values)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = 0.08 * (high - low) || 0.5;
  const bars = spans.map(
    ([from, to], k): Mark =>
      line([
        [k + 0.5, from],
        [k + 0.5, to],
      ]),
  );
  const seeds = groups.flatMap(({ values }, k) => values.map((y): Pair => [k + 0.5, y]));
  const means = groups.map(({ summary }, k): Pair => [k + 0.5, summary.mean]);
  return {
    title: `${protocol} ${better === 'less' ? '↓' : '↑'}`,
    x: [0, letters.length],
    y: [low - room, high + room],
    xTicks: letters.map((text, k) => ({ at: k + 0.5, text })),
    marks: [
      { kind: 'rule', y: floor.mean, colour: COLOURS.discriminator, label: 'real data' },
      ...bars,
      { kind: 'dots', points: seeds, colour: COLOURS.muted, radius: 3, opacity: 0.5, label: 'runs' },
      { kind: 'dots', points: means, colour: COLOURS.data, radius: 4.5, opacity: 1, label: 'mean ± s.e.' },
    ],
  };
}

const line = (points: readonly Pair[]): Mark => ({ kind: 'line', points, colour: COLOURS.data });
