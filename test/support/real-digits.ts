import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FOLDER = '/work/shared/data/mnist';

/** Whether the full MNIST is on this machine. */
export const hasDigits = existsSync(FOLDER);

if (!hasDigits) console.warn(`SKIPPED: checks against the original MNIST files, which are not in ${FOLDER}`);

/** Pixels from 0 to 1, [count, 784], and labels of the full MNIST. */
export function realDigits(part: 'train' | 't10k') {
  const read = (file: string) => gunzipSync(readFileSync(`${FOLDER}/${part}-${file}.gz`));
  const pixels = Float32Array.from(read('images-idx3-ubyte').subarray(16), byte => byte / 255);
  return { pixels, labels: read('labels-idx1-ubyte').subarray(8) };
}
