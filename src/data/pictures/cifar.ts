import type { ByteSource } from '../../util/source.ts';
import { arrayCollection } from './arrays.ts';
import type { Collection } from './collection.ts';

const PIXELS = 3072;
const PLANE = 1024;

/** Classes of CIFAR-10 by their numbers. */
const NAMES = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** Whether a file can be one of CIFAR's binary versions, by its name and size. */
export const isCifar = (name: string, size: number): boolean =>
  /\.bin$/i.test(name) && size > 0 && (size % (PIXELS + 1) === 0 || size % (PIXELS + 2) === 0);

/**
 * CIFAR-10 (a label, then red, green and blue planes of 32 × 32) or CIFAR-100 (a coarse and a fine label; the fine one counts).
 * @see https://www.cs.toronto.edu/~kriz/cifar.html
 */
export async function cifarCollection(_: string, source: ByteSource): Promise<Collection> {
  const bytes = await source.read({ start: 0, length: source.size });
  const labels = source.size % (PIXELS + 1) === 0 ? 1 : 2;
  const row = PIXELS + labels;
  const label = (i: number) => bytes[i * row + labels - 1];
  return arrayCollection({
    size: source.size / row,
    shape: [32, 32, 3],
    pixels: i => interleaved(bytes.subarray(i * row + labels, (i + 1) * row)),
    label: i => (labels === 1 ? (NAMES[label(i)] ?? String(label(i))) : String(label(i))),
  });
}

function interleaved(planes: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: PIXELS }, (_, i) => planes[(i % 3) * PLANE + Math.floor(i / 3)]);
}
