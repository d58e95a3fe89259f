import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keepProven, nodeSha256, readProven } from '../data/cache.ts';
import type { Features, Floors } from '../metrics/metric.ts';
import { decodeSafetensors, encodeSafetensors } from '../run/safetensors.ts';
import type { ReferenceStore } from '../train/references.ts';
import { concatenate } from '../util/bytes.ts';

/**
 * What was computed of real samples, in the user's cache: a file for each key, whose name holds the SHA-256 of the key, and
 * beside it one with the SHA-256 of its content.
 * @param onNotice told in one sentence that a file is damaged; what it held is computed anew
 */
export function cachedReferences(cache: string, onNotice: (sentence: string) => void): ReferenceStore {
  const kept = async <T>(key: string, ending: string, form: Form<T>, make: () => Promise<T>): Promise<T> => {
    const path = join(cache, 'references', `${nodeSha256(encode(key)).slice(0, 24)}.${ending}`);
    const found = readProven(path, form.value);
    if (found !== undefined) return found;
    if (existsSync(path)) onNotice(`${path} is damaged, so what it holds of real samples is computed anew`);
    const made = await make();
    keepProven(path, form.bytes(made));
    return made;
  };
  return {
    features: (key, make) => kept(key, 'safetensors', features, make),
    floors: (key, make) => kept(key, 'json', floors, make),
  };
}

/** How something is kept. */
interface Form<T> {
  bytes(value: T): Uint8Array;
  value(bytes: Uint8Array): T;
}

const encode = (text: string) => new TextEncoder().encode(text);

const floors: Form<Floors> = {
  bytes: value => encode(`${JSON.stringify(value)}\n`),
  value: bytes => JSON.parse(new TextDecoder().decode(bytes)) as Floors,
};

const features: Form<Features> = {
  bytes({ values, size, probabilities }) {
    const tensor = (data: Float32Array) => ({ type: 'F32', shape: [data.length], data }) as const;
    const parts = [['values', values], ...(probabilities ? [['probabilities', probabilities]] : [])] as const;
    const tensors = new Map(parts.map(([name, data]) => [name as string, tensor(data as Float32Array)]));
    return concatenate(encodeSafetensors(tensors, new Map([['size', String(size)]])));
  },
  value(bytes) {
    const { tensors, metadata } = decodeSafetensors(bytes);
    const part = (name: string) => tensors.get(name)?.data as Float32Array | undefined;
    const probabilities = part('probabilities');
    return {
      values: part('values')!,
      size: Number(metadata.get('size')),
      ...(probabilities && { probabilities }),
    };
  },
};
