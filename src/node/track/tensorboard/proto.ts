import { concatenate } from '../../../util/bytes.ts';

// Protocol Buffers as far as TensorBoard's events need them: https://protobuf.dev/programming-guides/encoding

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.from([...bytes, rest]);
}

const field = (number: number, type: number, ...content: Uint8Array[]) =>
  concatenate([varint(8 * number + type), ...content]);

/** Little-endian, as on every machine that runs Node. */
const raw = (values: Float32Array | Float64Array) => new Uint8Array(values.buffer, 0, values.byteLength);

/** What is 0 is left out, as in version 3 of the language. */
const unlessZero = (value: number, field: () => Uint8Array) => (value === 0 ? new Uint8Array() : field());

export const int = (number: number, value: number) =>
  unlessZero(value, () => field(number, VARINT, varint(value)));
export const double = (number: number, value: number) =>
  unlessZero(value, () => field(number, FIXED64, raw(Float64Array.of(value))));
/** One of several fields of a choice, which is there where it is 0 too. */
export const float = (number: number, value: number) => field(number, FIXED32, raw(Float32Array.of(value)));
export const bytes = (number: number, value: Uint8Array) => field(number, BYTES, varint(value.length), value);
export const text = (number: number, value: string) => bytes(number, new TextEncoder().encode(value));
export const doubles = (number: number, values: readonly number[]) =>
  bytes(number, raw(Float64Array.from(values)));
export const message = (number: number, ...fields: Uint8Array[]) => bytes(number, concatenate(fields));

/** What is read back of a field: its whole number, or its bytes. */
export interface Field {
  readonly number: number;
  readonly int?: number;
  readonly bytes?: Uint8Array;
}

/** The fields of a message, one after the other. */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  for (let at = 0; at < message.length; ) {
    const [key, start] = readVarint(message, at);
    const [number, type] = [Math.floor(key / 8), key % 8];
    if (type === VARINT) {
      const [int, end] = readVarint(message, start);
      yield { number, int };
      at = end;
    } else {
      const [length, from] = type === BYTES ? readVarint(message, start) : [type === FIXED64 ? 8 : 4, start];
      yield { number, bytes: message.subarray(from, from + length) };
      at = from + length;
    }
  }
}

function readVarint(message: Uint8Array, start: number): [value: number, end: number] {
  let value = 0;
  for (let at = start, scale = 1; ; at++, scale *= 128) {
    value += (message[at] & 127) * scale;
    if (message[at] < 128 || at >= message.length) return [value, at + 1];
  }
}
