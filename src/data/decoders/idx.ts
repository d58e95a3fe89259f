import { UserError } from '../../util/error.ts';
import { inflate, inflateHead } from '../../util/inflate.ts';
import type { NamedBytes } from '../host.ts';
import type { Decoder, ImageBytes, Layout } from './decoder.ts';

/** IDX files of bytes, plain or gzipped. */
export const idx: Required<Decoder> = {
  summary: 'IDX files, plain or gzipped',
  images: async named => parseImages(await plainIdx(named), named.file),
  labels: async named => parseLabels(await plainIdx(named), named.file),
  layout: (head, size) => (isGzipped(head.bytes) ? undefined : imageLayout(head, size)),
};

/** An IDX file of unsigned bytes. */
export interface IdxFile {
  /** Extents, the number of items first. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes: magic 0x0000080R with R dimensions, R big-endian 32-bit
 * extents, data.
 * @param file its name, for errors
 * @param rank the dimensions that it must have: 3 for grey images, 4 for images of several channels, 1 for labels
 * @see http://yann.lecun.com/exdb/mnist (section "FILE FORMATS")
 */
function parseIdx(bytes: Uint8Array, file: string, rank: number): IdxFile {
  const { shape, start } = layoutOf(bytes, file, rank, bytes.length);
  return { shape, data: bytes.subarray(start) };
}

/**
 * What the first bytes of an IDX file say of it.
 * @param length bytes of the whole file
 * @returns the extents, and the byte where the data start
 */
function layoutOf(
  bytes: Uint8Array,
  file: string,
  rank: number,
  length: number,
): { readonly shape: readonly number[]; readonly start: number } {
  const header = 4 + 4 * rank;
  if (length < header) {
    throw new UserError(`idx: ${file}: expected at least ${header} bytes, got ${length}; the file is cut`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const magic = view.getUint32(0);
  if (magic !== 0x800 + rank) {
    const expected = `expected magic number ${0x800 + rank} (${rank === 1 ? 'labels' : 'images'})`;
    throw new UserError(`idx: ${file}: ${expected}, got ${magic}; is it another file?`);
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size === 0) throw new UserError(`idx: ${file}: expected items, got shape ${shape.join(' × ')}`);
  if (length !== header + size) {
    const sizes = `expected ${header + size} bytes for ${shape.join(' × ')}, got ${length}`;
    throw new UserError(`idx: ${file}: ${sizes}; the file is ${length < header + size ? 'cut' : 'too long'}`);
  }
  return { shape, start: header };
}

/** Images of an IDX file, [size, height, width] or [size, height, width, channels]. */
export function parseImages(content: Uint8Array, file: string): ImageBytes {
  const { shape, start } = imageLayout({ file, bytes: content }, content.length);
  return { shape, bytes: content.subarray(start) };
}

/** Labels of a plain IDX file. */
export const parseLabels = (content: Uint8Array, file: string): Uint8Array => parseIdx(content, file, 1).data;

/** Of a plain file of images, by its first bytes. */
function imageLayout({ file, bytes }: NamedBytes, length: number): Layout {
  const { shape, start } = layoutOf(bytes, file, bytes[3] === 4 ? 4 : 3, length);
  const [size, height, width, channels = 1] = shape;
  return { size, shape: [height, width, channels], start };
}

/** The inverse of {@link parseIdx}. */
export function encodeIdx({ shape, data }: IdxFile): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x800 + shape.length);
  for (const [i, extent] of shape.entries()) view.setUint32(4 + 4 * i, extent);
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
}

/** The most that an IDX file may have when it is unpacked; a plain one cannot be read either when it is larger. */
const MOST = 2 ** 31;

/**
 * The content of an IDX file that may be gzipped. Of that, no more is unpacked than its header declares.
 * @throws UserError when it holds another number of bytes, or is damaged
 */
export async function plainIdx({ file, bytes }: NamedBytes): Promise<Uint8Array> {
  if (!isGzipped(bytes)) return bytes;
  const where = `idx: ${file}`;
  return inflate(where, bytes, 'gzip', declaredSize(await inflateHead(where, bytes, 'gzip', 20), where));
}

export const isGzipped = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Bytes of an IDX file of up to four dimensions, by its first bytes. */
function declaredSize(head: Uint8Array, where: string): number {
  const rank = head[3];
  const header = 4 + 4 * rank;
  if (
    head.length < 8 ||
    head[0] !== 0 ||
    head[1] !== 0 ||
    head[2] !== 8 ||
    rank > 4 ||
    head.length < header
  ) {
    throw new UserError(
      `${where}: expected an IDX file of bytes when unpacked, got other data; is it another file?`,
    );
  }
  const view = new DataView(head.buffer, head.byteOffset);
  let size = 1;
  for (let i = 0; i < rank; i++) size *= view.getUint32(4 + 4 * i);
  if (header + size <= MOST) return header + size;
  throw new UserError(
    `${where}: expected at most 2 GiB when unpacked, got a header for ${size.toExponential(1)} bytes`,
  );
}
