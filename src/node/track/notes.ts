import type { RunStore } from '../../run/store.ts';
import { isObject } from '../../util/object.ts';
import { trackers, type Wanted } from './index.ts';

/** Which trackers follow a run, and what each wrote down about it. */
const FILE = 'tracking.json';

export type Notes = Readonly<Record<string, string>>;
export type AllNotes = Record<string, Notes>;

export const saveNotes = (store: RunStore, notes: AllNotes) =>
  store.saveFile(FILE, `${JSON.stringify(notes, null, 2)}\n`);

/** What an earlier process wrote down; a damaged file, which the store names, says nothing. */
export async function readNotes(store: RunStore): Promise<AllNotes> {
  const bytes = await store.readFile(FILE);
  if (!bytes) return {};
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(value) ? (value as AllNotes) : {};
  } catch {
    return {};
  }
}

/** The trackers that followed a run until now. */
export const wantedOf = (notes: AllNotes): Wanted[] =>
  Object.keys(notes)
    .filter((name): name is Wanted['name'] => Object.hasOwn(trackers, name))
    .map(name => ({ name }));
