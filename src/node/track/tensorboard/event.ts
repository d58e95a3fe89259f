import { ProtoWriter, readFields } from '../../../util/protobuf.ts';

// tensorflow/core/util/event.proto and framework/summary.proto

/** Numbers of the fields that are written. */
const EVENT = { time: 1, step: 2, version: 3, summary: 5 } as const;
const SUMMARY = { value: 1 } as const;
const VALUE = { tag: 1, scalar: 2, image: 4, histogram: 5 } as const;

/** Writes the value of a summary. */
export type Value = (value: ProtoWriter) => void;

/** What an event file begins with. */
export const versionEvent = (time: number) =>
  eventOf(time, 0).string(EVENT.version, 'brain.Event:2').finish();

/** @param time in seconds since 1970 */
export const summaryEvent = (time: number, step: number, values: readonly Value[]) =>
  eventOf(time, step)
    .message(EVENT.summary, summary => {
      for (const value of values) summary.message(SUMMARY.value, value);
    })
    .finish();

/** A step of 0 is left out, as version 3 of the language leaves out zeros. */
function eventOf(time: number, step: number): ProtoWriter {
  const event = new ProtoWriter().double(EVENT.time, time);
  return step === 0 ? event : event.int(EVENT.step, step);
}

export const scalar =
  (name: string, number: number): Value =>
  value =>
    value.string(VALUE.tag, name).float(VALUE.scalar, number);

/** Of a PNG, whose header says how large it is. */
export function image(name: string, png: Uint8Array): Value {
  const header = new DataView(png.buffer, png.byteOffset);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  return value =>
    value
      .string(VALUE.tag, name)
      .message(VALUE.image, image => image.int(1, height).int(2, width).int(3, 3).raw(4, png));
}

const BUCKETS = 30;

/** Equal buckets from the least value to the largest. */
export function histogram(name: string, values: Float32Array): Value {
  const { least, most, sum, squares } = momentsOf(values);
  const width = (most - least) / BUCKETS;
  const counts = new Array<number>(width > 0 ? BUCKETS : 1).fill(0);
  for (const x of values)
    counts[Math.min(counts.length - 1, width > 0 ? Math.floor((x - least) / width) : 0)]++;
  const limits = counts.map((_, i) => (i === counts.length - 1 ? most : least + (i + 1) * width));
  const moments = [least, most, values.length, sum, squares];
  return value =>
    value.string(VALUE.tag, name).message(VALUE.histogram, histogram => {
      for (const [i, moment] of moments.entries()) if (moment !== 0) histogram.double(i + 1, moment);
      histogram.doubles(6, limits).doubles(7, counts);
    });
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
  const fields = readFields(event) ?? [];
  const step = fields.find(({ number }) => number === EVENT.step)?.int ?? 0;
  const values = fields
    .filter(({ number }) => number === EVENT.summary)
    .flatMap(({ content }) => readFields(content) ?? []);
  return { step, names: values.map(({ content }) => nameOf(content)) };
}

function nameOf(value: Uint8Array): string {
  const tag = readFields(value)?.find(({ number }) => number === VALUE.tag);
  return new TextDecoder().decode(tag?.content);
}
