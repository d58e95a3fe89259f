import type { Distribution, MultivariateDistribution } from '../distributions/types.ts';
import type { Law } from '../divergences/compare.ts';
import { optimalDiscriminator } from '../game/value.ts';
import {
  COLOURS,
  curve,
  type Figure,
  type Interval,
  type Mark,
  type Pair,
  type Panel,
  sampleField,
} from './chart.ts';

/** What a plotted measure adds up at a place: its integrand from p and q. */
export interface Integrand {
  label: string;
  term(p: number, q: number): number;
}

const names = { p: 'p (data)', q: 'q (generator)' };

/** An interval that shows nearly all of the laws, a little wider. */
export function window(laws: readonly Distribution[]): Interval {
  const low = Math.min(...laws.map(p => Math.max(p.support[0], p.quantile(0.002))));
  const high = Math.max(...laws.map(p => Math.min(p.support[1], p.quantile(0.998))));
  const pad = 0.06 * (high - low) || 1;
  return [low - pad, high + pad];
}

/** Heights from 0 with headroom; infinite ones (a density at its pole) are left out. */
function heightOf(points: readonly Pair[]): Interval {
  const finite = points.map(p => p[1]).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite)];
  return [low < 0 ? low * 1.08 : 0, high > 0 ? high * 1.08 : 1];
}

const finite = (points: Pair[]) => points.filter(p => Number.isFinite(p[1]));

/** Densities, D* and the integrand of a measure of two laws: lines on the line, bars for outcomes, contours in the plane. */
export function lawsFigure(title: string, p: Law, q: Law | undefined, integrand?: Integrand): Figure {
  if ('quantile' in p && (!q || 'quantile' in q)) {
    return p.atoms || q?.atoms
      ? atoms(title, p, q as Distribution | undefined, integrand)
      : onLine(title, p, q as Distribution | undefined, integrand);
  }
  if ('dimension' in p && (!q || 'dimension' in q))
    return inPlane(title, p, q as MultivariateDistribution | undefined);
  return outcomes(title, p as ArrayLike<number>, q as ArrayLike<number> | undefined, integrand);
}

function onLine(title: string, p: Distribution, q: Distribution | undefined, integrand?: Integrand): Figure {
  const x = window(q ? [p, q] : [p]);
  const [ps, qs] = [finite(curve(p.density, x)), q ? finite(curve(q.density, x)) : []];
  const marks: Mark[] = [
    { kind: 'area', points: ps, colour: COLOURS.data, opacity: 0.15 },
    { kind: 'line', points: ps, colour: COLOURS.data, label: names.p },
  ];
  if (q) marks.push({ kind: 'line', points: qs, colour: COLOURS.generator, label: names.q });
  const densities: Panel = { title, x, y: heightOf([...ps, ...qs]), yLabel: 'density', marks };
  if (!q) return { title, panels: [densities] };
  const judged = judgePanel(x, finite(curve(optimalDiscriminator(p, q), x)));
  if (!integrand) return { title, panels: [densities, judged] };
  const terms = finite(curve(t => integrand.term(p.density(t), q.density(t)), x));
  const drawn: Mark[] = [
    { kind: 'area', points: terms, colour: COLOURS.integrand },
    { kind: 'line', points: terms, colour: COLOURS.integrand },
  ];
  return { title, panels: [densities, judged, termPanel(integrand.label, x, drawn, terms)] };
}

function judgePanel(x: Interval, points: readonly Pair[], xTicks?: Panel['xTicks']): Panel {
  const mark: Mark = xTicks
    ? { kind: 'dots', points, colour: COLOURS.discriminator, radius: 4, opacity: 1 }
    : { kind: 'line', points, colour: COLOURS.discriminator };
  return {
    title: 'optimal discriminator D* = p/(p + q)',
    x,
    y: [0, 1],
    height: 120,
    xTicks,
    marks: [{ kind: 'rule', y: 0.5, colour: COLOURS.muted }, mark],
  };
}

function termPanel(
  label: string,
  x: Interval,
  marks: Mark[],
  points: readonly Pair[],
  xTicks?: Panel['xTicks'],
): Panel {
  return { title: `integrand: ${label}`, x, y: heightOf(points), height: 140, xTicks, marks };
}

