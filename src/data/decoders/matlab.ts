import { UserError } from '../../util/error.ts';
import { inflate, inflateHead } from '../../util/inflate.ts';
import type { NamedBytes } from '../host.ts';

/** A numeric array of a MATLAB file. */
export interface MatlabArray {
  /** Extents; the first index varies fastest. */
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Bytes before the first element. */
const HEADER = 128;
/** The most that one variable may have when it is unpacked. */
const MOST = 2 ** 31;

/** Types of elements. */
const [MATRIX, COMPRESSED] = [14, 15];

/** Numbers by the type of their element. */
const NUMBERS = {
  1: Int8Array,
  2: Uint8Array,
  3: Int16Array,
  4: Uint16Array,
  5: Int32Array,
  6: Uint32Array,
  7: Float32Array,
  9: Float64Array,
} as const;

/** Classes of arrays that hold numbers: double, single, and integers of 8 to 32 bits. */
const NUMERIC = [6, 7, 8, 9, 10, 11, 12, 13];

/**
 * The numeric arrays of a MATLAB file of level 5 (`save -v6` and `-v7`) by their names; other variables are left out.
 * @throws UserError when the file is of another kind, such as HDF5 (`-v7.3`), cut or damaged
 * @see MAT-File Format, MathWorks, "Level 5 MAT-File Format"
 */
export async function readMatlab({ file, bytes }: NamedBytes): Promise<ReadonlyMap<string, MatlabArray>> {
  const where = `matlab: ${file}`;
  checkHeader(where, bytes);
  const arrays = new Map<string, MatlabArray>();
  for (const element of elements(where, bytes, HEADER)) {
    const whole = element.type === COMPRESSED ? await unpacked(where, element.content) : element;
    const array = whole.type === MATRIX ? arrayOf(where, whole.content) : undefined;
    if (array) arrays.set(array.name, array);
  }
  return arrays;
}

function checkHeader(where: string, bytes: Uint8Array): void {
  const text = String.fromCharCode(...bytes.subarray(0, 116)).trim();
  if (/^MATLAB 7\.3/.test(text)) {
    throw new UserError(`${where}: expected level 5, got HDF5 (level 7.3); save it with -v7`);
  }
  if (String.fromCharCode(...bytes.subarray(126, 128)) !== 'IM') {
    throw new UserError(`${where}: expected a little-endian MATLAB file of level 5, got something else`);
  }
}

interface Element {
  readonly type: number;
  readonly content: Uint8Array;
}

/** Elements one after the other: a tag of type and length, small ones with up to four bytes inside of it. */
function* elements(where: string, bytes: Uint8Array, start = 0): Generator<Element> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const cut = () => new UserError(`${where}: expected ${bytes.length} bytes or more, got a cut file`);
  for (let at = start; at < bytes.length; ) {
    if (at + 8 > bytes.length) throw cut();
    const first = view.getUint32(at, true);
    const small = first >>> 16;
    const [type, length, from] = small
      ? [first & 0xffff, small, at + 4]
      : [first, view.getUint32(at + 4, true), at + 8];
    if (from + length > bytes.length) throw cut();
    yield { type, content: bytes.subarray(from, from + length) };
    if (small) at += 8;
    else at = from + (type === COMPRESSED ? length : 8 * Math.ceil(length / 8));
  }
}

async function unpacked(where: string, content: Uint8Array): Promise<Element> {
  const tag = await inflateHead(where, content, 'deflate', 8);
  if (tag.length < 8) throw new UserError(`${where}: expected a variable, got a damaged or cut one`);
  const length = 8 + new DataView(tag.buffer).getUint32(4, true);
  if (length > MOST)
    throw new UserError(`${where}: expected variables of at most 2 GiB, got ${length} bytes`);
  const bytes = await inflate(where, content, 'deflate', length);
  return elements(where, bytes).next().value as Element;
}

/** Flags, extents, name and numbers of a variable; undefined where it holds no real numbers. */
function arrayOf(where: string, content: Uint8Array): (MatlabArray & { readonly name: string }) | undefined {
  const [flags, extents, name, numbers] = elements(where, content);
  const kind = flags && numbersOf(where, flags)[0];
  if (!extents || !name || !numbers || !NUMERIC.includes(kind! & 0xff)) return undefined;
  const shape = Array.from(numbersOf(where, extents));
  const data = numbersOf(where, numbers);
  if (shape.reduce((product, extent) => product * extent, 1) !== data.length) {
    throw new UserError(
      `${where}: expected ${shape.join(' × ')} numbers in ${textOf(name)}, got ${data.length}`,
    );
  }
  return { name: textOf(name), shape, data };
}

const textOf = ({ content }: Element) => String.fromCharCode(...content);

function numbersOf(where: string, { type, content }: Element): ArrayLike<number> {
  const Numbers = NUMBERS[type as keyof typeof NUMBERS];
  if (!Numbers) throw new UserError(`${where}: expected numbers of 8 to 64 bits, got type ${type}`);
  const { BYTES_PER_ELEMENT: size } = Numbers;
  if (size === 1) return new Numbers(content.buffer as ArrayBuffer, content.byteOffset, content.length);
  const copy = new Uint8Array(content.subarray(0, size * Math.floor(content.length / size)));
  return new Numbers(copy.buffer as ArrayBuffer);
}
