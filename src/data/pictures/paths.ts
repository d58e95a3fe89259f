import type { Collection, Item } from './collection.ts';
import { OTHER_PICTURE, PICTURE } from './collection.ts';
import { LABEL_FILE, labelsByFolder, labelsOfStyleGan, short } from './labels.ts';

/** Files by their paths in a folder or a zip. */
export interface PathFile {
  /** With `/`. */
  readonly path: string;
  read(): Promise<Uint8Array>;
}

/** The pictures among files in the order of their paths, with their classes by folders or by a `dataset.json`. */
export async function collectionOf(where: string, given: readonly PathFile[]): Promise<Collection> {
  const files = [...given].sort((a, b) => (a.path < b.path ? -1 : 1));
  const pictures = files.filter(({ path }) => PICTURE.test(path));
  const list = files.find(({ path }) => baseOf(path) === LABEL_FILE && path.split('/').length <= 2);
  const others = files.filter(file => file !== list && !PICTURE.test(file.path)).map(({ path }) => path);
  const paths = pictures.map(({ path }) => path);
  const { labels, notes } = list
    ? { labels: await labelsByFile(where, list, paths), notes: [] }
    : labelsByFolder(paths);
  const items = pictures.map((file, i) => itemOf(file, labels?.[i]));
  return { items, left: others, notes: [...notes, ...kindNotes(others)] };
}

const baseOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

const itemOf = ({ path, read }: PathFile, label: string | undefined): Item => ({
  name: path,
  ...(label !== undefined && { label }),
  read: async () => ({ bytes: await read() }),
});

async function labelsByFile(where: string, list: PathFile, paths: readonly string[]) {
  const root = list.path.slice(0, -LABEL_FILE.length);
  const inner = paths.map(path => (path.startsWith(root) ? path.slice(root.length) : path));
  return labelsOfStyleGan(`${where}/${list.path}`, await list.read(), inner);
}

function kindNotes(others: readonly string[]): string[] {
  const unread = others.filter(path => OTHER_PICTURE.test(path));
  if (unread.length === 0) return [];
  return [`${unread.length} pictures of kinds that are not read: ${short(unread)}; save them as PNG or JPEG`];
}
