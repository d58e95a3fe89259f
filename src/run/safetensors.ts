import { UserError } from '../util/error.ts';
import { isObject } from '../util/object.ts';

const MAX_HEADER = 100_000_000;

interface ElementType {
  readonly bytes: number;
  readonly view: (buffer: ArrayBuffer, offset: number, length: number) => TensorData;
}

export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** Types whose values have no JavaScript array come as raw bits: `F16` and `BF16` in Uint16Array, `BOOL` in Uint8Array. */
const TYPES = {
  BOOL: { bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n) },
  U8: { bytes: 1, view: (b, o, n) => new Uint8Array(b, o, n) },
  I8: { bytes: 1, view: (b, o, n) => new Int8Array(b, o, n) },
  I16: { bytes: 2, view: (b, o, n) => new Int16Array(b, o, n) },
  U16: { bytes: 2, view: (b, o, n) => new Uint16Array(b, o, n) },
  F16: { bytes: 2, view: (b, o, n) => new Uint16Array(b, o, n) },
  BF16: { bytes: 2, view: (b, o, n) => new Uint16Array(b, o, n) },
  I32: { bytes: 4, view: (b, o, n) => new Int32Array(b, o, n) },
  U32: { bytes: 4, view: (b, o, n) => new Uint32Array(b, o, n) },
  F32: { bytes: 4, view: (b, o, n) => new Float32Array(b, o, n) },
  F64: { bytes: 8, view: (b, o, n) => new Float64Array(b, o, n) },
  I64: { bytes: 8, view: (b, o, n) => new BigInt64Array(b, o, n) },
  U64: { bytes: 8, view: (b, o, n) => new BigUint64Array(b, o, n) },
} satisfies Record<string, ElementType>;

export type TensorType = keyof typeof TYPES;
const RANK = Object.keys(TYPES) as TensorType[]; // narrow to wide, the order of the Rust crate

export interface StoredTensor {
  readonly type: TensorType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface SafetensorsFile {
  readonly tensors: Map<string, StoredTensor>;
  readonly metadata: Map<string, string>;
}

/** What can be wrong with a safetensors file, after the error variants of the Rust crate. */
export type SafetensorsFault =
  | 'header too small'
  | 'header too large'
  | 'header length'
  | 'header encoding'
  | 'header start'
  | 'header syntax'
  | 'duplicate key'
  | 'offsets'
  | 'tensor size'
  | 'overflow'
  | 'incomplete buffer';

export class SafetensorsError extends UserError {
  readonly fault: SafetensorsFault;
  constructor(fault: SafetensorsFault, detail: string) {
    super(`safetensors: ${detail}`);
    this.fault = fault;
  }
}

/**
 * The bytes of a safetensors file, in pieces to be written one after another: 8 bytes little-endian
 * header length, JSON header padded with spaces to a multiple of 8, data. Tensors stand widest type
 * first, then by name, so equal content gives equal bytes, and every tensor is aligned.
 * @see https://github.com/huggingface/safetensors (README, "Format")
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array[] {
  const sorted = [...tensors].sort(([a, x], [b, y]) => rank(y) - rank(x) || (a < b ? -1 : 1));
  const entries: string[] = [];
  if (metadata.size > 0) entries.push(`"__metadata__":${JSON.stringify(Object.fromEntries(metadata))}`);
  const data: Uint8Array[] = [];
  let end = 0;
  for (const [name, tensor] of sorted) {
    const start = end;
    const bytes = checkedBytes(name, tensor);
    end += bytes.length;
    data.push(bytes);
    const info = { dtype: tensor.type, shape: tensor.shape, data_offsets: [start, end] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(info)}`);
  }
  return [...encodeHeader(`{${entries.join(',')}}`), ...data];
}

const rank = (tensor: StoredTensor) => RANK.indexOf(tensor.type);

function encodeHeader(json: string): Uint8Array[] {
  const text = new TextEncoder().encode(json);
  const header = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  header.set(text);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  return [length, header];
}

function checkedBytes(name: string, { type, shape, data }: StoredTensor): Uint8Array {
  const expected = shape.reduce((product, extent) => product * extent, 1);
  if (name === '__metadata__' || data.length !== expected || data.BYTES_PER_ELEMENT !== TYPES[type].bytes) {
    throw new Error(
      `internal: tensor '${name}' of type ${type}, shape [${shape}] with ${data.length} values`,
    );
  }
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Reads a safetensors file with every check of the Rust crate: header within 100 MB, UTF-8, strict
 * JSON without duplicate keys, offsets in order without hole or overlap, sizes that match shapes
 * without overflow, nothing after the last tensor. Tensors are views on `bytes` where alignment allows, copies elsewhere.
 * @param bytes also a Buffer, a part of a larger buffer, or shared memory
 * @throws SafetensorsError, one sentence, before any tensor is used
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  const headerEnd = 8 + headerLength(bytes);
  const header = parseHeader(copy(bytes, 8, headerEnd)); // browsers decode no text of shared memory
  const metadata = readMetadata(header);
  const infos = Object.keys(header)
    .filter(name => name !== '__metadata__')
    .map(name => readInfo(name, header[name]));
  checkLayout(infos, bytes.length - headerEnd);
  return { metadata, tensors: new Map(infos.map(info => [info.name, readTensor(info, bytes, headerEnd)])) };
}

interface TensorInfo {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: number[];
  readonly start: number;
  readonly end: number;
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 8) {
    throw new SafetensorsError('header too small', `expected at least 8 bytes, got ${bytes.length}`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER)) {
    throw new SafetensorsError('header too large', `expected a header up to 100 MB, got ${length} bytes`);
  }
  if (8n + length > BigInt(bytes.length)) {
    throw new SafetensorsError('header length', `expected ${length} header bytes, got ${bytes.length - 8}`);
  }
  return Number(length);
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SafetensorsError('header encoding', 'expected a UTF-8 header, got invalid bytes');
  }
  if (text[0] !== '{') {
    throw new SafetensorsError('header start', `expected a header that starts with '{', got ${quote(text)}`);
  }
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw new SafetensorsError('header syntax', 'expected a JSON header, got text that does not parse');
  }
  const keys = countKeys(header as Record<string, unknown>);
  if (keys !== countKeyTokens(text)) {
    throw new SafetensorsError('duplicate key', 'expected each name once in the header, got one twice');
  }
  return header as Record<string, unknown>;
}

const quote = (text: string) => JSON.stringify(text.slice(0, 12));

/** Strings before a colon: in valid JSON these are exactly the keys, repeated ones included. */
function countKeyTokens(text: string): number {
  let count = 0;
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"[ \t\r\n]*(:?)/g)) if (token[1]) count++;
  return count;
}

/** The keys of an object of objects; anything nested deeper is refused by its reader. */
function countKeys(header: Record<string, unknown>): number {
  const inner = Object.values(header).map(value => (isObject(value) ? Object.keys(value).length : 0));
  return inner.reduce((sum, count) => sum + count, Object.keys(header).length);
}

function readMetadata(header: Record<string, unknown>): Map<string, string> {
  const found = Object.hasOwn(header, '__metadata__') ? header['__metadata__'] : {};
  if (!isObject(found) || Object.values(found).some(value => typeof value !== 'string')) {
    throw new SafetensorsError('header syntax', 'expected metadata that maps names to strings');
  }
  return new Map(Object.entries(found) as [string, string][]);
}

function readInfo(name: string, info: unknown): TensorInfo {
  const wrong = (what: string) =>
    new SafetensorsError('header syntax', `tensor ${quote(name)}: expected ${what}`);
  if (!isObject(info) || Object.keys(info).sort().join() !== 'data_offsets,dtype,shape') {
    throw wrong('dtype, shape and data_offsets');
  }
  const { dtype, shape, data_offsets: offsets } = info;
  if (typeof dtype !== 'string' || !Object.hasOwn(TYPES, dtype)) {
    throw wrong(`a known dtype, got ${show(dtype)}`);
  }
  if (!isCounts(shape)) throw wrong(`whole numbers, got shape ${show(shape)}`);
  if (!isCounts(offsets) || offsets.length !== 2) throw wrong(`two offsets, got ${show(offsets)}`);
  return { name, type: dtype as TensorType, shape, start: offsets[0], end: offsets[1] };
}

const show = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 60);