function outcomes(
  title: string,
  p: ArrayLike<number>,
  q: ArrayLike<number> | undefined,
  integrand?: Integrand,
): Figure {
  const ticks = Array.from(p, (_, k) => ({ at: k, text: String(k) }));
  return bars(title, ticks, Array.from(p), q && Array.from(q), integrand);
}

function atoms(title: string, p: Distribution, q: Distribution | undefined, integrand?: Integrand): Figure {
  const at = [...new Set([...(p.atoms ?? []), ...(q?.atoms ?? [])])].sort((a, b) => a - b);
  const ticks = at.map((x, k) => ({ at: k, text: String(x) }));
  return bars(
    title,
    ticks,
    at.map(x => p.density(x)),
    q && at.map(x => q.density(x)),
    integrand,
  );
}

type Ticks = { at: number; text: string }[];

function bars(
  title: string,
  all: Ticks,
  p: number[],
  q: number[] | undefined,
  integrand?: Integrand,
): Figure {
  const n = p.length;
  const x: Interval = [-0.6, n - 0.4];
  const xTicks = all.filter((_, k) => k % Math.ceil(n / 24) === 0);
  const points = (values: readonly number[]) => values.map((v, k) => [k, v] as const);
  const series = (heights: number[], [low, high]: Interval, colour: string, label?: string): Mark => {
    const drawn = heights.map((y, k) => ({ x: [k + low, k + high] as const, y }));
    return { kind: 'bars', bars: drawn, colour, label, opacity: 0.8 };
  };
  const marks = [series(p, q ? [-0.4, 0] : [-0.3, 0.3], COLOURS.data, names.p)];
  if (q) marks.push(series(q, [0, 0.4], COLOURS.generator, names.q));
  const y = heightOf(points([...p, ...(q ?? [])]));
  const panel: Panel = { title, x, xTicks, y, yLabel: 'probability', marks };
  if (!q) return { title, panels: [panel] };
  const judged = judgePanel(x, points([...optimalDiscriminator(p, q)]), xTicks);
  if (!integrand) return { title, panels: [panel, judged] };
  const terms = p.map((v, k) => integrand.term(v, q[k])).map(v => (Number.isFinite(v) ? v : 0));
  const drawn = [series(terms, [-0.3, 0.3], COLOURS.integrand)];
  return { title, panels: [panel, judged, termPanel(integrand.label, x, drawn, points(terms), xTicks)] };
}

function inPlane(title: string, p: MultivariateDistribution, q?: MultivariateDistribution): Figure {
  const laws = q ? [p, q] : [p];
  const reach = (axis: 0 | 1): Interval => [
    Math.min(...laws.map(l => l.mean[axis] - 3 * Math.sqrt(l.covariance[axis * 3]))),
    Math.max(...laws.map(l => l.mean[axis] + 3 * Math.sqrt(l.covariance[axis * 3]))),
  ];
  const [x, y] = [reach(0), reach(1)];
  const square = { x, y, height: 300 };
  const contour = (law: MultivariateDistribution, colour: string, label: string): Mark => {
    const field = sampleField(law.density, x, y);
    const top = Math.max(...field.values);
    return { kind: 'contour', field, levels: [0.02, 0.15, 0.4, 0.7].map(l => l * top), colour, label };
  };
  const densities: Panel = {
    title,
    ...square,
    marks: [contour(p, COLOURS.data, names.p), ...(q ? [contour(q, COLOURS.generator, names.q)] : [])],
  };
  if (!q) return { title, panels: [densities] };
  const field = sampleField(optimalDiscriminator(p, q), x, y);
  const levels = Array.from({ length: 9 }, (_, k) => (k + 1) / 10);
  const judge: Panel = {
    title: 'D*: white 0 to dark 1, line at ½',
    ...square,
    marks: [
      { kind: 'contour', field, levels, colour: COLOURS.discriminator, fill: true },
      { kind: 'contour', field, levels: [0.5], colour: COLOURS.ink },
    ],
  };
  return { title, panels: [[densities, judge]], width: 860 };
}
