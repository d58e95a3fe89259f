import { METADATA } from './graph.ts';

/**
 * What an ONNX model says of itself; undefined where the bytes are no protocol buffer.
 * @see https://protobuf.dev/programming-guides/encoding
 */
export function readMetadata(model: Uint8Array): Record<string, string> | undefined {
  const fields = readFields(model);
  const entries = fields
    ?.filter(({ number }) => number === METADATA)
    .map(({ content }) => readFields(content));
  if (!entries || entries.includes(undefined)) return undefined;
  const text = (entry: readonly Field[], number: number) =>
    new TextDecoder().decode(entry.find(field => field.number === number)?.content);
  return Object.fromEntries(entries.map(entry => [text(entry!, 1), text(entry!, 2)]));
}

interface Field {
  readonly number: number;
  /** Of a field with a length; of a number nothing. */
  readonly content: Uint8Array;
}

/** Bytes of a field of fixed length, by its wire type. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

function readFields(bytes: Uint8Array): Field[] | undefined {
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
    const length = type === 0 ? 0 * varint() : (FIXED[type] ?? (type === 2 ? varint() : Number.NaN));
    if (!(tag >= 8 && at + length <= bytes.length)) return undefined;
    fields.push({ number: Math.floor(tag / 8), content: bytes.subarray(at, at + length) });
    at += length;
  }
  return fields;
}
