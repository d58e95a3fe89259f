/**
 * Writes protocol buffers, as far as ONNX and TensorBoard need them.
 * @see https://protobuf.dev/programming-guides/encoding
 */
export class ProtoWriter {
  private bytes = new Uint8Array(256);
  private length = 0;

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  private varint(value: bigint): void {
    this.reserve(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 127n) {
      this.bytes[this.length++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.bytes[this.length++] = Number(rest);
  }

  private tag(field: number, wireType: number): void {
    this.varint(BigInt(field * 8 + wireType));
  }

  /** A varint field: int32, int64, enum, bool. */
  int(field: number, value: number): this {
    this.tag(field, 0);
    this.varint(BigInt(value));
    return this;
  }

  /** A float field. */
  float(field: number, value: number): this {
    this.tag(field, 5);
    this.reserve(4);
    new DataView(this.bytes.buffer).setFloat32(this.length, value, true);
    this.length += 4;
    return this;
  }

  /** A double field. */
  double(field: number, value: number): this {
    this.tag(field, 1);
    this.reserve(8);
    new DataView(this.bytes.buffer).setFloat64(this.length, value, true);
    this.length += 8;
    return this;
  }

  /** A packed field of doubles. */
  doubles(field: number, values: readonly number[]): this {
    const view = new DataView(new ArrayBuffer(8 * values.length));
    for (const [i, value] of values.entries()) view.setFloat64(8 * i, value, true);
    return this.raw(field, new Uint8Array(view.buffer));
  }

  /** A bytes field, or a finished sub-message. */
  raw(field: number, value: Uint8Array): this {
    this.tag(field, 2);
    this.varint(BigInt(value.length));
    this.reserve(value.length);
    this.bytes.set(value, this.length);
    this.length += value.length;
    return this;
  }

  string(field: number, value: string): this {
    return this.raw(field, new TextEncoder().encode(value));
  }

  /** A sub-message field. */
  message(field: number, write: (inner: ProtoWriter) => void): this {
    const inner = new ProtoWriter();
    write(inner);
    return this.raw(field, inner.finish());
  }

  finish(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }
}

/** A field that was read. */
export interface Field {
  readonly number: number;
  /** Of a varint field its value. */
  readonly int?: number;
  /** Of a field with a length; of a varint nothing. */
  readonly content: Uint8Array;
}

/** Bytes of a field of fixed length, by its wire type. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The fields of a message, one after the other; undefined where the bytes are none. */
export function readFields(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const tag = varint();
    const type = tag % 8;
    const int = type === 0 ? varint() : undefined;
    const length = int === undefined ? (FIXED[type] ?? (type === 2 ? varint() : Number.NaN)) : 0 * int;
    if (!(tag >= 8 && at + length <= bytes.length)) return undefined;
    fields.push({ number: Math.floor(tag / 8), int, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return fields;
}
