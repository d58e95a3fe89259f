import { readSync } from 'node:fs';
import { concatenate } from '../../../util/bytes.ts';
import { crc32c } from '../../../util/crc32.ts';

// TFRecord: length (8 bytes), masked CRC-32C of the length, content, masked CRC-32C of the content; little-endian

/** Rotated and shifted, so that the sum of something that holds sums is no sum of the like. */
function masked(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

const HEADER = 12;
const FOOTER = 4;

export function recordOf(content: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(HEADER));
  header.setUint32(0, content.length, true);
  header.setUint32(8, masked(new Uint8Array(header.buffer, 0, 8)), true);
  const footer = new DataView(new ArrayBuffer(FOOTER));
  footer.setUint32(0, masked(content), true);
  return concatenate([new Uint8Array(header.buffer), content, new Uint8Array(footer.buffer)]);
}

export interface ReadRecord {
  readonly content: Uint8Array;
  /** Where the next one begins. */
  readonly end: number;
}

/** The records of an open file, up to the first that is cut or damaged. */
export function* recordsOf(file: number, size: number): Generator<ReadRecord> {
  for (let at = 0; at + HEADER + FOOTER <= size; ) {
    const header = read(file, at, HEADER);
    const view = new DataView(header.buffer);
    const length = view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
    const end = at + HEADER + length + FOOTER;
    if (view.getUint32(8, true) !== masked(header.subarray(0, 8)) || end > size) return;
    const content = read(file, at + HEADER, length);
    const sum = new DataView(read(file, end - FOOTER, FOOTER).buffer).getUint32(0, true);
    if (sum !== masked(content)) return;
    yield { content, end };
    at = end;
  }
}

function read(file: number, start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  readSync(file, bytes, 0, length, start);
  return bytes;
}
