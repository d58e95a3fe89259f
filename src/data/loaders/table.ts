import { UserError } from '../../util/error.ts';
import { readNpy } from '../../util/npy.ts';
import { type FiniteDataset, pointDataset } from '../dataset.ts';
import { readTable } from '../decoders/csv.ts';
import type { DataHost } from '../host.ts';

export interface TableOptions {
  /** A CSV file, or a NumPy file of [N] or [N, D]. */
  readonly path: string;
}

/**
 * Points of the user's: a row each, on the line, in the plane or in more dimensions. A column of a CSV that is called label or
 * class, or has words, is their class.
 * @throws UserError when the file is damaged, or a value is no number
 */
export async function openTable({ path }: TableOptions, host: DataHost): Promise<FiniteDataset> {
  if (path === '')
    throw new UserError(
      'table: expected the path of a CSV or NumPy file as option path, got none; give --data PATH',
    );
  const { file, bytes } = await host.read(path);
  const source = path.split(/[/\\]/).at(-1)!;
  const table = /\.npy$/i.test(path) ? arrayOf(file, bytes) : readTable({ file, bytes });
  const { dimension, values, labels } = table;
  if (values.length < 2 * dimension)
    throw new UserError(
      `table: ${file}: expected at least 2 points, got ${values.length / dimension}; give it more`,
    );
  const names = labels && [...new Set(labels)].sort();
  const conditioned = names &&
    names.length > 1 && {
      condition: { kind: 'class' as const, names },
      conditions: Int32Array.from(labels, label => names.indexOf(label)),
    };
  return pointDataset({ name: 'table', shape: [dimension], values, source, ...conditioned });
}

function arrayOf(file: string, bytes: Uint8Array): ReturnType<typeof readTable> {
  const { shape, values } = readNpy(bytes, file);
  const [, dimension = 1] = shape;
  if (shape.length > 2 || values.length === 0) {
    throw new UserError(`table: ${file}: expected points [N] or [N, D], got [${shape}]`);
  }
  const bad = values.findIndex(value => !Number.isFinite(value));
  if (bad >= 0)
    throw new UserError(
      `table: ${file}: expected finite numbers, got ${values[bad]} in row ${Math.floor(bad / dimension)}`,
    );
  return { dimension, values: Float32Array.from(values) };
}
