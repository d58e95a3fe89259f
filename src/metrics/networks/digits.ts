import type { FiniteDataset } from '../../data/dataset.ts';
import type { Engine } from '../../engine/engine.ts';
import { sha256, sha256Text } from '../../util/sha256.ts';
import { Classifier, type ClassifierOptions, type ClassifierParts, FEATURES } from './classifier.ts';
import { type LookProgress, look, type OpenNetwork } from './network.ts';

/** Images of one call. */
const BATCH = 500;

/** Images that training draws, repeated ones counted: about a minute for 28 × 28 on two cores. */
export const DRAWN = 180_000;

/** How the network of a data set is trained: the held-out images are a thousand, of small sets a tenth. */
export function digitsTraining({
  size,
}: Pick<FiniteDataset, 'size'>): Required<Pick<ClassifierOptions, 'seed' | 'epochs' | 'heldOut'>> {
  const heldOut = Math.min(1000, Math.floor(size / 10));
  return { seed: 0, epochs: DRAWN / (size - heldOut), heldOut };
}

/** Trains the classifier of a labelled image data set, on pixels from −1 (black) to 1 (white). */
export function trainDigits(
  engine: Engine,
  dataset: FiniteDataset,
  options: ClassifierOptions = {},
): Promise<Classifier> {
  return Classifier.train(engine, standardized(dataset), { ...digitsTraining(dataset), ...options });
}

/**
 * The feature network `digits`: a classifier of the data themselves, whose features are the layer before the logits.
 * @param dataset that gives samples; only its pixel range counts here
 */
export function digitsNetwork(
  classifier: Classifier,
  { display = [-1, 1] }: Pick<FiniteDataset, 'display'>,
  onProgress?: LookProgress,
): OpenNetwork {
  const { shape, names, accuracy, heldOut, weights } = classifier.parts;
  const compute = (samples: Float32Array) => classifier.look(toUnit(samples, display));
  const looker = { short: 'digits', shape, batch: BATCH, onProgress, compute };
  return {
    name: `digits-${weightsDigest(weights)}`,
    short: 'digits',
    protocol: `convolutional classifier of ${names.length} classes trained on the data, ${(100 * accuracy).toFixed(1)} % right on ${heldOut} held-out images; the ${FEATURES} values before the logits; pixels in [-1, 1], not resized`,
    classes: names,
    accuracy,
    look: (samples, count) => look(looker, samples, count),
    dispose: () => classifier.dispose(),
  };
}

/** Eight hex digits of the SHA-256 of all weights: another training, another network. */
function weightsDigest(weights: ClassifierParts['weights']): string {
  const sums = Object.keys(weights)
    .sort()
    .map(name => `${name} ${sha256(bytesOf(weights[name]))}`);
  return sha256Text(sums.join('\n')).slice(0, 8);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

type Display = readonly [black: number, white: number];

function standardized(dataset: FiniteDataset): FiniteDataset {
  const { display } = dataset;
  if (!display) return dataset;
  const read: FiniteDataset['read'] = async (indices, out, y) => {
    await dataset.read(indices, out, y);
    out.set(toUnit(out, display));
  };
  return { ...dataset, display: [-1, 1], read };
}

/** Values with black at −1 and white at 1. */
function toUnit(values: Float32Array, [black, white]: Display): Float32Array {
  if (black === -1 && white === 1) return values;
  return values.map(v => (2 * (v - black)) / (white - black) - 1);
}
