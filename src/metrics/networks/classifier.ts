import { type FiniteDataset, labelsOf } from '../../data/dataset.ts';
import type { Engine, Executable } from '../../engine/engine.ts';
import { Feeds, fillFeeds } from '../../gan/feeds.ts';
import { Player } from '../../gan/player.ts';
import type { BatchProgram } from '../../graph/batch.ts';
import { exp, log, mul, stopGradient, sub } from '../../graph/ops/elementwise.ts';
import { input } from '../../graph/ops/leaf.ts';
import { oneHot } from '../../graph/ops/linear.ts';
import { sum } from '../../graph/ops/reduce.ts';
import { max, mean } from '../../graph/ops/statistics.ts';
import { nameOf } from '../../graph/program.ts';
import { sizeOf, type Tensor } from '../../graph/tensor.ts';
import { inference } from '../../nn/inference.ts';
import { sequential } from '../../nn/layer.ts';
import { activation } from '../../nn/layers/activations.ts';
import { conv } from '../../nn/layers/conv.ts';
import { dense } from '../../nn/layers/dense.ts';
import { dropout } from '../../nn/layers/dropout.ts';
import { batchNorm } from '../../nn/layers/norm.ts';
import { flatten } from '../../nn/layers/shape.ts';
import { Network } from '../../nn/network.ts';
import { adam } from '../../nn/optimizers/adam.ts';
import { classNames } from '../../util/condition.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import { classesOf } from '../features.ts';
import type { Features } from '../metric.ts';

export interface ClassifierOptions {
  readonly seed?: number;
  /** Times that the samples of the training part are drawn on average; default 10. */
  readonly epochs?: number;
  /** Samples that are not trained on, to measure the accuracy; default a tenth. */
  readonly heldOut?: number;
  /** Told how many of its steps are done. */
  readonly onProgress?: (step: number, steps: number) => void;
}

const BATCH = 100;

/** Filters of the first convolution; each further one has twice as many, up to {@link MOST_FILTERS}. */
const FILTERS = 24;
const MOST_FILTERS = 96;
/** Height and width that convolutions of stride 2 bring images down to. */
const SMALL = 8;
/** Values of the layer before the logits. */
export const FEATURES = 128;

/** The two parts of a classifier: images [N, H, W, C] to features, and features to logits. */
interface Parts {
  readonly trunk: Network;
  readonly head: Network;
}

function classifierNetworks([height, width, channels]: readonly number[], classes: number): Parts {
  const halvings = Math.max(2, Math.ceil(Math.log2(Math.max(height, width) / SMALL)));
  const blocks = Array.from({ length: halvings }, (_, i) => [
    conv(Math.min(MOST_FILTERS, FILTERS * 2 ** i), 5, { stride: 2, padding: 2, init: 'he-normal' }),
    batchNorm(),
    activation('relu'),
  ]);
  const hidden = [flatten(), dense(FEATURES, { init: 'he-normal' }), batchNorm(), activation('relu')];
  return {
    trunk: new Network('features', sequential([...blocks.flat(), ...hidden]), [height, width, channels]),
    head: new Network('head', sequential([dropout(0.5), dense(classes)]), [FEATURES]),
  };
}

/** −log softmax(logits)[label], per sample: [N, classes] and int [N] to [N]. */
function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const shifted = sub(logits, stopGradient(max(logits, [1], { keepDims: true })));
  const normalizer = log(sum(exp(shifted), [1]));
  return sub(normalizer, sum(mul(shifted, oneHot(labels, logits.shape[1])), [1]));
}

/** What a classifier is made of: to keep it, and to have it again. */
export interface ClassifierParts {
  /** Of one image, [H, W, C]. */
  readonly shape: readonly number[];
  /** Names of the classes. */
  readonly names: readonly string[];
  /** Share of held-out images that it classifies right. */
  readonly accuracy: number;
  /** Images that the accuracy was measured on. */
  readonly heldOut: number;
  /** By the names of the network. */
  readonly weights: Readonly<Record<string, Float32Array>>;
}

/** What a classifier says of some images. */
export interface Judgements {
  readonly classes: Int32Array;
  readonly probabilities: Float32Array;
}

/** A classifier trained on labelled images, with its accuracy on images that it has not seen. */
export class Classifier {
  readonly parts: ClassifierParts;
  private readonly executable: Executable;

  private constructor(parts: ClassifierParts, executable: Executable) {
    this.parts = parts;
    this.executable = executable;
  }

  get accuracy(): number {
    return this.parts.accuracy;
  }

  /** A classifier that was trained before. */
  static async load(engine: Engine, parts: ClassifierParts): Promise<Classifier> {
    const networks = classifierNetworks(parts.shape, parts.names.length);
    const executable = await engine.compileBatch(classifyingProgram(networks));
    await executable.write(parts.weights);
    return new Classifier(parts, executable);
  }

  /**
   * Trains on a dataset with labels.
   * @throws UserError when the dataset has no labels or holds no images
   */
  static async train(
    engine: Engine,
    dataset: FiniteDataset,
    options: ClassifierOptions = {},
  ): Promise<Classifier> {
    const { shape, size } = dataset;
    const names = classNames(dataset.condition);
    const labels = labelsOf(dataset);
    if (!names || !labels || shape.length !== 3) {
      throw new UserError(`classifier: expected labelled images [H, W, C], got ${dataset.name}`);
    }
    const { seed = 0, heldOut = Math.floor(size / 10) } = options;
    const order = new Random(seed, 'classifier/split').permutation(size);
    const training = { dataset, labels, indices: order.subarray(heldOut) };
    const weights = await fit(engine, classifierNetworks(shape, names.length), training, options);
    const parts = { shape, names, heldOut, weights, accuracy: Number.NaN };
    const unmeasured = await Classifier.load(engine, parts);
    const accuracy = await unmeasured.measure({ dataset, labels, indices: order.subarray(0, heldOut) });
    return new Classifier({ ...parts, accuracy }, unmeasured.executable);
  }

