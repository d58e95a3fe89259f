import { bytes, double, doubles, fieldsOf, float, int, message, text } from './proto.ts';

// tensorflow/core/util/event.proto and framework/summary.proto

/** Numbers of the fields that are written. */
const EVENT = { time: 1, step: 2, version: 3, summary: 5 } as const;
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, scalar: 2, image: 4, histogram: 5 } as const;

/** What an event file begins with. */
export const versionEvent = (time: number) => pack(time, 0, text(EVENT.version, 'brain.Event:2'));

const pack = (time: number, step: number, content: Uint8Array) =>
  Uint8Array.from([...double(EVENT.time, time), ...int(EVENT.step, step), ...content]);

/** @param time in seconds since 1970 */
export const summaryEvent = (time: number, step: number, values: readonly Uint8Array[]) =>
  pack(time, step, message(EVENT.summary, ...values));

const value = (name: string, content: Uint8Array) => message(SUMMARY.value, text(VALUE.tag, name), content);

export const scalar = (name: string, number: number) => value(name, float(VALUE.scalar, number));

/** Of a PNG, whose header says how large it is. */
export function image(name: string, png: Uint8Array): Uint8Array {
  const header = new DataView(png.buffer, png.byteOffset);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  return value(name, message(VALUE.image, int(1, height), int(2, width), int(3, 3), bytes(4, png)));
}

const BUCKETS = 30;

/** Equal buckets from the least value to the largest. */
export function histogram(name: string, values: Float32Array): Uint8Array {
  const { least, most, sum, squares } = momentsOf(values);
  const width = (most - least) / BUCKETS;
  const counts = new Array<number>(width > 0 ? BUCKETS : 1).fill(0);
  for (const x of values)
    counts[Math.min(counts.length - 1, width > 0 ? Math.floor((x - least) / width) : 0)]++;
  const limits = counts.map((_, i) => (i === counts.length - 1 ? most : least + (i + 1) * width));
  const moments = [least, most, values.length, sum, squares].map((number, i) => double(i + 1, number));
  return value(name, message(VALUE.histogram, ...moments, doubles(6, limits), doubles(7, counts)));
}

function momentsOf(values: Float32Array) {
  let [least, most, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (const x of values) {
    least = Math.min(least, x);
    most = Math.max(most, x);
    sum += x;
    squares += x * x;
  }
  return { least, most, sum, squares };
}

/** The step of an event and the names that it has values of. */
export function readEvent(event: Uint8Array): { readonly step: number; readonly names: readonly string[] } {
  const fields = [...fieldsOf(event)];
  const step = fields.find(({ number }) => number === EVENT.step)?.int ?? 0;
  const values = fields
    .filter(({ number }) => number === EVENT.summary)
    .flatMap(({ bytes }) => [...fieldsOf(bytes!)]);
  return { step, names: values.map(({ bytes }) => nameOf(bytes!)) };
}

function nameOf(value: Uint8Array): string {
  const tag = [...fieldsOf(value)].find(({ number }) => number === VALUE.tag);
  return new TextDecoder().decode(tag?.bytes);
}
