import { UserError } from '../util/error.ts';

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

/**
 * Reads a NumPy file of float32 or float64 (as float32) in C order.
 * @throws UserError for any other content, one sentence
 */
export function decodeNpy(bytes: Uint8Array, file = 'npy'): { shape: number[]; values: Float32Array } {
  const { text, start } = readHeader(bytes, file);
  const type = /'descr': *'([^']*)'/.exec(text)?.[1];
  const width = type === '<f4' ? 4 : type === '<f8' ? 8 : 0;
  const extents = /'shape': *\(([\d, ]*)\)/.exec(text)?.[1];
  if (width === 0 || extents === undefined || !/'fortran_order': *False/.test(text)) {
    throw new UserError(`${file}: expected float32 or float64 in C order, got ${text.trim()}`);
  }
  const shape = extents
    .split(',')
    .filter(part => part.trim())
    .map(Number);
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== start + size * width) {
    const got = bytes.length - start;
    throw new UserError(
      `${file}: expected ${size * width} bytes for shape [${shape}], got ${got}; the file is cut`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const value = (i: number) => (width === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true));
  return { shape, values: Float32Array.from({ length: size }, (_, i) => value(i)) };
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
