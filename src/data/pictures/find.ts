import { UserError } from '../../util/error.ts';
import type { ByteSource } from '../../util/source.ts';
import { type DataHost, steadyReader } from '../host.ts';
import { type Collection, type Found, PICTURE } from './collection.ts';
import { folderOf, nameOf } from './folder.ts';
import type { PictureHost } from './host.ts';
import { zipCollection } from './zip.ts';

/** A kind of file that holds many pictures. */
interface Container {
  readonly what: string;
  /** By the first bytes, the name and the size. */
  is(head: Uint8Array, name: string, size: number): boolean;
  open(file: string, source: ByteSource): Promise<Collection>;
}

const begins = (head: Uint8Array, text: string) =>
  String.fromCharCode(...head.subarray(0, text.length)) === text;

const containers: readonly Container[] = [
  { what: 'zip', is: head => begins(head, 'PK'), open: zipCollection },
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
  return kind === 'folder' ? folderOf(path, host, pictures) : fileOf(path, host);
}

async function fileOf(path: string, host: DataHost): Promise<Found> {
  const source = await steadyReader(host, path);
  const { stamp } = await host.read(path, { start: 0, length: 0 });
  const head = await source.read({ start: 0, length: Math.min(HEAD, source.size) });
  const container = containers.find(({ is }) => is(head, path, source.size));
  if (!container) throw new UserError(refusal(path));
  return {
    what: `${container.what} ${nameOf(path)}`,
    stamp: `${container.what} ${stamp}`,
    open: () => container.open(path, source),
  };
}

function refusal(path: string): string {
  if (PICTURE.test(path)) {
    return `pictures: expected many pictures, got the one picture ${path}; give the folder that holds them`;
  }
  return `pictures: expected a folder of pictures, or a file of many (${containers.map(({ what }) => what).join(', ')}), got ${path}, which is none of these`;
}
