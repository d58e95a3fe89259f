import { UserError } from '../../util/error.ts';
import { type NpyArray, readNpy } from '../../util/npy.ts';
import type { ByteSource } from '../../util/source.ts';
import { contentOf, entriesOf } from '../../util/zip.ts';
import { arrayCollection } from './arrays.ts';
import type { Collection } from './collection.ts';

/** Images of a NumPy file, [N, H, W] or [N, H, W, C], bytes or numbers from 0 to 1, −1 to 1 or 0 to 255. */
export async function npyCollection(file: string, source: ByteSource): Promise<Collection> {
  return ofArrays(file, readNpy(await source.read({ start: 0, length: source.size }), file), undefined);
}

/** The same of an archive: the first array of images, and the whole numbers of as many, if there are any, as classes. */
export async function npzCollection(file: string, source: ByteSource): Promise<Collection> {
  const arrays: NpyArray[] = [];
  for (const entry of await entriesOf(source)) {
    if (!entry.name.endsWith('.npy')) continue;
    arrays.push(readNpy(await contentOf(source, entry), `${file}/${entry.name}`));
  }
  const images = arrays.find(({ shape }) => shape.length >= 3);
  if (!images) {
    const found = arrays.map(({ shape }) => `[${shape}]`).join(', ') || 'none';
    throw new UserError(
      `pictures: ${file}: expected an array of images [N, H, W] or [N, H, W, C], got ${found}`,
    );
  }
  const labels = arrays.find(
    ({ shape, values }) =>
      shape.length === 1 && shape[0] === images.shape[0] && values.every(Number.isInteger),
  );
  return ofArrays(file, images, labels);
}

function ofArrays(file: string, { shape, values }: NpyArray, labels: NpyArray | undefined): Collection {
  const [size, height, width, channels = 1] = shape;
  if (shape.length < 3 || shape.length > 4 || (channels !== 1 && channels !== 3) || size === 0) {
    throw new UserError(
      `pictures: ${file}: expected images [N, H, W] or [N, H, W, 1 or 3], got [${shape}]; put the channels last`,
    );
  }
  const length = height * width * channels;
  const { level, note } = levelsOf(file, values);
  return arrayCollection({
    size,
    shape: [height, width, channels],
    pixels: i => Uint8Array.from(values.subarray(i * length, (i + 1) * length), level),
    ...(labels && { label: i => String(labels.values[i]) }),
    notes: note ? [note] : [],
  });
}

/** How numbers become bytes: by the range that holds them all. */
function levelsOf(
  file: string,
  values: NpyArray['values'],
): { readonly level: (x: number) => number; readonly note?: string } {
  if (values instanceof Uint8Array) return { level: x => x };
  let [least, most] = [Infinity, -Infinity];
  for (const x of values) {
    if (!Number.isFinite(x)) throw new UserError(`pictures: ${file}: expected finite numbers, got ${x}`);
    least = Math.min(least, x);
    most = Math.max(most, x);
  }
  if (least >= -1 && most <= 1) {
    return least < 0
      ? { level: x => Math.round((x + 1) * 127.5), note: 'numbers are taken as levels from −1 to 1' }
      : { level: x => Math.round(x * 255), note: 'numbers are taken as levels from 0 to 1' };
  }
  if (least >= 0 && most <= 255) return { level: Math.round };
  throw new UserError(
    `pictures: ${file}: expected levels from 0 to 1, −1 to 1 or 0 to 255, got ${least} to ${most}; scale them`,
  );
}
