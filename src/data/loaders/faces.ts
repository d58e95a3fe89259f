import { UserError } from '../../util/error.ts';
import { type Ranges, wholeFrom } from '../../util/range.ts';
import type { FiniteDataset } from '../dataset.ts';
import { type MatlabArray, readMatlab } from '../decoders/matlab.ts';
import type { DataHost } from '../host.ts';
import { type ImagePart, type LabelledImages, partOf } from './images.ts';

/** Numbers of the sets in the columns of `folds`. */
const SETS = { unlabeled: [0], train: [1], valid: [2], test: [3], 'full-train': [1, 2] } as const;

export type FaceSet = keyof typeof SETS;

/** Expressions 1 to 7. */
const EXPRESSIONS = ['anger', 'disgust', 'fear', 'happiness', 'sadness', 'surprise', 'neutral'];

export interface FacesOptions {
  /** Path of `TFD_48x48.mat` or `TFD_96x96.mat`. */
  readonly file: string;
  readonly set: FaceSet;
  /** Fold 0 to 4. */
  readonly fold: number;
}

export const FACES_RANGES = {
  set: { words: Object.keys(SETS) },
  fold: wholeFrom(0),
} satisfies Ranges;

/**
 * The Toronto Face Database, which its owners give to those who ask: `images` [n, h, w], `labs_ex` (expressions 1 to 7, −1 for
 * none) and `folds` [n, 5] of a MATLAB file. Labelled sets have the expressions as classes.
 * @throws UserError when the file is missing, damaged or lacks one of these
 * @see pylearn2, datasets/tfd.py
 */
export async function openFaces(options: FacesOptions & ImagePart, host: DataHost): Promise<FiniteDataset> {
  const { file: path, set, fold } = options;
  if (path === '') {
    throw new UserError(
      'toronto-faces: expected the path of TFD_48x48.mat as option file, got none; its owners give it to those who ask',
    );
  }
  const { file, bytes } = await host.read(path);
  const arrays = await readMatlab({ file, bytes });
  const images = arrayOf(file, arrays, 'images', 3);
  const count = images.shape[0];
  const folds = arrayOf(file, arrays, 'folds', 2, count);
  const expressions = arrayOf(file, arrays, 'labs_ex', 2, count);
  const column = fold * count;
  if (column >= folds.data.length) {
    throw new UserError(`toronto-faces: expected a fold below ${folds.shape[1]}, got ${fold}`);
  }
  const rows = Array.from({ length: count }, (_, i) => i).filter(i =>
    (SETS[set] as readonly number[]).includes(folds.data[column + i]),
  );
  if (rows.length === 0)
    throw new UserError(`toronto-faces: expected images of set ${set} in ${file}, got none`);
  const labels = set === 'unlabeled' ? undefined : Uint8Array.from(rows, i => expressions.data[i] - 1);
  const origin = {
    name: 'toronto-faces',
    source: `Toronto Face Database, ${set} of fold ${fold}`,
    hash: host.sha256,
    classNames: EXPRESSIONS,
  };
  return partOf(origin, { ...pictures(images, rows), labels }, options);
}

/** A variable of so many axes, and of so many rows where that is said. */
function arrayOf(
  file: string,
  arrays: ReadonlyMap<string, MatlabArray>,
  name: string,
  rank: number,
  rows?: number,
): MatlabArray {
  const array = arrays.get(name);
  if (array?.shape.length === rank && (rows === undefined || array.shape[0] === rows)) return array;
  const found = array ? array.shape.join(' × ') : `variables ${[...arrays.keys()].join(', ') || 'none'}`;
  const expected = rows === undefined ? `${rank} axes` : `${rank} axes and ${rows} rows`;
  throw new UserError(`toronto-faces: ${file}: expected ${name} with ${expected}, got ${found}`);
}

/** Rows of [n, h, w], whose first index varies fastest, as [rows, h, w, 1]. */
function pictures({ shape, data }: MatlabArray, rows: readonly number[]): LabelledImages {
  const [count, height, width] = shape;
  const bytes = new Uint8Array(rows.length * height * width);
  let at = 0;
  for (const row of rows) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) bytes[at++] = data[row + count * (y + height * x)];
    }
  }
  return { shape: [height, width, 1], bytes };
}
