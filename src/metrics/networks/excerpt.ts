import type { KerasArrays } from '../../nn/networks/keras.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../../run/safetensors.ts';
import { concatenate } from '../../util/bytes.ts';

/** An array in 8 bits: value = byte · scale + min. */
export interface Quantized {
  readonly name: string;
  readonly shape: readonly number[];
  readonly scale: number;
  readonly min: number;
  readonly bytes: Uint8Array;
}

/** Arrays of a model, their bytes as they are, as a safetensors file; scale and min of each are in its metadata. */
export function encodeExcerpt(arrays: readonly Quantized[], source: string): Uint8Array {
  const tensors = arrays.map(({ name, shape, bytes }): [string, StoredTensor] => [
    name,
    { type: 'U8', shape, data: bytes },
  ]);
  const affine = Object.fromEntries(arrays.map(({ name, scale, min }) => [name, [scale, min]]));
  const metadata = new Map([
    ['affine', JSON.stringify(affine)],
    ['source', source],
  ]);
  return concatenate(encodeSafetensors(new Map(tensors), metadata));
}

/** The values of all arrays. */
export function decodeExcerpt(bytes: Uint8Array): KerasArrays {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const affine = JSON.parse(metadata.get('affine')!) as Record<string, readonly [number, number]>;
  const values = [...tensors].map(([name, { data }]): [string, Float64Array] => {
    const [scale, min] = affine[name];
    return [name, Float64Array.from(data as Uint8Array, q => q * scale + min)];
  });
  return new Map(values);
}
