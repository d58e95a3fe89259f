import type { Dataset, FiniteDataset } from '../data/dataset.ts';
import type { Engine } from '../engine/engine.ts';
import type { Batch } from './batch.ts';

/** What a generator that draws from the law of the data scores with as many samples. */
export interface Floor {
  readonly mean: number;
  /** Standard deviation of one such score: a value within two of the mean may be that of a perfect generator. */
  readonly deviation: number;
}

/** A number with all that is needed to read it. */
export interface Figure {
  readonly value: number;
  /** Standard error of the value over other samples of the same generator, where it was estimated. */
  readonly error?: number;
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

/** What a feature network says of N samples. */
export interface Features {
  /** [N, size] */
  readonly values: Float32Array;
  readonly size: number;
  /** [N, classes], of a network that classifies. */
  readonly probabilities?: Float32Array;
}

/** A network that metrics look at samples through. */
export interface FeatureNetwork {
  /** With its version or the digest of its weights: figures of different networks may not be compared. */
  readonly name: string;
  /** What stands for it in the name of a protocol, such as `digits` in `fd10k-digits`. */
  readonly short: string;
  /** How samples are prepared and which layer is read, in words. */
  readonly protocol: string;
  /** Names of its classes, of a network that classifies. */
  readonly classes?: readonly string[];
  /** Share of held-out samples that it classifies right. */
  readonly accuracy?: number;
  /** @param samples `[count, ...shape]`, as the dataset has them */
  look(samples: Float32Array, count: number): Promise<Features>;
}

/** What a metric requires; whatever is left out is not needed. */
export interface Needs {
  /** Samples N that are measured, so many at least. */
  readonly samples?: number;
  /** Numbers in one sample. */
  readonly dimensions?: readonly number[];
  /** The distribution function of the data, on the line. */
  readonly cdf?: true;
  /** Known modes. */
  readonly modes?: true;
  /** The true mean and variance of each number. */
  readonly moments?: true;
  /** Images [H, W, C]. */
  readonly images?: true;
  /** Images [H, W, C] of so many channels. */
  readonly channels?: number;
  /** A feature network. */
  readonly network?: true;
  /** A feature network that classifies, into as many classes if a number is given. */
  readonly classifier?: true | number;
  /** Real samples that were not trained on, so many at least. */
  readonly heldOut?: number;
  /** An engine, for products of large matrices. */
  readonly engine?: true;
  /** Samples of a generator that was asked for classes. */
  readonly asked?: true;
  /** The scores of a discriminator. */
  readonly judge?: true;
}

/** What is measured against, and by what. */
export interface Given {
  readonly dataset: Dataset;
  /** Samples N of each measurement. */
  readonly samples: number;
  readonly seed: number;
  /** `count` real samples, the first of an order that the seed chooses; of a finite set at most all, each once. */
  reals(count: number, seed: number): Promise<Batch>;
  /** Real samples that were not trained on. */
  readonly heldOut?: FiniteDataset;
  readonly network?: FeatureNetwork;
  readonly engine?: Engine;
  /** All samples that were trained on, where `dataset` holds a part of them. */
  readonly training?: FiniteDataset;
  /** Whether samples come with the classes that G was asked for. */
  readonly asked?: boolean;
  /** D's logits of samples. */
  readonly judge?: (samples: Batch) => Promise<Float32Array>;
}

/** A score with its standard error. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

export type Scores<Name extends string = string> = Readonly<Record<Name, number | Estimate>>;
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
  /** Takes so long, or says so much less than others, that it is computed only where it is asked for by name. */
  readonly costly?: true;
  /** What samples are compared with; made once for a run. */
  prepare(given: Given): R | Promise<R>;
  compute(samples: Batch, prepared: R): Scores<Name> | Promise<Scores<Name>>;
  /** Standard errors of scores that come without, where they cost more than the scores; floors have no need of them. */
  errors?(samples: Batch, prepared: R): Promise<Readonly<Record<Name, number>>>;
  /** In closed form, or the scores of batches of real samples. */
  readonly floor: Draws | ((given: Given) => Floors<Name>);
  /** The greatest value of a figure that counts. */
  most?(prepared: R): Partial<Record<Name, number>>;
}

/** Keeps the type of what a metric prepares between its parts. */
export function metric<R, Name extends string>(parts: Metric<R, Name>): Metric<R, Name> {
  return parts;
}

/** A score without its error. */
export const pointOf = (score: number | Estimate): number =>
  typeof score === 'number' ? score : score.value;
