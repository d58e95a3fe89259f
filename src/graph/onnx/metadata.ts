import { type Field, readFields } from '../../util/protobuf.ts';
import { METADATA } from './graph.ts';

/** What an ONNX model says of itself; undefined where the bytes are no protocol buffer. */
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
