/** The arrays of a module of PyTorch, by the last part of their names. */
export interface Group<T> {
  /** Such as `main.12`. */
  readonly path: string;
  readonly arrays: ReadonlyMap<string, T>;
}

/** Arrays by their dotted names as modules, in the order in which they come. */
export function groupsOf<T>(arrays: Iterable<readonly [key: string, array: T]>): Group<T>[] {
  const groups = new Map<string, Map<string, T>>();
  for (const [key, array] of arrays) {
    const dot = key.lastIndexOf('.');
    const path = key.slice(0, Math.max(dot, 0));
    groups.set(path, (groups.get(path) ?? new Map()).set(key.slice(dot + 1), array));
  }
  return [...groups].map(([path, held]) => ({ path, arrays: held }));
}

/** Modules whose names differ by numbers only, as rows of their numbers in ascending order: `main.1`, `main.3`, `main.12`. */
export function rowsOf<T>(groups: readonly Group<T>[]): Group<T>[][] {
  const rows = new Map<string, Group<T>[]>();
  for (const group of groups) {
    const skeleton = group.path.replaceAll(/\d+/g, '#');
    rows.set(skeleton, [...(rows.get(skeleton) ?? []), group]);
  }
  return [...rows.values()].map(row => row.sort((a, b) => compare(numbersOf(a.path), numbersOf(b.path))));
}

const numbersOf = (path: string) => [...path.matchAll(/\d+/g)].map(([digits]) => Number(digits));

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((n, at) => n !== b[at]);
  return i < 0 ? 0 : a[i] - b[i];
}
