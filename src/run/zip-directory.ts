/** A file that a zip says it holds. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes of its content. */
  readonly size: number;
  readonly crc32: number;
  readonly compression: 'stored' | 'deflated' | 'other';
  readonly encrypted: boolean;
  /** Neither a link nor a device, as far as the system that made the zip says. */
  readonly regular: boolean;
  /** Its bytes in the zip, a view. */
  readonly packed: Uint8Array;
}

const END = 0x06054b50;
const END_BYTES = 22;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const UNIX = 3;

/**
 * The directory at the end of a zip, each entry checked against the header before its data. Zip64, for more than
 * 4 GiB or 65,535 files, is not read.
 * @throws Error with what is wrong, in a few words
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (sections 4.3.7, 4.3.12, 4.3.16)
 */
export function readDirectory(zip: Uint8Array): ZipEntry[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = findEnd(view);
  const [count, size, start] = [
    view.getUint16(end + 10, true),
    ...[12, 16].map(at => view.getUint32(end + at, true)),
  ];
  if (count === 0xffff || start === 0xffffffff) throw new Error('zip64');
  if (start + size !== end) throw new Error('its directory is not where its end says');
  const entries: ZipEntry[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY)
      throw new Error('its directory is damaged');
    entries.push(readEntry(zip, view, at, start));
    at += ENTRY_BYTES + [28, 30, 32].reduce((sum, field) => sum + view.getUint16(at + field, true), 0);
  }
  if (at !== end) throw new Error('its directory is damaged');
  return entries;
}

/** The last record; a comment of up to 65,535 bytes may follow, which ends the file. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) === END && at + view.getUint16(at + 20, true) === last) return at;
  }
  throw new Error('it has no directory');
}

function readEntry(zip: Uint8Array, view: DataView, at: number, directory: number): ZipEntry {
  const [short, long] = [
    (offset: number) => view.getUint16(at + offset, true),
    (offset: number) => view.getUint32(at + offset, true),
  ];
  const name = zip.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + short(28));
  const data = dataStart(zip, view, long(42), name);
  if (data + long(20) > directory) throw new Error('a file goes beyond its end');
  const method = short(10);
  const kind = short(4) >> 8 === UNIX ? (long(38) >>> 28) & 15 : 0; // the type in a Unix mode
  return {
    name: new TextDecoder().decode(name),
    size: long(24),
    crc32: long(16),
    compression: method === 0 ? 'stored' : method === 8 ? 'deflated' : 'other',
    encrypted: (short(8) & 0x2041) !== 0, // by any of the schemes
    regular: kind === 0 || kind === 8 || kind === 4, // unknown, a file, a folder
    packed: zip.subarray(data, data + long(20)),
  };
}

/** After the local header, which must name the same file: readers that trust one or the other then see the same. */
function dataStart(zip: Uint8Array, view: DataView, at: number, name: Uint8Array): number {
  if (at + LOCAL_BYTES > zip.length || view.getUint32(at, true) !== LOCAL)
    throw new Error('a file is missing');
  const start = at + LOCAL_BYTES;
  const length = view.getUint16(at + 26, true);
  const same = length === name.length && name.every((byte, i) => zip[start + i] === byte);
  if (!same) throw new Error('it calls a file by two names');
  return start + length + view.getUint16(at + 28, true);
}
