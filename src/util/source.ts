/** A part of something: `length` bytes from byte `start` on. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/** Bytes that are read a part at a time: of a file, or of an array. */
export interface ByteSource {
  readonly size: number;
  read(range: ByteRange): Promise<Uint8Array>;
}

/** Bytes in memory; the parts are views. */
export const bytesSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async ({ start, length }) => bytes.subarray(start, start + length),
});