  /** The class of each image [N, H, W, C]. */
  async classify(images: Float32Array): Promise<Int32Array> {
    return (await this.judge(images)).classes;
  }

  /** The most probable class of each image [N, H, W, C], and how probable it is. */
  async judge(images: Float32Array): Promise<Judgements> {
    const features = await this.look(images);
    const classes = classesOf(features);
    const count = this.parts.names.length;
    const probabilities = Float32Array.from(classes, (c, i) => features.probabilities[i * count + c]);
    return { classes, probabilities };
  }

  /** The layer before the logits, and the probability of each class: of images [N, H, W, C]. */
  async look(images: Float32Array): Promise<Features & { readonly probabilities: Float32Array }> {
    const { shape, names } = this.parts;
    const { features, logits } = await this.executable.run(images.length / sizeOf(shape), { x: images });
    return { values: features, size: FEATURES, probabilities: softmax(logits, names.length) };
  }

  /** Share of images that it classifies right. */
  private async measure({ dataset, labels, indices }: Labelled): Promise<number> {
    const images = new Float32Array(indices.length * sizeOf(this.parts.shape));
    await dataset.read(indices, images);
    const found = await this.classify(images);
    return found.reduce((n, label, i) => n + Number(label === labels[indices[i]]), 0) / indices.length;
  }

  async dispose(): Promise<void> {
    await this.executable.dispose();
  }
}

/** Rows of logits [N, classes] as probabilities. */
function softmax(logits: Float32Array, classes: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes);
    const most = Math.max(...row);
    const sum = row.reduce((total, s) => total + Math.exp(s - most), 0);
    for (let c = 0; c < classes; c++) probabilities[start + c] = Math.exp(row[c] - most) / sum;
  }
  return probabilities;
}

/** Some images of a dataset with their classes. */
interface Labelled {
  readonly dataset: FiniteDataset;
  readonly labels: Int32Array;
  readonly indices: Uint32Array;
}

function classifyingProgram({ trunk, head }: Parts): BatchProgram {
  return inference([trunk, head], (rows, infer) => {
    const x = input('x', [rows, ...trunk.input]);
    const features = infer(trunk, x);
    return { inputs: [x], outputs: { features, logits: infer(head, features) } };
  });
}

/** Trains with Adam on independently drawn minibatches; returns the weights. */
async function fit(
  engine: Engine,
  { trunk, head }: Parts,
  { dataset, labels, indices }: Labelled,
  { seed = 0, epochs = 10, onProgress }: ClassifierOptions,
): Promise<Record<string, Float32Array>> {
  const feeds = new Feeds();
  const steps = Math.floor((indices.length * epochs) / BATCH);
  const learningRate = { kind: 'cosine', from: 2e-3, to: 1e-5, steps } as const;
  const player = new Player([trunk, head], { rule: adam(), learningRate }, step => step, feeds);
  const x = feeds.data([BATCH, ...trunk.input]);
  const y = input('labels', [BATCH], 'int');
  const features = player.apply(trunk, x, 'classifier').output;
  const loss = mean(crossEntropy(player.apply(head, features, 'classifier').output, y));
  player.descend({ loss, phase: 'classifier' });
  const state = player.carried();
  const executable = await engine.compile({
    inputs: [...feeds.all.map(f => f.node), y],
    state,
    outputs: { loss },
  });
  const zeros = state.map(({ value }) => [nameOf(value), new Float32Array(sizeOf(value.shape))]);
  const first = { ...trunk.initialize(seed), ...head.initialize(seed) };
  await executable.write({ ...Object.fromEntries(zeros), ...first });
  const chosen = (step: number) => batchIndices(indices, seed, step);
  const fill = async (step: number, out: Float32Array): Promise<void> => {
    await dataset.read(chosen(step), out);
    shiftImages(out, dataset, new Random(seed, 'classifier/shift', step));
  };
  for (let step = 0; step < steps; step += 20) {
    const count = Math.min(20, steps - step);
    const batches = Array.from({ length: count }, (_, i) => [...chosen(step + i)]);
    const targets = Int32Array.from(batches.flat(), i => labels[i]);
    const inputs = await fillFeeds(feeds.all, seed, { fill }, step, count);
    await executable.run(count, { ...inputs, labels: targets });
    onProgress?.(step + count, steps);
  }
  const weights = await executable.read(Object.keys(first));
  await executable.dispose();
  return weights;
}

/** Moves each image by up to two pixels in each direction: the class stays, the classifier generalises. */
function shiftImages(images: Float32Array, { shape, display = [0, 1] }: FiniteDataset, random: Random): void {
  const [height, width, channels] = shape;
  const source = new Float32Array(sizeOf(shape));
  for (let start = 0; start < images.length; start += source.length) {
    source.set(images.subarray(start, start + source.length));
    const [dy, dx] = [random.integer(5) - 2, random.integer(5) - 2];
    for (let i = 0; i < source.length; i++) {
      const x = (Math.floor(i / channels) % width) + dx;
      const y = Math.floor(i / channels / width) + dy;
      const inside = x >= 0 && x < width && y >= 0 && y < height;
      images[start + i] = inside ? source[i + (dy * width + dx) * channels] : display[0];
    }
  }
}

/** Independent draws from the training part. */
function batchIndices(training: Uint32Array, seed: number, step: number): Uint32Array {
  const random = new Random(seed, 'classifier/batch', step);
  return Uint32Array.from({ length: BATCH }, () => training[random.integer(training.length)]);
}
