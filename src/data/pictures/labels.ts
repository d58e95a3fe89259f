import { UserError } from '../../util/error.ts';

/** Folders that part data for learning and for testing; they are no classes. */
const SPLITS = /^(train(ing)?|test(ing)?|val(id(ation)?)?)$/i;

export interface PathLabels {
  /** Name of the class of each path; undefined where there are no classes. */
  readonly labels?: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Classes by folders: what follows the folder that all share. Folders such as `train` and `test` are taken together.
 * @param paths of pictures, with `/`
 */
export function labelsByFolder(paths: readonly string[]): PathLabels {
  if (paths.length === 0) return { notes: [] };
  const parts = withoutRoot(paths.map(path => path.split('/')));
  const splits = new Set(parts.map(([first]) => first));
  const areSplits = parts.every(path => path.length > 1) && [...splits].every(name => SPLITS.test(name));
  const inner = areSplits ? withoutRoot(parts.map(path => path.slice(1))) : parts;
  const notes = areSplits ? [`folders ${[...splits].join(' and ')} are taken together`] : [];
  const loose = inner.filter(path => path.length === 1).length;
  if (loose === inner.length) return { notes };
  if (loose > 0) return { notes: [...notes, looseNote(loose, inner)] };
  return { labels: inner.map(([first]) => first), notes };
}

function looseNote(loose: number, paths: readonly (readonly string[])[]): string {
  const folders = [...new Set(paths.filter(path => path.length > 1).map(([first]) => first))];
  return `${loose} of ${paths.length} pictures lie outside of the folders (${short(folders)}), so there are no classes; move them into folders to have classes`;
}

/** Paths without the folders that all are in. */
function withoutRoot(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let depth = 0;
  while (paths.every(path => path.length > depth + 1 && path[depth] === paths[0][depth])) depth++;
  return depth === 0 ? paths : paths.map(path => path.slice(depth));
}

/** The first of some names. */
export function short(names: readonly string[], most = 3): string {
  return names.slice(0, most).join(', ') + (names.length > most ? ', …' : '');
}

/** Name of the file of labels that StyleGAN's tools write. */
export const LABEL_FILE = 'dataset.json';

/**
 * Labels of a `dataset.json`: `{"labels": [["00000/img00000000.png", 6], …]}`, or null for none.
 * @param paths of pictures from the folder of that file
 * @throws UserError when it is damaged, or a picture has no label
 * @see https://github.com/NVlabs/stylegan3 (dataset_tool.py)
 */
export function labelsOfStyleGan(
  where: string,
  bytes: Uint8Array,
  paths: readonly string[],
): readonly string[] | undefined {
  const rows = rowsIn(where, bytes);
  if (rows === null) return undefined;
  const byPath = new Map(rows);
  return paths.map(path => {
    const label = byPath.get(path);
    if (label !== undefined) return String(label);
    throw new UserError(
      `pictures: ${where}: expected a label for each of ${paths.length} pictures, got none for ${path}; add it, or set "labels" to null`,
    );
  });
}

function rowsIn(where: string, bytes: Uint8Array): readonly (readonly [string, number])[] | null {
  const labels = parsed(bytes);
  if (labels === null) return null;
  const isRow = (row: unknown) =>
    Array.isArray(row) && typeof row[0] === 'string' && Number.isInteger(row[1]) && row[1] >= 0;
  if (Array.isArray(labels) && labels.every(isRow)) return labels;
  throw new UserError(
    `pictures: ${where}: expected {"labels": [["img.png", 0], …]} with whole numbers as classes, got something else; remove it, or write it anew`,
  );
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))?.labels;
  } catch {
    return undefined;
  }
}
