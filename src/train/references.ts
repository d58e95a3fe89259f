import type { FeatureNetwork, Features, Floors } from '../metrics/metric.ts';

/** Keeps what was computed of real samples for the next time; keys are texts that name all that decides it. */
export interface ReferenceStore {
  features(key: string, make: () => Promise<Features>): Promise<Features>;
  floors(key: string, make: () => Promise<Floors>): Promise<Floors>;
}

/** Keeps nothing. */
export const noReferences: ReferenceStore = {
  features: (_, make) => make(),
  floors: (_, make) => make(),
};

/** Samples that a network looks at in one call. */
const PART = 500;

/** A network that looks at samples part by part, and once at each array. */
export function inParts(network: FeatureNetwork, onProgress: (done: number, total: number) => void) {
  const seen = new WeakMap<Float32Array, Promise<Features>>();
  return withLook(network, (samples, count) => {
    const known = seen.get(samples) ?? lookInParts(network, samples, count, onProgress);
    seen.set(samples, known);
    return known;
  });
}

/** A network whose view of one array of samples comes from elsewhere. */
export function remembering(
  network: FeatureNetwork,
  values: Float32Array,
  remembered: (make: () => Promise<Features>) => Promise<Features>,
): FeatureNetwork {
  return withLook(network, (samples, count) => {
    const make = () => network.look(samples, count);
    return samples === values ? remembered(make) : make();
  });
}

function withLook(network: FeatureNetwork, look: FeatureNetwork['look']): FeatureNetwork {
  const { name, short, protocol, classes, accuracy } = network;
  return { name, short, protocol, classes, accuracy, look };
}

async function lookInParts(
  network: FeatureNetwork,
  samples: Float32Array,
  count: number,
  onProgress: (done: number, total: number) => void,
): Promise<Features> {
  const length = samples.length / count;
  const parts: Features[] = [];
  for (let start = 0; start < count; start += PART) {
    const end = Math.min(count, start + PART);
    parts.push(await network.look(samples.subarray(start * length, end * length), end - start));
    onProgress(end, count);
  }
  const probabilities = parts.flatMap(part => part.probabilities ?? []);
  return {
    values: joined(parts.map(part => part.values)),
    size: parts[0].size,
    ...(probabilities.length > 0 && { probabilities: joined(probabilities) }),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
