import { UserError } from '../../util/error.ts';
import { sha256Text } from '../../util/sha256.ts';
import { bytesText } from '../../util/text.ts';
import type { DataHost } from '../host.ts';
import { type Found, MOST_FILE } from './collection.ts';
import type { FileFacts, PictureHost } from './host.ts';
import { short } from './labels.ts';
import { collectionOf, type PathFile } from './paths.ts';

/** A folder of pictures, those of its sub-folders included. */
export function folderOf(path: string, host: DataHost, { survey }: PictureHost): Found {
  const { files, links } = survey(path);
  const inside = relative(
    files.map(file => file.path),
    path,
  );
  const facts = files.map(({ size, stamp }, i) => [inside[i], size, stamp]);
  return {
    what: `folder ${nameOf(path)}`,
    stamp: sha256Text(JSON.stringify([facts, links])),
    async open() {
      const inner = files.map((file, i) => fileAt(file, inside[i], host));
      const { notes, ...collection } = await collectionOf(path, inner);
      return { ...collection, notes: [...notes, ...linkNotes(relative(links, path))] };
    },
  };
}

function linkNotes(links: readonly string[]): string[] {
  if (links.length === 0) return [];
  return [
    `links to folders or to nothing are not followed: ${short(links)}; move or copy the folders here to have their pictures`,
  ];
}

/** The last part of a path that says something. */
export const nameOf = (path: string): string =>
  path.split(/[/\\]/).findLast(part => part !== '' && part !== '.' && part !== '..') ?? path;

/** Paths below the folder, with `/`. */
function relative(paths: readonly string[], folder: string): readonly string[] {
  const plain = paths.map(path => path.replaceAll('\\', '/'));
  const start = folder.replaceAll('\\', '/').replace(/^(\.\/)+|\/+$/g, '');
  const prefix = start === '.' || start === '' ? '' : `${start}/`;
  return plain.map(path => (path.startsWith(prefix) ? path.slice(prefix.length) : path));
}

function fileAt({ path, size }: FileFacts, inside: string, host: DataHost): PathFile {
  return {
    path: inside,
    async read() {
      if (size > MOST_FILE) throw new UserError(`larger than ${bytesText(MOST_FILE, 'floor')}`);
      return (await host.read(path)).bytes;
    },
  };
}
