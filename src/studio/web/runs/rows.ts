import { figureKinds } from '../../../metrics/index.ts';
import type { Figures } from '../../../metrics/metric.ts';
import type { StatsRow } from '../../../run/store.ts';
import type { RowsMessage } from '../../protocol.ts';

/** The log after a message: each row once, whatever was cut in between. */
export function applied(rows: readonly StatsRow[], { keep, rows: more }: RowsMessage): readonly StatsRow[] {
  return [...(keep === undefined ? rows : rows.slice(0, keep)), ...more];
}

/** x, then values; null is a gap. */
export type Columns = readonly (readonly (number | null)[])[];

/** Steps and some values of a log. */
export function columnsOf(rows: readonly StatsRow[], names: readonly string[]): Columns {
  const good = thinned(rows.filter(row => typeof row['step'] === 'number'));
  return ['step', ...names].map(name => good.map(row => numberOf(row[name])));
}

/** One value of several logs over the steps of all: a column for each log. */
export function overlaid(logs: readonly (readonly StatsRow[])[], name: string): Columns {
  const values = logs.map(rows => {
    const good = thinned(rows.filter(row => typeof row['step'] === 'number' && name in row));
    return new Map(good.map(row => [row['step'] as number, numberOf(row[name])]));
  });
  const steps = [...new Set(values.flatMap(map => [...map.keys()]))].sort((a, b) => a - b);
  return [steps, ...values.map(map => steps.map(step => gapless(map, step)))];
}

/** A step that a log has no row for is no gap in it: uPlot joins over undefined, not over null. */
const gapless = (map: ReadonlyMap<number, number | null>, step: number) =>
  (map.has(step) ? map.get(step) : undefined) as number | null;

const numberOf = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** More points than this no screen shows. */
const MOST = 4000;

/** Every n-th row, the last one included. */
function thinned(rows: readonly StatsRow[]): readonly StatsRow[] {
  const every = Math.ceil(rows.length / MOST);
  return every <= 1 ? rows : rows.filter((_, i) => i % every === 0 || i === rows.length - 1);
}

/** Names of numbers in a log, in the order in which they come. */
export function namesOf(rows: readonly StatsRow[]): string[] {
  return Object.keys(rows.at(-1) ?? {}).filter(name => !COUNTS.includes(name));
}

/** What is no measure: a position. */
const COUNTS = ['step', 'images'];

/** The values of figures, without what goes with them. */
export function valuesOf(figures: Figures): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value]));
}

/** What belongs into one chart. */
export interface Group {
  readonly title: string;
  readonly names: readonly string[];
  /** A level that means something. */
  readonly mark?: { readonly y: number; readonly label: string };
}

const GROUPS: readonly Group[] = [
  { title: 'Losses', names: ['lossD', 'lossG'] },
  { title: 'V(D, G)', names: ['value'], mark: { y: -Math.log(4), label: '−log 4' } },
  { title: 'Scores', names: ['scoreReal', 'scoreFake'], mark: { y: 0.5, label: '½' } },
  { title: 'Gradient at the generated samples', names: ['gradientG'] },
];

/** Whole names of what the log calls by short ones. */
const TITLES: Readonly<Record<string, string>> = {
  value: 'V(D, G)',
  lossD: 'Loss of D',
  lossG: 'Loss of G',
  scoreReal: 'D(x), mean over real samples',
  scoreFake: 'D(G(z)), mean over generated samples',
  signReal: 'Sign of D at real samples, mean',
  penaltyD: 'Penalties on D',
  penaltyG: 'Penalties on G',
  gradientG: 'Gradient at the generated samples',
  augmentP: 'Probability of augmentation',
};

/** In words; of a protocol such as `fd2k-digits` what its figure is, and its name. */
export function titleOf(name: string): string {
  const known = TITLES[name] ?? figureKinds[name]?.title;
  if (known !== undefined) return known;
  const figure = Object.keys(figureKinds).find(key => isProtocolOf(name, key));
  return figure === undefined ? name : `${figureKinds[figure].title} (${name})`;
}

const isProtocolOf = (name: string, figure: string) =>
  name.startsWith(figure) && /^\d+k?(-[\w.#-]+)?$/.test(name.slice(figure.length));

/** Labels where the title says the rest. */
export const LABELS: Readonly<Record<string, string>> = {
  lossD: 'D',
  lossG: 'G',
  value: 'V',
  scoreReal: 'D(x)',
  scoreFake: 'D(G(z))',
  gradientG: '‖∇‖',
  signReal: 'mean',
  penaltyD: 'D',
  penaltyG: 'G',
};

/** The charts of a log: the known ones first, then one for each value that is left. Scores of a critic have no scale. */
export function groupsOf(names: readonly string[], critic: boolean): Group[] {
  const known = GROUPS.map(({ mark, ...group }) => ({
    ...group,
    ...(!critic && { mark }),
    names: group.names.filter(name => names.includes(name)),
  }));
  const taken = new Set(known.flatMap(group => group.names));
  const rest = names.filter(name => !taken.has(name)).map(name => ({ title: titleOf(name), names: [name] }));
  return [...known.filter(group => group.names.length > 0), ...rest];
}