/** Whole numbers from 0 that JSON writes without loss; a beyond-2^53 literal parses to an unsafe one. */
function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(v => Number.isSafeInteger(v) && v >= 0 && !Object.is(v, -0));
}

function checkLayout(infos: readonly TensorInfo[], available: number): void {
  let end = 0;
  for (const info of [...infos].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const wrong = (fault: SafetensorsFault, what: string) =>
      new SafetensorsError(fault, `tensor ${quote(info.name)}: expected ${what}`);
    if (info.start !== end || info.end < info.start) {
      throw wrong('offsets', `data from ${end}, got [${info.start}, ${info.end}]`);
    }
    const size = byteSize(info);
    if (size !== info.end - info.start) {
      throw wrong('tensor size', `${size} bytes, got ${info.end - info.start}`);
    }
    end = info.end;
  }
  if (end !== available) {
    throw new SafetensorsError('incomplete buffer', `expected ${end} bytes of data, got ${available}`);
  }
}

function byteSize({ name, type, shape }: TensorInfo): number {
  let size = TYPES[type].bytes;
  for (const extent of shape) {
    size *= extent;
    if (size <= Number.MAX_SAFE_INTEGER) continue;
    throw new SafetensorsError('overflow', `tensor ${quote(name)}: shape [${shape}] is too large`);
  }
  return size;
}

function readTensor({ type, shape, start, end }: TensorInfo, bytes: Uint8Array, base: number): StoredTensor {
  const element = TYPES[type];
  const from = bytes.byteOffset + base + start;
  const aligned = from % element.bytes === 0 && bytes.buffer instanceof ArrayBuffer;
  const [buffer, offset] = aligned
    ? [bytes.buffer as ArrayBuffer, from]
    : [copy(bytes, base + start, base + end).buffer, 0];
  return { type, shape, data: element.view(buffer, offset, (end - start) / element.bytes) };
}

/** `slice` of a Buffer copies nothing. */
function copy(bytes: Uint8Array, start: number, end: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.subarray(start, end));
}
