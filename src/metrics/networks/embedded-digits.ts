import type { DataHost } from '../../data/host.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../../run/safetensors.ts';
import { concatenate } from '../../util/bytes.ts';
import type { ClassifierParts } from './classifier.ts';

/** The classifier of the 10,000 embedded digits, made by `scripts/digits-asset.ts`: part of this package. */
export const EMBEDDED_DIGITS = {
  name: 'networks/embedded-digits.safetensors',
  sha256: '8a0562d71fd755f6fa736a9fbf0a8c4dc454b2002acff59e84d148f965a5f2ef',
  size: 337_912,
};

/** Fingerprint of the digits that it was trained on. */
const TRAINED_ON = 'ff9a187a2f7a791aadf4fccfbc81c253edf7a73b30413dd63c1f7414c2b18553';

/** Whether a data set is that of the embedded digits. */
export const isEmbeddedDigits = ({ fingerprint }: { readonly fingerprint: string }) =>
  fingerprint === TRAINED_ON;

/** The file of the classifier, from this package, or in a page from beside it. */
export async function embeddedDigitsFile(host: DataHost): Promise<Uint8Array> {
  const make = async () => (await host.read('package:saddle-gan/assets/embedded-digits.safetensors')).bytes;
  return (await host.cached(EMBEDDED_DIGITS, make)).bytes;
}

/** Parts of the classifier; the values are those of its 8-bit weights. */
export async function embeddedDigits(host: DataHost): Promise<ClassifierParts> {
  return decodeDigits(await embeddedDigitsFile(host));
}

/** Arrays of fewer values are kept as they are. */
const LEAST_QUANTIZED = 512;

/** A classifier whose large arrays are kept in 8 bits: value = byte · scale + min. */
export function encodeDigits({ weights, ...said }: ClassifierParts): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  const affine: Record<string, readonly [scale: number, min: number]> = {};
  for (const [name, data] of Object.entries(weights)) {
    const shape = [data.length];
    if (data.length < LEAST_QUANTIZED) tensors.set(name, { type: 'F32', shape, data });
    else {
      const [min, max] = [Math.min, Math.max].map(pick => data.reduce((a, b) => pick(a, b)));
      const scale = (max - min) / 255;
      affine[name] = [scale, min];
      tensors.set(name, {
        type: 'U8',
        shape,
        data: Uint8Array.from(data, v => Math.round((v - min) / scale)),
      });
    }
  }
  const metadata = new Map([
    ['classifier', JSON.stringify(said)],
    ['affine', JSON.stringify(affine)],
  ]);
  return concatenate(encodeSafetensors(tensors, metadata));
}

/** What {@link encodeDigits} wrote. */
export function decodeDigits(bytes: Uint8Array): ClassifierParts {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const affine = JSON.parse(metadata.get('affine')!) as Record<string, readonly [number, number]>;
  const weights = [...tensors].map(([name, { data }]) => {
    const [scale, min] = affine[name] ?? [1, 0];
    return [name, Float32Array.from(data as Float32Array | Uint8Array, v => v * scale + min)] as const;
  });
  return { ...JSON.parse(metadata.get('classifier')!), weights: Object.fromEntries(weights) };
}
