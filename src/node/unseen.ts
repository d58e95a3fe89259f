import { createHash } from 'node:crypto';
import { type Dataset, type FiniteDataset, sampleLength } from '../data/dataset.ts';
import type { DataHost } from '../data/host.ts';
import { openDataset } from '../data/registry.ts';
import type { DataConfig } from '../data/schema.ts';
import { subset } from '../data/split.ts';
import { UserError } from '../util/error.ts';

/** Real samples that a run was not trained on. */
export interface Unseen {
  /** All of them. */
  readonly fresh?: FiniteDataset;
  /** Those of the test set where the data have one. */
  readonly heldOut?: FiniteDataset;
}

/**
 * Digits of MNIST that were not trained on: of all 70,000 where the cache has them, else of the embedded ones. An image counts
 * as trained on wherever it comes from.
 */
export async function unseenDigits(
  { name, count: _c, start: _s, ...options }: DataConfig,
  trained: FiniteDataset,
  host: DataHost,
): Promise<Unseen> {
  if (name !== 'mnist' || !trained.bytes) return {};
  const seen = new Set(digests(trained));
  const unseen = (set: FiniteDataset | undefined) => set && without(set, seen);
  const all = await opened({ name, ...options, full: true, split: 'all' }, host);
  if (!all) return { fresh: unseen(await opened({ name, ...options, full: false, split: 'train' }, host)) };
  return {
    fresh: unseen(all),
    heldOut: unseen(await opened({ name, ...options, full: true, split: 'test' }, host)),
  };
}

/**
 * The real samples that a run was not trained on: those that it holds out, and other digits.
 * @param data of the config, where there is one
 * @param whole what was split into the samples that were trained on and `own`
 */
export async function calibrating(
  data: DataConfig | undefined,
  whole: Dataset,
  own: FiniteDataset | undefined,
  host: DataHost,
): Promise<Unseen> {
  const unseen = data && whole.kind === 'finite' ? await unseenDigits(data, whole, host) : {};
  return { heldOut: own ?? unseen.heldOut ?? unseen.fresh, fresh: unseen.fresh ?? own };
}

/** Undefined where the cache lacks it. */
async function opened(config: DataConfig, host: DataHost): Promise<FiniteDataset | undefined> {
  try {
    return (await openDataset(config, host)) as FiniteDataset;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function without(set: FiniteDataset, seen: ReadonlySet<string>): FiniteDataset | undefined {
  const places = digests(set).flatMap((digest, i) => (seen.has(digest) ? [] : [i]));
  return places.length === 0 ? undefined : subset(set, Uint32Array.from(places));
}

/** One of each image. */
function digests(set: FiniteDataset): string[] {
  const length = sampleLength(set);
  const image = (i: number) => set.bytes!.subarray(i * length, (i + 1) * length);
  return Array.from({ length: set.size }, (_, i) => createHash('sha1').update(image(i)).digest('base64'));
}
