import type { Dataset } from '../data/dataset.ts';

/** What a generator that draws from the law of the data scores with as many samples. */
export interface Floor {
  readonly mean: number;
  /** Standard deviation of one such score: a value within two of the mean may be that of a perfect generator. */
  readonly deviation: number;
}

/** A number with all that is needed to read it. */
export interface Figure {
  readonly value: number;
  readonly floor: Floor;
  /** Samples N that it was computed from; it may not be compared with one of another N. */
  readonly samples: number;
  /** Name of the feature network that it rests on; null for none. */
  readonly network: string | null;
  /** The greatest value there is, of counts: the number of modes. */
  readonly of?: number;
}

/** Figures by name. */
export type Figures = Readonly<Record<string, Figure>>;

/** What a figure is, for tables and charts. */
export interface FigureKind {
  /** With its unit. */
  readonly title: string;
  readonly better: 'less' | 'more';
}

/** A network that metrics look at samples through. */
export interface FeatureNetwork {
  /** With its version or the digest of its weights: figures of different networks may not be compared. */
  readonly name: string;
  /** The class of each image [N, H, W, C]. */
  classify(images: Float32Array): Promise<Int32Array>;
}

/** What a metric requires; whatever is left out is not needed. */
export interface Needs {
  /** Numbers in one sample. */
  readonly dimensions?: readonly number[];
  /** The distribution function of the data, on the line. */
  readonly cdf?: true;
  /** Known modes. */
  readonly modes?: true;
  /** The true mean and variance of each number. */
  readonly moments?: true;
  /** Images [H, W, C] of so many channels. */
  readonly channels?: number;
  /** A network that classifies single channels. */
  readonly network?: true;
}

/** What is measured against, and by what. */
export interface Given {
  readonly dataset: Dataset;
  /** Samples N of each measurement. */
  readonly samples: number;
  readonly seed: number;
  /** `count` real samples `[count, ...shape]`, a function of the seed; of a finite set at most all, each once. */
  reals(count: number, seed: number): Float32Array | Promise<Float32Array>;
  readonly network?: FeatureNetwork;
}

export type Scores<Name extends string = string> = Readonly<Record<Name, number>>;
export type Floors<Name extends string = string> = Readonly<Record<Name, Floor>>;

/** So many batches of N real samples, drawn with seeds from seed + `first` on. */
export interface Draws {
  readonly draws: number;
  readonly first: number;
}

/** A way to score generated samples. R is what they are compared with. */
export interface Metric<R = unknown, Name extends string = string> {
  /** Its figures by name; several where one computation gives several. */
  readonly figures: Readonly<Record<Name, FigureKind>>;
  readonly needs: Needs;
  /** What samples are compared with; made once for a run. */
  prepare(given: Given): R | Promise<R>;
  /** @param samples `[N, ...shape]` */
  compute(samples: Float32Array, prepared: R): Scores<Name> | Promise<Scores<Name>>;
  /** In closed form, or the scores of batches of real samples. */
  readonly floor: Draws | ((given: Given) => Floors<Name>);
  /** The greatest value of a figure that counts. */
  most?(prepared: R): Partial<Scores<Name>>;
}

/** Keeps the type of what a metric prepares between its parts. */
export function metric<R, Name extends string>(parts: Metric<R, Name>): Metric<R, Name> {
  return parts;
}
