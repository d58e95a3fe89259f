import { conditionValues } from '../../util/condition.ts';
import { sha256Text } from '../../util/sha256.ts';
import { copyConditions } from '../conditions.ts';
import { type FiniteDataset, sampleLength } from '../dataset.ts';

/**
 * A set of images and the mirror image of each: sample i + size is sample i with left and right exchanged. Mirrored when it
 * is read, so it takes no more memory.
 */
export function withMirrored(dataset: FiniteDataset): FiniteDataset {
  const { bytes: _, conditions, condition, ...rest } = dataset;
  const [size, length] = [dataset.size, sampleLength(dataset)];
  const read: FiniteDataset['read'] = (indices, out, y) => {
    const own = Uint32Array.from(indices, i => (i >= size && i < 2 * size ? i - size : i));
    const mirror = () => {
      for (let row = 0; row < own.length; row++) {
        if (indices[row] >= size) mirrorRow(out.subarray(row * length, (row + 1) * length), dataset.shape);
      }
    };
    const reading = dataset.read(own, out, y);
    return reading ? reading.then(mirror) : mirror();
  };
  return {
    ...rest,
    size: 2 * size,
    twins: true,
    fingerprint: sha256Text(JSON.stringify({ mirrored: dataset.fingerprint })),
    source: `${dataset.source}, each also mirrored`,
    ...(condition && { condition }),
    ...(condition && conditions && { conditions: twice({ ...dataset, condition, conditions }) }),
    read,
  };
}

function twice(dataset: FiniteDataset & Required<Pick<FiniteDataset, 'condition' | 'conditions'>>) {
  const { name, size, condition } = dataset;
  const all = conditionValues(condition, 2 * size);
  copyConditions(
    name,
    dataset,
    Uint32Array.from({ length: 2 * size }, (_, i) => i % size),
    all,
  );
  return all;
}

function mirrorRow(pixels: Float32Array, [height, width, channels]: readonly number[]): void {
  for (let y = 0; y < height; y++) {
    const row = y * width * channels;
    for (let left = 0, right = width - 1; left < right; left++, right--) {
      for (let c = 0; c < channels; c++) {
        const [a, b] = [row + left * channels + c, row + right * channels + c];
        [pixels[a], pixels[b]] = [pixels[b], pixels[a]];
      }
    }
  }
}
