import { type FiniteDataset, labelsOf } from '../data/dataset.ts';
import type { Engine, Executable } from '../engine/engine.ts';
import { Feeds, fillFeeds } from '../gan/feeds.ts';
import { Player } from '../gan/player.ts';
import type { BatchProgram } from '../graph/batch.ts';
import { exp, log, mul, stopGradient, sub } from '../graph/ops/elementwise.ts';
import { input } from '../graph/ops/leaf.ts';
import { oneHot } from '../graph/ops/linear.ts';
import { sum } from '../graph/ops/reduce.ts';
import { max, mean } from '../graph/ops/statistics.ts';
import { nameOf } from '../graph/program.ts';
import { sizeOf, type Tensor } from '../graph/tensor.ts';
import { inference } from '../nn/inference.ts';
import { sequential } from '../nn/layer.ts';
import { activation } from '../nn/layers/activations.ts';
import { conv } from '../nn/layers/conv.ts';
import { dense } from '../nn/layers/dense.ts';
import { dropout } from '../nn/layers/dropout.ts';
import { batchNorm } from '../nn/layers/norm.ts';
import { flatten } from '../nn/layers/shape.ts';
import { Network } from '../nn/network.ts';
import { adam } from '../nn/optimizers/adam.ts';
import { classNames } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';

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

/** A convolutional classifier of images [N, H, W, C] into `classes` logits. */
function classifierNetwork(shape: readonly number[], classes: number): Network {
  const half = { stride: 2, padding: 1, init: 'he-normal' } as const;
  const layers = [
    conv(24, 5, { ...half, padding: 2 }),
    batchNorm(),
    activation('relu'),
    conv(48, 5, { ...half, padding: 2 }),
    batchNorm(),
    activation('relu'),
    flatten(),
    dense(128, { init: 'he-normal' }),
    batchNorm(),
    activation('relu'),
    dropout(0.5),
    dense(classes),
  ];
  return new Network('classifier', sequential(layers), shape);
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
  readonly classes: number;
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
    const network = classifierNetwork(parts.shape, parts.classes);
    const executable = await engine.compileBatch(classifyingProgram(network));
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
    const classes = names.length;
    const order = new Random(seed, 'classifier/split').permutation(size);
    const training = { dataset, labels, indices: order.subarray(heldOut) };
    const weights = await fit(engine, classifierNetwork(shape, classes), training, options);
    const parts = { shape, classes, heldOut, weights, accuracy: Number.NaN };
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
    const length = sizeOf(this.parts.shape);
    const count = images.length / length;
    const judged = { classes: new Int32Array(count), probabilities: new Float32Array(count) };
    const logits = await this.logits(images);
    for (let i = 0; i < count; i++) {
      const row = logits.subarray(i * this.parts.classes, (i + 1) * this.parts.classes);
      const most = Math.max(...row);
      judged.classes[i] = row.indexOf(most);
      judged.probabilities[i] = 1 / row.reduce((sum, s) => sum + Math.exp(s - most), 0); // softmax of the most
    }
    return judged;
  }

  private async logits(images: Float32Array): Promise<Float32Array> {
    const count = images.length / sizeOf(this.parts.shape);
    return (await this.executable.run(count, { x: images })).logits;
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

/** Some images of a dataset with their classes. */
interface Labelled {
  readonly dataset: FiniteDataset;
  readonly labels: Int32Array;
  readonly indices: Uint32Array;
}

function classifyingProgram(network: Network): BatchProgram {
  return inference([network], (rows, infer) => {
    const x = input('x', [rows, ...network.input]);
    return { inputs: [x], outputs: { logits: infer(network, x) } };
  });
}

/** Trains with Adam on independently drawn minibatches; returns the weights. */
async function fit(
  engine: Engine,
  network: Network,
  { dataset, labels, indices }: Labelled,
  { seed = 0, epochs = 10, onProgress }: ClassifierOptions,
): Promise<Record<string, Float32Array>> {
  const feeds = new Feeds();
  const steps = Math.floor((indices.length * epochs) / BATCH);
  const learningRate = { kind: 'cosine', from: 2e-3, to: 1e-5, steps } as const;
  const player = new Player([network], { rule: adam(), learningRate }, step => step, feeds);
  const x = feeds.data([BATCH, ...network.input]);
  const y = input('labels', [BATCH], 'int');
  const loss = mean(crossEntropy(player.apply(network, x, 'classifier').output, y));
  player.descend({ loss, phase: 'classifier' });
  const state = player.carried();
  const executable = await engine.compile({
    inputs: [...feeds.all.map(f => f.node), y],
    state,
    outputs: { loss },
  });
  const zeros = state.map(({ value }) => [nameOf(value), new Float32Array(sizeOf(value.shape))]);
  await executable.write({ ...Object.fromEntries(zeros), ...network.initialize(seed) });
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
  const weights = await executable.read(network.parameters.map(p => p.name));
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
