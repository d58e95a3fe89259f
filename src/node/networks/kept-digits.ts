import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keepProven, nodeSha256, readProven } from '../../data/cache.ts';
import type { FiniteDataset } from '../../data/dataset.ts';
import { nodeHost } from '../../data/loaders/node.ts';
import type { Engine } from '../../engine/engine.ts';
import {
  Classifier,
  type ClassifierOptions,
  type ClassifierParts,
} from '../../metrics/networks/classifier.ts';
import { digitsTraining, trainDigits } from '../../metrics/networks/digits.ts';
import { embeddedDigits, isEmbeddedDigits } from '../../metrics/networks/embedded-digits.ts';
import { decodeSafetensors, encodeSafetensors } from '../../run/safetensors.ts';
import { concatenate } from '../../util/bytes.ts';

/** Counts up when the classifier's network or its training changes. */
const VERSION = 2;

export interface KeptDigitsOptions extends Pick<ClassifierOptions, 'onProgress'> {
  /** Folder where classifiers are kept. */
  readonly cache: string;
  /** Default as {@link digitsTraining} has it. */
  readonly training?: Omit<ClassifierOptions, 'onProgress'>;
  /** Told in one sentence that a kept classifier is damaged. */
  readonly onNotice?: (sentence: string) => void;
}

/**
 * The classifier of a labelled image data set. That of the embedded digits is part of this package; of others it is kept in the cache.
 * @throws UserError when the dataset has no labels or holds no images
 */
export async function keptDigits(
  engine: Engine,
  dataset: FiniteDataset,
  options: KeptDigitsOptions,
): Promise<Classifier> {
  if (options.training || !isEmbeddedDigits(dataset)) return trainedDigits(engine, dataset, options);
  return Classifier.load(engine, await embeddedDigits(nodeHost(options.cache)));
}

/**
 * The classifier of a labelled image data set, from the cache; else it is trained and kept there. The file's name holds what it
 * was trained with, and a second file its SHA-256: a damaged one is trained anew.
 * @throws UserError when the dataset has no labels or holds no images
 */
export async function trainedDigits(
  engine: Engine,
  dataset: FiniteDataset,
  { cache, onProgress, onNotice, ...options }: KeptDigitsOptions,
): Promise<Classifier> {
  const training = { ...digitsTraining(dataset), ...options.training };
  const path = pathOf(dataset, cache, training);
  const kept = readProven(path, fromBytes);
  if (kept) return Classifier.load(engine, kept);
  if (existsSync(path)) onNotice?.(`digits: ${path} is damaged, so the classifier is trained anew`);
  const classifier = await trainDigits(engine, dataset, { ...training, onProgress });
  keepProven(path, toBytes(classifier.parts));
  return classifier;
}

/** Whether the classifier of a data set is there, or has to be trained. */
export function hasKeptDigits(dataset: FiniteDataset, cache: string): boolean {
  if (isEmbeddedDigits(dataset)) return true;
  return readProven(pathOf(dataset, cache, digitsTraining(dataset)), fromBytes) !== undefined;
}

function pathOf({ name, fingerprint }: FiniteDataset, cache: string, training: ClassifierOptions): string {
  const key = { version: VERSION, data: fingerprint, ...training };
  const id = nodeSha256(new TextEncoder().encode(JSON.stringify(key))).slice(0, 12);
  return join(cache, 'classifiers', `${name}-${id}.safetensors`);
}

function toBytes({ weights, ...rest }: ClassifierParts): Uint8Array {
  const tensors = Object.entries(weights).map(
    ([name, data]) => [name, { type: 'F32', shape: [data.length], data }] as const,
  );
  return concatenate(encodeSafetensors(new Map(tensors), new Map([['classifier', JSON.stringify(rest)]])));
}

function fromBytes(bytes: Uint8Array): ClassifierParts {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const weights = [...tensors].map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]);
  return { ...JSON.parse(metadata.get('classifier')!), weights: Object.fromEntries(weights) };
}
