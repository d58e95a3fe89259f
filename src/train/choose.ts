import { type Dataset, labelsOf } from '../data/dataset.ts';
import { classNames } from '../util/condition.ts';
import type { Config, PartialConfig } from './config.ts';
import { pairing, pairingAdam } from './pairing.ts';

/** What is known of data before anything is trained on them. */
export interface DataFacts {
  /** `[height, width, channels]`, or `[features]`. */
  readonly shape: readonly number[];
  readonly size: number;
  /** Samples of each class; empty where there are none. */
  readonly classes: readonly number[];
}

/** What suits some data. */
export type Chosen = Omit<PartialConfig, 'recipe' | 'data'>;

/** What stands in for data that nobody has named yet. */
export const TYPICAL: DataFacts = { shape: [64, 64, 3], size: 1000, classes: [] };

/** The same for points. */
export const TYPICAL_POINTS: DataFacts = { shape: [2], size: 1000, classes: [] };

export function factsOf(dataset: Dataset): DataFacts {
  const { shape, size } = dataset;
  const classes = new Array<number>(classNames(dataset.condition)?.length ?? 0).fill(0);
  for (const label of labelsOf(dataset) ?? []) classes[label]++;
  return { shape, size, classes };
}

/** Networks, batch and length for data of the user's: the one place that decides it. */
export function chooseFor(facts: DataFacts): Chosen {
  return facts.shape.length === 3 ? forPictures(facts) : forPoints(facts);
}

function forPictures({ shape, size, classes }: DataFacts): Chosen {
  const { channels, strides } = layersFor(shape);
  const conditional = isConditional(classes);
  const batch = batchFor(size);
  const steps = stepsFor(shape, size, batch);
  const often = Math.min(500, Math.ceil(steps / 8));
  return {
    ...pairing,
    latent: { dim: 64 },
    generator: {
      family: 'dcgan',
      channels: [...channels].reverse(),
      strides,
      norm: { kind: 'batch' },
      normFirst: true,
      ...(conditional && { condition: 'concat', conditionFeatures: 8 }),
    },
    discriminator: {
      family: 'dcgan',
      channels,
      strides,
      activation: 'leaky-relu',
      ...(conditional && { condition: 'projection' }),
    },
    optimizer: pairingAdam(1e-3),
    batch,
    steps,
    emaHalfLife: Math.min(10_000, Math.ceil((batch * steps) / 10)),
    sampleEvery: often,
    checkpointEvery: often,
    samples: 64,
  };
}

/** The least side that convolutions begin with. */
const LEAST_SIDE = 4;

/** Channels of D's first convolution; each next one has twice as many. */
const FIRST = 32;

/** D's channels and strides: it halves the sides as often as they can be, down to 4; G is its mirror image. */
export function layersFor([height, width]: readonly number[]): {
  readonly channels: number[];
  readonly strides: number[];
} {
  let times = 0;
  const can = (side: number) => side % 2 ** (times + 1) === 0 && side / 2 ** (times + 1) >= LEAST_SIDE;
  while (can(height) && can(width)) times++;
  const count = Math.max(1, times);
  return {
    channels: Array.from({ length: count }, (_, i) => Math.min(256, FIRST * 2 ** i)),
    strides: new Array<number>(count).fill(times === 0 ? 1 : 2),
  };
}

/** Samples that a class needs for its pictures to be asked for. */
const LEAST_OF_A_CLASS = 50;

/** Classes beyond which they are not told. */
const MOST_CLASSES = 200;

const isConditional = (classes: readonly number[]) =>
  classes.length > 1 && classes.length <= MOST_CLASSES && Math.min(...classes) >= LEAST_OF_A_CLASS;

/** A power of two of at most 32 that few pictures fill several times. */
const batchFor = (size: number) => Math.max(4, Math.min(32, 2 ** Math.floor(Math.log2(size / 4))));

/** Times that each picture is seen; few pictures are learned by heart when they are seen more often. */
const EPOCHS = 100;

/** Within what an hour or so of two cores allows; larger pictures cost more each. */
function stepsFor(shape: readonly number[], size: number, batch: number): number {
  const most = Math.max(shape[0], shape[1]) >= 64 ? 8000 : 16_000;
  const wanted = (EPOCHS * size) / batch;
  return Math.round(Math.min(most, Math.max(2000, wanted)) / 100) * 100;
}

function forPoints({ shape, size }: DataFacts): Chosen {
  const hidden = [128, 128, 128];
  return {
    ...pairing,
    penaltyScale: { kind: 'cosine', from: 1, to: 0.01 },
    latent: { dim: Math.max(2, Math.min(32, shape[0])) },
    generator: { family: 'mlp', hidden },
    discriminator: { family: 'mlp', hidden, activation: 'leaky-relu' },
    optimizer: pairingAdam(2e-3),
    batch: Math.max(1, Math.min(256, 2 ** Math.floor(Math.log2(size / 2)))),
    emaHalfLife: 100_000,
    samples: 2500,
    steps: 10_000,
  };
}

function widthsOf(discriminator: Config['discriminator']): readonly number[] {
  if ('channels' in discriminator) return discriminator.channels;
  return 'hidden' in discriminator ? discriminator.hidden : [discriminator.width];
}

/**
 * What a config has for data and why, in lines.
 * @param config with what the user asked for
 */
export function reasonsFor({ shape, size, classes }: DataFacts, config: Config): string[] {
  const { generator, discriminator, batch, steps } = config;
  const isPicture = shape.length === 3;
  const seen = Math.max(1, Math.round((batch * steps) / size));
  const few = isPicture && size < 500 ? '; so few may be learned by heart' : '';
  return [
    isPicture ? sizeReason(shape) : `points of ${shape[0]} numbers`,
    networksReason(shape, generator.family, discriminator),
    classesReason(classes, generator.condition !== 'none'),
    `${steps.toLocaleString('en')} steps of ${batch}: each of ${size.toLocaleString('en')} samples is seen about ${seen} times${few}`,
  ];
}

/** Why so many layers, where the data decided it and the user did not. */
function networksReason(shape: readonly number[], family: string, D: Config['discriminator']): string {
  const widths = widthsOf(D).join(', ');
  const ownD = family === D.family ? 'D of' : `D ${D.family} of`;
  const isChosen =
    shape.length === 3 && D.family === 'dcgan' && widths === layersFor(shape).channels.join(', ');
  return `${family} networks, ${ownD} ${widths}${isChosen ? ': as many layers as halve the sides, to no fewer than 4 pixels' : ''}`;
}

function sizeReason([height, width, channels]: readonly number[]): string {
  const colour = channels === 1 ? 'grey' : 'in colour';
  return `${height} × ${width} pixels ${colour}; --resolution takes another size, --data.channels grey or colour`;
}

function classesReason(classes: readonly number[], told: boolean): string {
  if (classes.length < 2) return 'no classes, which several sub-folders or a column of names would be';
  if (told) return `${classes.length} classes, told to both networks: each can be asked for`;
  return `${classes.length} classes, not told to the networks${untoldReason(classes)}`;
}

/** Nothing where the user decided it. */
function untoldReason(classes: readonly number[]): string {
  if (isConditional(classes)) return '';
  if (classes.length > MOST_CLASSES) return `: they are told up to ${MOST_CLASSES}`;
  return `: the smallest has ${Math.min(...classes)} samples; ${LEAST_OF_A_CLASS} of each are enough`;
}
