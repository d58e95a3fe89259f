import type { FeatureNetwork, Features, Floors } from '../metrics/metric.ts';
import { look } from '../metrics/networks/network.ts';

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

/** Asks a store once for each key. */
export function remembered(store: ReferenceStore): ReferenceStore {
  return { features: once(store.features), floors: once(store.floors) };
}

function once<T>(ask: (key: string, make: () => Promise<T>) => Promise<T>): typeof ask {
  const known = new Map<string, Promise<T>>();
  return (key, make) => {
    const found = known.get(key) ?? ask(key, make);
    known.set(key, found);
    return found;
  };
}

/** Samples that a network looks at in one call. */
const PART = 500;

/** A network that looks at samples part by part, and once at each array. */
export function inParts(
  network: FeatureNetwork,
  shape: readonly number[],
  onProgress: (done: number, total: number) => void,
): FeatureNetwork {
  const { short } = network;
  const looker = { short, shape, batch: PART, onProgress, compute: network.look.bind(network) };
  const seen = new WeakMap<Float32Array, Promise<Features>>();
  return withLook(network, (samples, count) => {
    const known = seen.get(samples) ?? look(looker, samples, count);
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
