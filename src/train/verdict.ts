import { markdownTable } from '../util/markdown.ts';
import type { EvaluatedFigure, Evaluation } from './evaluate.ts';

/** A figure as tables show it. */
export interface EvaluationRow {
  /** Name of the protocol. */
  readonly protocol: string;
  readonly title: string;
  /** Value ± standard error. */
  readonly value: string;
  /** What real data score: mean ± standard deviation. */
  readonly real: string;
  readonly better: '↓ less' | '↑ more';
  /** How it compares with real data, in words. */
  readonly verdict: string;
}

/** The figures of an evaluation as rows of a table. */
export function evaluationRows({ figures }: Pick<Evaluation, 'figures'>): EvaluationRow[] {
  return Object.entries(figures).map(([protocol, figure]) => ({
    protocol,
    title: figure.title,
    value: `${spreadText(figure.value, figure.error)}${figure.of === undefined ? '' : ` of ${figure.of}`}`,
    real: spreadText(figure.floor.mean, figure.floor.deviation),
    better: figure.better === 'less' ? '↓ less' : '↑ more',
    verdict: verdictOf(figure),
  }));
}

/** The same as a table in Markdown. */
export function evaluationTable(evaluation: Pick<Evaluation, 'figures'>): string {
  const rows = evaluationRows(evaluation).map(({ title, protocol, value, real, better, verdict }) => [
    title,
    `\`${protocol}\``,
    value,
    real,
    better,
    verdict,
  ]);
  return markdownTable(['measure', 'name', 'value', 'real data', 'better', 'that is'], rows);
}

/** Standard deviations within which a difference may be chance. */
const CHANCE = 2;

/** How a figure compares with that of real data. */
export function verdictOf({
  value,
  error,
  floor,
  better,
}: Omit<EvaluatedFigure, 'figure' | 'title'>): string {
  const worse = better === 'less' ? value - floor.mean : floor.mean - value;
  const spread = Math.hypot(error, floor.deviation);
  if (Math.abs(worse) <= CHANCE * spread) return 'as real data';
  if (worse < 0) return 'beyond real data';
  const comparable = floor.mean > CHANCE * floor.deviation && value >= 0;
  if (!comparable) return 'worse than real data';
  const ratio = value / floor.mean;
  return better === 'less' ? `${ratioText(ratio)} × real data` : `${(100 * ratio).toFixed(0)} % of real data`;
}

const ratioText = (ratio: number) => (ratio < 9.95 ? ratio.toFixed(1) : ratio.toFixed(0));

/** A value with as many digits as its spread leaves meaningful: `12.3 ± 1.4`. */
export function spreadText(value: number, spread: number): string {
  const digits = digitsFor(spread > 0 ? spread : Math.abs(value) / 100);
  const text = (x: number) => x.toFixed(digits).replace('-', '−');
  return spread > 0
    ? `${text(value)} ± ${text(spread)}`
    : String(Number(value.toPrecision(4))).replace('-', '−');
}

/** Decimals that show two digits of a spread. */
function digitsFor(spread: number): number {
  if (spread === 0 || !Number.isFinite(spread)) return 0;
  return Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(spread))));
}
