import type { StatsRow } from '../../../run/store.ts';

/** The curves of a run: `step`, and a row of equal length for each output; NaN where there was none. */
export type CurveData = Readonly<Record<string, Float64Array>>;

/** How the names of gradients' curves begin; then player and layer. */
export const GRADIENT = 'gradient/';

/**
 * Keeps the means of a run's outputs over equal spans of steps in bounded memory: when it is full, neighbours are merged
 * and the spans get twice as long.
 */
export class Curves {
  private readonly most: number;
  /** Steps of one entry. */
  private span = 1;
  private entries: Entry[] = [];

  /** @param most entries that are kept, even */
  constructor(most = 600) {
    this.most = most;
  }

  /** @param step completed steps; values that are not finite are left out */
  add(step: number, values: Readonly<Record<string, number>>): void {
    const place = Math.floor((step - 1) / this.span);
    const last = this.entries.at(-1);
    if (last && last.place === place) merge(last, { place, step, sums: single(values) });
    else this.entries.push({ place, step, sums: single(values) });
    if (this.entries.length > this.most) this.halve();
  }

  /** Forgets all that came after a step. */
  truncate(step: number): void {
    this.entries = this.entries.filter(entry => entry.step <= step);
  }

  /** The means of the entry that holds a step, of those before it where it has none. */
  at(step: number): Readonly<Record<string, number>> {
    const entry = this.entries.find(entry => entry.step >= step) ?? this.entries.at(-1);
    return entry ? means(entry.sums) : {};
  }

  get data(): CurveData {
    const names = [...new Set(this.entries.flatMap(({ sums }) => Object.keys(sums)))];
    const rows = names.map(name => {
      const row = this.entries.map(({ sums }) =>
        sums[name] ? sums[name].sum / sums[name].count : Number.NaN,
      );
      return [name, Float64Array.from(row)] as const;
    });
    return { ...Object.fromEntries(rows), step: Float64Array.from(this.entries, ({ step }) => step) };
  }

  /** Takes the rows of a log; its own count of images is left out. */
  addLog(rows: readonly StatsRow[]): void {
    for (const { step, images: _, ...rest } of rows) {
      const values = Object.entries(rest).filter(([, value]) => typeof value === 'number');
      if (typeof step === 'number') this.add(step, Object.fromEntries(values) as Record<string, number>);
    }
  }

  private halve(): void {
    this.span *= 2;
    const merged: Entry[] = [];
    for (const entry of this.entries) {
      const place = Math.floor((entry.step - 1) / this.span);
      const last = merged.at(-1);
      if (last && last.place === place) merge(last, entry);
      else merged.push({ ...entry, place });
    }
    this.entries = merged;
  }
}

/**
 * Curves as the rows of a run's log.
 * @param images real samples that D sees in a step
 */
export function logOf({ step, ...rest }: CurveData, images: number): StatsRow[] {
  return [...step].map((at, i) => {
    const values = Object.entries(rest).flatMap(([name, row]) =>
      Number.isFinite(row[i]) ? [[name, row[i]] as const] : [],
    );
    return { step: at, images: at * images, ...Object.fromEntries(values) };
  });
}

const means = (sums: Sums): Record<string, number> =>
  Object.fromEntries(Object.entries(sums).map(([name, { sum, count }]) => [name, sum / count]));

type Sums = Record<string, { sum: number; count: number }>;

interface Entry {
  readonly place: number;
  step: number;
  readonly sums: Sums;
}

function single(values: Readonly<Record<string, number>>): Sums {
  const finite = Object.entries(values).filter(([, value]) => Number.isFinite(value));
  return Object.fromEntries(finite.map(([name, sum]) => [name, { sum, count: 1 }]));
}

function merge(into: Entry, from: Entry): void {
  into.step = from.step;
  for (const [name, { sum, count }] of Object.entries(from.sums)) {
    const there = (into.sums[name] ??= { sum: 0, count: 0 });
    there.sum += sum;
    there.count += count;
  }
}
