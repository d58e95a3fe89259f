import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import { UserError } from '../../util/error.ts';
import type { ByteSource } from '../../util/source.ts';
import type { Collection, Item } from './collection.ts';

/** Columns of classes, by their usual names. */
const LABELS = /^(label|labels|fine_label|class|target)$/i;

/**
 * Pictures of a Parquet file as the Hugging Face hub has them: a column of `{ bytes, path }`, or of bytes, and one of labels.
 * Row groups are read when their pictures are wanted.
 * @throws UserError when it is damaged, or has no column of pictures
 */
export async function parquetCollection(file: string, source: ByteSource): Promise<Collection> {
  const buffer: AsyncBuffer = {
    byteLength: source.size,
    slice: (start, end = source.size) => slice(source, start, end),
  };
  const { parquetMetadataAsync, parquetReadObjects } = await import('hyparquet'); // few have such files
  const metadata = await told(file, () => parquetMetadataAsync(buffer));
  const columns = topColumns(metadata);
  const picture =
    columns.find(({ children }) => children.includes('bytes')) ??
    columns.find(({ type, isText }) => type === 'BYTE_ARRAY' && !isText);
  if (!picture) {
    throw new UserError(
      `pictures: ${file}: expected a column of pictures as bytes, got ${columns.map(({ name }) => name).join(', ') || 'none'}; choose another file`,
    );
  }
  const rows = (name: string, rowStart: number, rowEnd: number) =>
    told(file, () =>
      parquetReadObjects({ file: buffer, metadata, columns: [name], rowStart, rowEnd, utf8: false }),
    );
  const label = columns.find(({ name }) => LABELS.test(name))?.name;
  const size = Number(metadata.num_rows);
  const labels = label === undefined ? undefined : await rows(label, 0, size);
  const names = label === undefined ? undefined : classNames(metadata, label);
  const group = groupReader(metadata, (start, end) => rows(picture.name, start, end));
  const items = Array.from({ length: size }, (_, i): Item => {
    const value = labels?.[i][label!];
    const text =
      value === undefined || value === null ? undefined : (names?.[Number(value)] ?? textOf(value));
    return {
      name: String(i),
      ...(text !== undefined && { label: text }),
      read: async () => ({ bytes: bytesOf((await group(i))[picture.name]) }),
    };
  });
  const isWhole = items.every(item => item.label !== undefined);
  return { items: isWhole ? items : items.map(({ label: _, ...item }) => item), left: [], notes: [] };
}

const textOf = (value: unknown) =>
  value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);

async function slice(source: ByteSource, start: number, end: number): Promise<ArrayBuffer> {
  const from = start < 0 ? source.size + start : start;
  const bytes = await source.read({ start: from, length: Math.min(end, source.size) - from });
  return bytes.slice().buffer as ArrayBuffer;
}

interface Column {
  readonly name: string;
  readonly type?: string;
  readonly isText: boolean;
  readonly children: readonly string[];
}

/** The columns below the root, each with the names inside of it. */
function topColumns({ schema }: FileMetaData): Column[] {
  const columns: Column[] = [];
  for (let i = 1; i < schema.length; ) {
    const { name, type, num_children: count = 0, converted_type, logical_type } = schema[i];
    const children = schema.slice(i + 1, i + 1 + count).map(child => child.name);
    columns.push({
      name,
      type,
      children,
      isText: converted_type === 'UTF8' || logical_type?.type === 'STRING',
    });
    i += 1 + count;
  }
  return columns;
}

/** What the hub says of classes, in the metadata of the file. */
function classNames(
  { key_value_metadata: pairs = [] }: FileMetaData,
  label: string,
): readonly string[] | undefined {
  try {
    const said = pairs.find(({ key }) => key === 'huggingface')?.value;
    const names = said && JSON.parse(said)?.info?.features?.[label]?.names;
    return Array.isArray(names) && names.every(name => typeof name === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}

type Row = Readonly<Record<string, unknown>>;

/** Row i, with its whole group, of which two are held. */
function groupReader({ row_groups }: FileMetaData, read: (start: number, end: number) => Promise<Row[]>) {
  const held = new Map<number, Promise<Row[]>>();
  const starts = [0];
  for (const group of row_groups) starts.push(starts[starts.length - 1] + Number(group.num_rows));
  return async (i: number): Promise<Row> => {
    const g = starts.findIndex((start, k) => start <= i && i < starts[k + 1]);
    let rows = held.get(g);
    if (!rows) {
      if (held.size === 2) held.delete(held.keys().next().value!);
      rows = read(starts[g], starts[g + 1]);
      held.set(g, rows);
    }
    return (await rows)[i - starts[g]];
  };
}

function bytesOf(value: unknown): Uint8Array {
  const bytes = value instanceof Uint8Array ? value : (value as { readonly bytes?: unknown } | null)?.bytes;
  if (bytes instanceof Uint8Array) return bytes;
  throw new UserError('no bytes of a picture');
}

async function told<T>(file: string, reading: () => Promise<T>): Promise<T> {
  try {
    return await reading();
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0].slice(0, 100);
    throw new UserError(
      `pictures: ${file}: expected a whole Parquet file, got one that cannot be read (${reason}); fetch it again`,
    );
  }
}
