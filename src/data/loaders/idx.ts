import { UserError } from '../../util/error.ts';

/** An IDX file of unsigned bytes. */
export interface IdxFile {
  /** Extents, the number of items first. */
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Images and their classes, in bytes; grey images are [size, height, width, 1]. */
export interface LabelledImages {
  readonly shape: readonly [number, number, number];
  readonly bytes: Uint8Array;
  readonly labels?: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes: magic 0x0000080R with R dimensions, R big-endian 32-bit
 * extents, data.
 * @param file its name, for errors
 * @param rank the dimensions that it must have: 3 for grey images, 4 for images of several channels, 1 for labels
 * @see http://yann.lecun.com/exdb/mnist (section "FILE FORMATS")
 */
export function parseIdx(bytes: Uint8Array, file: string, rank: number): IdxFile {
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new UserError(
      `idx: ${file}: expected at least ${header} bytes, got ${bytes.length}; the file is cut`,
    );
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
  if (bytes.length !== header + size) {
    const sizes = `expected ${header + size} bytes for ${shape.join(' × ')}, got ${bytes.length}`;
    throw new UserError(
      `idx: ${file}: ${sizes}; the file is ${bytes.length < header + size ? 'cut' : 'too long'}`,
    );
  }
  return { shape, data: bytes.subarray(header) };
}

/** A file's bytes and its name for errors. */
export interface NamedBytes {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Images from an IDX file, with classes from a second one where given; both plain or gzipped. */
export async function idxImages(images: NamedBytes, labels?: NamedBytes): Promise<LabelledImages> {
  const { shape, bytes } = parseImages(await plain(images), images.file);
  const classes = labels && parseIdx(await plain(labels), labels.file, 1);
  const count = bytes.length / (shape[0] * shape[1] * shape[2]);
  if (classes && classes.shape[0] !== count) {
    throw new UserError(
      `idx: ${labels?.file}: expected ${count} labels, one for each image of ${images.file}, got ${classes.shape[0]}`,
    );
  }
  return { shape, bytes, labels: classes?.data };
}

/** Images of an IDX file, [size, height, width] or [size, height, width, channels]. */
export function parseImages(content: Uint8Array, file: string): LabelledImages {
  const { shape, data } = parseIdx(content, file, content[3] === 4 ? 4 : 3);
  const [, height, width, channels = 1] = shape;
  return { shape: [height, width, channels], bytes: data };
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

/** The content of a file that may be gzipped. */
export async function plain({ file, bytes }: NamedBytes): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new UserError(`${file}: expected gzip data, got a damaged or cut file; fetch it again`);
  }
}
