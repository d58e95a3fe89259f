import type { ByteSource } from './source.ts';

/** A file that a zip says it holds. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes of its content. */
  readonly size: number;
  /** Bytes of it in the zip. */
  readonly packed: number;
  /** Byte of the zip where its own header begins. */
  readonly start: number;
  /** Byte of the zip where its data end at the latest: where the directory begins. */
  readonly end: number;
  readonly crc32: number;
  readonly compression: 'stored' | 'deflated' | 'other';
  readonly encrypted: boolean;
  /** Neither a link nor a device, as far as the system that made the zip says. */
  readonly regular: boolean;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LONG_END = 0x06064b50;
const LONG_END_BYTES = 56;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const LONG_FIELD = 1;
const UNIX = 3;
/** In the place of a number that stands in a 64-bit field. */
const [LONG_COUNT, LONG] = [0xffff, 0xffffffff];

/**
 * The directory at the end of a zip. No more than it is read, so a zip of any size costs little.
 * @throws Error with what is wrong, in a few words
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (sections 4.3.12 to 4.3.16, 4.5.3)
 */
export async function readDirectory(zip: ByteSource): Promise<ZipEntry[]> {
  const { count, size, start, end } = await findDirectory(zip);
  if (start + size !== end) throw new Error('its directory is not where its end says');
  const view = viewOf(await zip.read({ start, length: size }));
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > size || view.getUint32(at, true) !== ENTRY) throw damaged();
    const length =
      ENTRY_BYTES + [28, 30, 32].reduce((sum, field) => sum + view.getUint16(at + field, true), 0);
    if (at + length > size) throw damaged();
    entries.push(readEntry(view, at, start));
    at += length;
  }
  if (at !== size) throw damaged();
  return entries;
}

const damaged = () => new Error('its directory is damaged');
const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);

interface Directory {
  readonly count: number;
  readonly size: number;
  readonly start: number;
  /** Byte where the records of its end begin. */
  readonly end: number;
}

/** The last record; a comment of up to 65,535 bytes may follow, which ends the file. */
async function findDirectory(zip: ByteSource): Promise<Directory> {
  const length = Math.min(zip.size, END_BYTES + 0xffff);
  const from = zip.size - length;
  const view = viewOf(await zip.read({ start: from, length }));
  const last = length - END_BYTES;
  for (let at = last; at >= 0; at--) {
    if (view.getUint32(at, true) !== END || at + view.getUint16(at + 20, true) !== last) continue;
    const [count, size, start] = [
      view.getUint16(at + 10, true),
      ...[12, 16].map(field => view.getUint32(at + field, true)),
    ];
    const isLong = count === LONG_COUNT || size === LONG || start === LONG;
    return isLong ? longDirectory(zip, from + at) : { count, size, start, end: from + at };
  }
  throw new Error('it has no directory');
}

/** Of more than 4 GiB or 65,535 files. */
async function longDirectory(zip: ByteSource, end: number): Promise<Directory> {
  const broken = () => new Error('the end of its directory is damaged');
  if (end < LOCATOR_BYTES) throw broken();
  const locator = viewOf(await zip.read({ start: end - LOCATOR_BYTES, length: LOCATOR_BYTES }));
  if (locator.getUint32(0, true) !== LOCATOR) throw broken();
  const at = whole(locator, 8);
  if (at + LONG_END_BYTES > end) throw broken();
  const view = viewOf(await zip.read({ start: at, length: LONG_END_BYTES }));
  if (view.getUint32(0, true) !== LONG_END) throw broken();
  return { count: whole(view, 32), size: whole(view, 40), start: whole(view, 48), end: at };
}

function whole(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (Number.isSafeInteger(value)) return value;
  throw new Error('it says numbers that are too large');
}

function readEntry(view: DataView, at: number, end: number): ZipEntry {
  const [short, long] = [
    (offset: number) => view.getUint16(at + offset, true),
    (offset: number) => view.getUint32(at + offset, true),
  ];
  const name = new Uint8Array(view.buffer, view.byteOffset + at + ENTRY_BYTES, short(28));
  const [size, packed, start] = lengths(view, at, [long(24), long(20), long(42)]);
  if (start + LOCAL_BYTES + packed > end) throw new Error('a file goes beyond its end');
  const method = short(10);
  const kind = short(4) >> 8 === UNIX ? (long(38) >>> 28) & 15 : 0; // the type in a Unix mode
  return {
    name: new TextDecoder().decode(name),
    ...{ size, packed, start, end },
    crc32: long(16),
    compression: method === 0 ? 'stored' : method === 8 ? 'deflated' : 'other',
    encrypted: (short(8) & 0x2041) !== 0, // by any of the schemes
    regular: kind === 0 || kind === 8 || kind === 4, // unknown, a file, a folder
  };
}

/** Numbers of an entry; those that are too long stand in a field behind its name. */
function lengths(view: DataView, at: number, short: readonly number[]): readonly number[] {
  if (!short.includes(LONG)) return short;
  let field = at + ENTRY_BYTES + view.getUint16(at + 28, true);
  const end = field + view.getUint16(at + 30, true);
  while (field + 4 <= end && view.getUint16(field, true) !== LONG_FIELD) {
    field += 4 + view.getUint16(field + 2, true);
  }
  const last = field + 4 + (field + 4 <= end ? view.getUint16(field + 2, true) : 0);
  let next = field + 4;
  return short.map(value => {
    if (value !== LONG) return value;
    if (next + 8 > Math.min(last, end)) throw damaged();
    next += 8;
    return whole(view, next - 8);
  });
}

/**
 * The bytes of an entry as they lie in the zip. Its own header must name the same file: readers that trust one or the other
 * then see the same.
 * @throws Error with what is wrong, in a few words
 */
export async function packedBytes(
  zip: ByteSource,
  { name, start, packed, end }: ZipEntry,
): Promise<Uint8Array> {
  const most = Math.min(end - start, LOCAL_BYTES + 4 * name.length + SPARE + packed);
  const bytes = await zip.read({ start, length: most });
  const view = viewOf(bytes);
  if (bytes.length < LOCAL_BYTES || view.getUint32(0, true) !== LOCAL) throw new Error('a file is missing');
  const length = view.getUint16(26, true);
  const own = new TextDecoder().decode(bytes.subarray(LOCAL_BYTES, LOCAL_BYTES + length));
  if (own !== name) throw new Error('it calls a file by two names');
  const from = LOCAL_BYTES + length + view.getUint16(28, true);
  if (start + from + packed > end) throw new Error('a file goes beyond its end');
  if (from + packed <= bytes.length) return bytes.subarray(from, from + packed);
  return zip.read({ start: start + from, length: packed });
}

/** Bytes of fields behind a name that are read at once; longer ones cost a second read. */
const SPARE = 64;
