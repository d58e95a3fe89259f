import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, nodeSha256, readChecked, writeToCache } from '../data/cache.ts';
import type { FiniteDataset } from '../data/dataset.ts';
import { nodeHost } from '../data/loaders/node.ts';
import { openDataset } from '../data/registry.ts';
import type { Engine } from '../engine/engine.ts';
import { Classifier, type ClassifierOptions, type ClassifierParts } from '../metrics/classifier.ts';
import { decodeSafetensors, encodeSafetensors } from '../run/safetensors.ts';
import { concatenate } from '../util/bytes.ts';

/** Trained once: about a minute on two cores, and worth it, since every benchmark uses it. */
const TRAINING = { seed: 0, epochs: 20, heldOut: 1000 } as const;

/** Counts up when the classifier's network or its training changes. */
const VERSION = 1;

export interface DigitClassifierOptions extends Pick<ClassifierOptions, 'onProgress'> {
  /** Default the user's cache. */
  readonly cache?: string;
  /** Default as the benchmarks have it. */
  readonly training?: ClassifierOptions;
}

/**
 * A classifier of the embedded digits, from the user's cache; else it is trained and kept there. The file's name holds
 * what it was trained with, and a second file its SHA-256: a damaged one is trained anew.
 */
export async function digitClassifier(
  engine: Engine,
  options: DigitClassifierOptions = {},
): Promise<Classifier> {
  const { cache = cacheFolder(), training = TRAINING, onProgress } = options;
  const dataset = (await openDataset({ name: 'mnist' }, nodeHost())) as FiniteDataset;
  const key = { version: VERSION, data: dataset.fingerprint, ...training };
  const id = nodeSha256(new TextEncoder().encode(JSON.stringify(key))).slice(0, 12);
  const path = join(cache, 'classifiers', `mnist-${id}.safetensors`);
  const kept = readKept(path);
  if (kept) return Classifier.load(engine, kept);
  const classifier = await Classifier.train(engine, dataset, { ...training, onProgress });
  keep(path, classifier.parts);
  return classifier;
}

function readKept(path: string): ClassifierParts | undefined {
  try {
    const bytes = readChecked(path, readFileSync(`${path}.sha256`, 'utf8').trim());
    return bytes && fromBytes(bytes);
  } catch {
    return undefined; // none yet
  }
}

function keep(path: string, parts: ClassifierParts): void {
  const bytes = toBytes(parts);
  try {
    writeToCache(path, bytes);
    writeToCache(`${path}.sha256`, new TextEncoder().encode(`${nodeSha256(bytes)}\n`));
  } catch {
    // A cache that cannot be written only costs the time to train again.
  }
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
