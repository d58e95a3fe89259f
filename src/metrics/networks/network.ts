import { concatenateFloats } from '../../util/bytes.ts';
import { UserError } from '../../util/error.ts';
import type { FeatureNetwork, Features } from '../metric.ts';

/** Told how many of the samples have been looked at. */
export type LookProgress = (done: number, total: number) => void;

/** A feature network that holds memory of an engine until it is disposed of. */
export interface OpenNetwork extends FeatureNetwork {
  dispose(): Promise<void>;
}

/** What computes the features of a few samples. */
export interface Looker {
  /** What errors call the network. */
  readonly short: string;
  /** Of one sample, `[H, W, C]`. */
  readonly shape: readonly number[];
  /** Samples of one call: what memory bounds. */
  readonly batch: number;
  readonly onProgress?: LookProgress;
  compute(samples: Float32Array, count: number): Promise<Features>;
}

/**
 * Features of `count` samples, batch by batch.
 * @throws UserError when samples are of another shape, or they or their features are not finite
 */
export async function look(looker: Looker, samples: Float32Array, count: number): Promise<Features> {
  const { short, shape, batch, onProgress } = looker;
  const length = shape.reduce((product, extent) => product * extent, 1);
  if (samples.length !== count * length || count < 1) {
    throw new UserError(
      `${short}: expected ${count} samples [${shape.join(', ')}] of ${length} values, got ${samples.length} values; ask for a network of these data`,
    );
  }
  requireFinite(short, 'samples', samples, length);
  const parts: Features[] = [];
  for (let start = 0; start < count; start += batch) {
    const end = Math.min(count, start + batch);
    const part = await looker.compute(samples.subarray(start * length, end * length), end - start);
    requireFinite(short, 'features', part.values, part.size, start);
    parts.push(part);
    onProgress?.(end, count);
  }
  return joined(parts);
}

/** @param first number of the sample of the first row */
function requireFinite(short: string, what: string, values: Float32Array, width: number, first = 0): void {
  const at = values.findIndex(value => !Number.isFinite(value));
  if (at < 0) return;
  throw new UserError(
    `${short}: expected finite ${what}, got ${values[at]} for sample ${first + Math.floor(at / width)}; see what made it, since no figure can rest on it`,
  );
}

function joined(parts: readonly Features[]): Features {
  const [{ size, probabilities }] = parts;
  const values = concatenateFloats(parts.map(part => part.values));
  if (!probabilities) return { values, size };
  return { values, size, probabilities: concatenateFloats(parts.map(part => part.probabilities!)) };
}
