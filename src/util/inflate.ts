import { UserError } from './error.ts';

/** How data are compressed, as the standard stream calls it. */
type Compression = ConstructorParameters<typeof DecompressionStream>[0];

/** One byte of deflated data holds at most four runs of 258 bytes. */
const MOST_RATIO = 1032;

/**
 * Decompresses data that say how long they are, and stops as soon as there is more: a small file cannot fill the memory.
 * @param where what it is, for errors
 * @param size bytes when decompressed
 * @throws UserError when the data give more or less than `size` bytes, or are damaged
 */
export async function inflate(
  where: string,
  data: Uint8Array,
  format: Compression,
  size: number,
): Promise<Uint8Array> {
  const wrong = (got: string) => new UserError(`${where}: expected ${size} bytes of content, got ${got}`);
  if (size > data.length * MOST_RATIO) throw wrong('too few compressed bytes for so many');
  const content = new Uint8Array(size);
  let length = 0;
  for await (const chunk of chunks(where, data, format)) {
    if (length + chunk.length > size) throw wrong('more; it is damaged, or made to fill the memory');
    content.set(chunk, length);
    length += chunk.length;
  }
  if (length < size) throw wrong(`${length}; it is damaged or cut`);
  return content;
}

/** The first bytes of compressed data, `count` or as many as there are. */
export async function inflateHead(
  where: string,
  data: Uint8Array,
  format: Compression,
  count: number,
): Promise<Uint8Array> {
  const head = new Uint8Array(count);
  let length = 0;
  for await (const chunk of chunks(where, data, format)) {
    head.set(chunk.subarray(0, count - length), length);
    length = Math.min(count, length + chunk.length);
    if (length === count) break;
  }
  return head.subarray(0, length);
}

/** Whoever stops asking ends the decompression. */
async function* chunks(where: string, data: Uint8Array, format: Compression): AsyncGenerator<Uint8Array> {
  const source = new Blob([data as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream(format)).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new UserError(`${where}: expected compressed data, got a damaged or cut file; fetch it again`);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {}); // of a stream that failed
  }
}
