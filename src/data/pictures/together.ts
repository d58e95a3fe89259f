import type { Collection, Item } from './collection.ts';

/**
 * The pictures of several files as one collection; classes only where every picture has one.
 * @param before sentences about where the files lie
 */
export function together(parts: readonly Collection[], before: readonly string[]): Collection {
  const all = parts.flatMap(({ items }) => items);
  const [items, doubts] = evenly(all);
  const joined = parts.length > 1 ? [`${parts.length} files are taken together`] : [];
  return {
    items,
    left: [],
    notes: [...before, ...joined, ...doubts, ...parts.flatMap(({ notes }) => notes)],
  };
}

/** Without any class where some have none. */
function evenly(items: readonly Item[]): readonly [items: readonly Item[], notes: readonly string[]] {
  const bare = items.filter(({ label }) => label === undefined).length;
  if (bare === 0 || bare === items.length) return [items, []];
  const plain = items.map(({ label: _, ...item }) => item);
  return [plain, [`${bare} of ${items.length} pictures have no class, so there are no classes`]];
}
