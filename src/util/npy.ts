import { UserError } from './error.ts';

const MAGIC = '\u0093NUMPY';

/**
 * A NumPy file of little-endian float32 in C order, which `numpy.load` reads.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html (version 1.0)
 */
export function encodeNpy(shape: readonly number[], values: Float32Array): Uint8Array {
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size !== values.length) throw new Error(`internal: ${values.length} values for shape [${shape}]`);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + 4 * values.length);
  const header = `${MAGIC}\u0001\u0000  ${text}`.padEnd(length - 1) + '\n';
  for (let i = 0; i < length; i++) bytes[i] = header.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, length - 10, true);
  for (let i = 0; i < values.length; i++) view.setFloat32(length + 4 * i, values[i], true);
  return bytes;
}

/** An array of a NumPy file. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** Bytes as they are; other numbers as float32. */
  readonly values: Uint8Array | Float32Array;
}

type Read = (view: DataView, at: number) => number;

/** Types of numbers by how NumPy writes them: their bytes, and how one is read. */
const TYPES: Readonly<Record<string, readonly [width: number, read: Read]>> = {
  '|u1': [1, (view, at) => view.getUint8(at)],
  '|b1': [1, (view, at) => 255 * view.getUint8(at)],
  '|i1': [1, (view, at) => view.getInt8(at)],
  '<u2': [2, (view, at) => view.getUint16(at, true)],
  '<i2': [2, (view, at) => view.getInt16(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
  '<u8': [8, (view, at) => Number(view.getBigUint64(at, true))],
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
};

const FLOATS = ['<f4', '<f8'];

/**
 * Reads a NumPy file of float32 or float64 (as float32) in C order.
 * @throws UserError for any other content, one sentence
 */
export function decodeNpy(bytes: Uint8Array, file = 'npy'): { shape: number[]; values: Float32Array } {
  const { shape, values } = parsed(bytes, file, FLOATS, 'float32 or float64');
  return { shape, values: values as Float32Array };
}

/**
 * Reads a NumPy file of numbers in C order, little-endian.
 * @throws UserError for any other content, one sentence
 */
export const readNpy = (bytes: Uint8Array, file: string): NpyArray =>
  parsed(bytes, file, Object.keys(TYPES), 'numbers');

function parsed(bytes: Uint8Array, file: string, types: readonly string[], what: string) {
  const { text, start } = readHeader(bytes, file);
  const type = /'descr': *'([^']*)'/.exec(text)?.[1] ?? '';
  const extents = /'shape': *\(([\d, ]*)\)/.exec(text)?.[1];
  if (!types.includes(type) || extents === undefined || !/'fortran_order': *False/.test(text)) {
    throw new UserError(`${file}: expected ${what} in C order, got ${text.trim()}`);
  }
  const shape = extents
    .split(',')
    .filter(part => part.trim())
    .map(Number);
  const size = shape.reduce((product, extent) => product * extent, 1);
  const [width, read] = TYPES[type];
  if (bytes.length !== start + size * width) {
    const got = bytes.length - start;
    throw new UserError(
      `${file}: expected ${size * width} bytes for shape [${shape}], got ${got}; the file is cut`,
    );
  }
  if (type === '|u1') return { shape, values: bytes.subarray(start) };
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  return { shape, values: Float32Array.from({ length: size }, (_, i) => read(view, width * i)) };
}

function readHeader(bytes: Uint8Array, file: string): { text: string; start: number } {
  const start = String.fromCharCode(...bytes.subarray(0, 6));
  if (start !== MAGIC || bytes.length < 12)
    throw new UserError(`${file}: expected a NumPy file, got another one`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const wide = bytes[6] >= 2;
  const from = wide ? 12 : 10;
  const end = from + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  return { text: new TextDecoder().decode(bytes.subarray(from, end)), start: end };
}
