import { figureKinds } from '../../metrics/index.ts';
import type { StatsRow } from '../../run/store.ts';
import { COLOURS, type Mark, type Pair, type Panel, renderSvg } from '../../theory/plot/chart.ts';
import type { ClassShares } from '../evaluate.ts';
import type { ReportFacts } from './facts.ts';

/** A panel with its frame around what it shows. */
function panel(
  title: string,
  marks: readonly (Mark & { points: readonly Pair[] })[],
  more: readonly Mark[] = [],
): Panel {
  const points = marks.flatMap(mark => mark.points);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const rules = more.flatMap(mark => ('y' in mark && mark.y !== undefined ? [mark.y] : []));
  return {
    title,
    x: widened(xs, 0),
    y: widened([...ys, ...rules], 0.06),
    xLabel: 'step',
    marks: [...marks, ...more],
  };
}

function widened(values: readonly number[], share: number): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = share * (high - low) || (low === high ? 0.5 : 0);
  return [low - room, high + room];
}

/** Points of a column of the log, at most so many. */
const MOST_POINTS = 600;

function column(rows: readonly StatsRow[], name: string): Pair[] {
  const every = Math.max(1, Math.ceil(rows.length / MOST_POINTS));
  return rows
    .filter((_, i) => i % every === 0 || i === rows.length - 1)
    .flatMap(row => {
      const [x, y] = [Number(row['step']), row[name]];
      return typeof y === 'number' && Number.isFinite(y) ? [[x, y] as const] : [];
    });
}

const line = (points: readonly Pair[], colour: string, label: string) =>
  ({ kind: 'line', points, colour, label }) as const;

/** Pixels of a chart: two stand side by side. */
const WIDTH = 460;

const chartOf = (panel: Panel, id: string) =>
  renderSvg({ title: panel.title, panels: [panel], width: WIDTH, id });

/** Losses and scores by step; none where the log is empty. */
export function lossCharts({ stats }: Pick<ReportFacts, 'stats'>): string[] {
  const pair = (title: string, ofD: Series, ofG: Series): Panel[] => {
    const lines = [
      line(column(stats, ofD.key), COLOURS.discriminator, ofD.label),
      line(column(stats, ofG.key), COLOURS.generator, ofG.label),
    ].filter(({ points }) => points.length > 1);
    return lines.length === 0 ? [] : [panel(title, lines)];
  };
  const panels = [
    ...pair('Losses', { key: 'lossD', label: 'D' }, { key: 'lossG', label: 'G' }),
    ...pair(
      'Mean outputs of D',
      { key: 'scoreReal', label: 'real' },
      { key: 'scoreFake', label: 'generated' },
    ),
  ];
  return panels.map((drawn, i) => chartOf(drawn, `loss${i}-`));
}

/** A column of the log and what it is called. */
interface Series {
  readonly key: string;
  readonly label: string;
}

/** A figure at several steps. */
interface Course {
  readonly title: string;
  readonly points: readonly Pair[];
  readonly floor: number;
}

/** Figures that were measured at several steps, by step. */
export function courseCharts(facts: Pick<ReportFacts, 'lines' | 'measured'>): string[] {
  const courses = [...coursesOfLines(facts), ...coursesOfRun(facts)].filter(
    ({ points }) => new Set(points.map(([step]) => step)).size > 1,
  );
  return courses.map(({ title, points, floor }, i) => {
    const real = { kind: 'rule', y: floor, colour: COLOURS.discriminator, label: 'real data' } as const;
    return chartOf(panel(title, [line(points, COLOURS.generator, 'generator')], [real]), `course${i}-`);
  });
}

/** The newest of the lines of each step. */
function coursesOfLines({ lines }: Pick<ReportFacts, 'lines'>): Course[] {
  const names = [...new Set(lines.map(({ metric }) => metric))];
  return names.map(name => {
    const own = lines.filter(({ metric }) => metric === name);
    const byStep = new Map(own.map(({ step, detail }) => [step, detail.value]));
    const points = [...byStep].sort(([a], [b]) => a - b);
    return { title: `${own[0].detail.title}: ${name}`, points, floor: own.at(-1)!.detail.floor.mean };
  });
}

function coursesOfRun({ measured }: Pick<ReportFacts, 'measured'>): Course[] {
  const last = measured.at(-1);
  if (!last) return [];
  return Object.entries(last.figures).map(([name, figure]) => ({
    title: `${figureKinds[name]?.title ?? name}, N = ${figure.samples}`,
    points: measured.flatMap(({ step, figures }) =>
      Number.isFinite(figures[name]?.value) ? [[step, figures[name].value] as const] : [],
    ),
    floor: figure.floor.mean,
  }));
}

/** How often each class is among generated and real samples. */
export function classChart({ names, generated, real }: ClassShares): string {
  const bars = (shares: readonly number[], from: number) =>
    shares.map((y, k) => ({ x: [k + from, k + from + 0.36] as const, y: 100 * y }));
  const most = 100 * Math.max(...generated, ...real);
  return renderSvg({
    title: 'Share of each class',
    id: 'class',
    panels: [
      {
        title: 'Share of each class, %',
        x: [0, names.length],
        y: [0, most * 1.08],
        xTicks: names.map((text, k) => ({ at: k + 0.5, text })),
        marks: [
          {
            kind: 'bars',
            bars: bars(real, 0.13),
            colour: COLOURS.data,
            label: 'real samples',
            opacity: 0.55,
          },
          {
            kind: 'bars',
            bars: bars(generated, 0.51),
            colour: COLOURS.generator,
            label: 'generated samples',
            opacity: 0.55,
          },
        ],
      },
    ],
  });
}
