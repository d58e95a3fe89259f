import type { ByteSource } from '../../util/source.ts';
import { decoders } from '../decoders/index.ts';
import type { DataHost } from '../host.ts';
import { arrayCollection } from './arrays.ts';
import type { Collection } from './collection.ts';

/** Images of an IDX file; the classes are those of the file beside it that is called as MNIST calls it. */
export async function idxCollection(file: string, source: ByteSource, host: DataHost): Promise<Collection> {
  const bytes = await source.read({ start: 0, length: source.size });
  const { shape, bytes: pixels } = await decoders.idx.images({ file, bytes });
  const length = shape[0] * shape[1] * shape[2];
  const size = pixels.length / length;
  const path = labelsBeside(file, host);
  const labels = path === undefined ? undefined : await decoders.idx.labels(await host.read(path));
  const fits = labels?.length === size;
  return arrayCollection({
    size,
    shape,
    pixels: i => pixels.subarray(i * length, (i + 1) * length),
    ...(fits && { label: i => String(labels[i]) }),
    notes:
      labels && !fits
        ? [`${path} has ${labels.length} labels for ${size} images, so there are no classes`]
        : [],
  });
}

/** Path of the file of labels, where there is one. */
export function labelsBeside(file: string, host: DataHost): string | undefined {
  const path = file.replace(/images([-.])idx\d/, 'labels$1idx1');
  return path !== file && host.pictures?.kind(path) === 'file' ? path : undefined;
}
