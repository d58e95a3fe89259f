import { UserError } from '../../util/error.ts';
import type { ByteSource } from '../../util/source.ts';
import { type DataHost, steadyReader } from '../host.ts';
import { cifarCollection, isCifar } from './cifar.ts';
import { type Collection, type Found, PICTURE } from './collection.ts';
import { folderOf, nameOf } from './folder.ts';
import type { PictureHost } from './host.ts';
import { idxCollection, labelsBeside } from './idx.ts';
import { npyCollection, npzCollection } from './npy.ts';
import { parquetCollection } from './parquet.ts';
import { together } from './together.ts';
import { zipCollection } from './zip.ts';

/** A kind of file that holds many pictures. */
interface Container {
  readonly what: string;
  /** By the first bytes, the name and the size. */
  is(head: Uint8Array, name: string, size: number): boolean;
  open(file: string, source: ByteSource, host: DataHost): Promise<Collection>;
  /** Another file that is read with it, where there is one. */
  beside?(file: string, host: DataHost): string | undefined;
}

const begins = (head: Uint8Array, text: string) =>
  String.fromCharCode(...head.subarray(0, text.length)) === text;

/** Images of bytes, plain or gzipped. */
const isIdx = (head: Uint8Array, name: string) =>
  (head[0] === 0 && head[1] === 0 && head[2] === 8 && (head[3] === 3 || head[3] === 4)) ||
  (head[0] === 0x1f && head[1] === 0x8b && /idx[34](-ubyte)?\.gz$/i.test(name));

/** Where two fit, the first counts. */
const containers: readonly Container[] = [
  { what: 'npz', is: (head, name) => begins(head, 'PK') && /\.npz$/i.test(name), open: npzCollection },
  { what: 'zip', is: head => begins(head, 'PK'), open: zipCollection },
  { what: 'npy', is: head => begins(head, '\u0093NUMPY'), open: npyCollection },
  { what: 'parquet', is: head => begins(head, 'PAR1'), open: parquetCollection },
  { what: 'idx', is: isIdx, open: idxCollection, beside: labelsBeside },
  { what: 'CIFAR binary', is: (_, name, size) => isCifar(name, size), open: cifarCollection },
];

/** Bytes by which files are told apart. */
const HEAD = 16;

/**
 * What stands at a path.
 * @throws UserError that says what was found, where it is nothing that pictures are read from
 */
export async function find(path: string, host: DataHost, pictures: PictureHost): Promise<Found> {
  if (path === '') {
    throw new UserError(
      'pictures: expected the path of a folder or a file as option path, got none; give --data PATH',
    );
  }
  const kind = pictures.kind(path);
  if (kind === undefined) {
    throw new UserError(
      `data: cannot read ${path}: it does not exist; give the path of a folder of pictures, a ZIP or another file of data`,
    );
  }
  return kind === 'folder' ? folderFound(path, host, pictures) : fileOf(path, host);
}

/** A folder without pictures may hold files of many, such as the batches of CIFAR: all of them are taken. */
function folderFound(path: string, host: DataHost, pictures: PictureHost): Found {
  const folder = folderOf(path, host, pictures);
  return {
    ...folder,
    async open() {
      const plain = await folder.open();
      return plain.items.length > 0 ? plain : joined(plain, path, host, pictures);
    },
  };
}

async function joined(
  plain: Collection,
  folder: string,
  host: DataHost,
  pictures: PictureHost,
): Promise<Collection> {
  const parts: Collection[] = [];
  for (const { path } of pictures.survey(folder).files) {
    const found = await fileOf(path, host).catch(() => undefined);
    if (!found) continue;
    const part = await found.open();
    parts.push({
      ...part,
      items: part.items.map(item => ({ ...item, name: `${nameOf(path)}/${item.name}` })),
    });
  }
  return parts.length === 0 ? plain : together(parts, plain.notes);
}

async function fileOf(path: string, host: DataHost): Promise<Found> {
  const source = await steadyReader(host, path);
  const head = await source.read({ start: 0, length: Math.min(HEAD, source.size) });
  const container = containers.find(({ is }) => is(head, path, source.size));
  if (!container) throw new UserError(refusal(path));
  const beside = container.beside?.(path, host);
  const stamps = [path, ...(beside === undefined ? [] : [beside])].map(file => stampAt(file, host));
  return {
    what: `${container.what} ${nameOf(path)}`,
    stamp: [container.what, ...(await Promise.all(stamps))].join(' '),
    open: () => container.open(path, source, host),
  };
}

const stampAt = async (path: string, host: DataHost) =>
  (await host.read(path, { start: 0, length: 0 })).stamp;

function refusal(path: string): string {
  if (PICTURE.test(path)) {
    return `pictures: expected many pictures, got the one picture ${path}; give the folder that holds them`;
  }
  return `pictures: expected a folder of pictures, or a file of many (${containers.map(({ what }) => what).join(', ')}), got ${path}, which is none of these`;
}
