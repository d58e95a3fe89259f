import type { StatsRow } from '../../../run/store.ts';

/** The value of a log at a step, and the step of the row that it is from. */
export interface Found {
  readonly value: number;
  readonly step: number;
}

/** One value of several logs at a step that all of them have reached. */
export interface Common {
  /** The largest step that every log with the value has reached; undefined where none has the value. */
  readonly step: number | undefined;
  /** Of each log its newest row at or before that step; undefined for a log that has none. */
  readonly found: readonly (Found | undefined)[];
}

/** One value of several logs where they can be compared: a longer log is read only as far as the shortest goes. */
export function atCommonStep(logs: readonly (readonly StatsRow[])[], name: string): Common {
  const newest = logs.map(rows => newestOf(rows, name));
  const ends = newest.flatMap(found => found?.step ?? []);
  if (ends.length === 0) return { step: undefined, found: newest };
  const step = Math.min(...ends);
  return { step, found: logs.map(rows => newestOf(rows, name, step)) };
}

function newestOf(rows: readonly StatsRow[], name: string, limit = Number.MAX_VALUE): Found | undefined {
  const row = rows.findLast(
    ({ step, [name]: value }) => typeof step === 'number' && step <= limit && typeof value === 'number',
  );
  return row && { value: row[name] as number, step: row['step'] as number };
}
