import { UserError } from '../../util/error.ts';
import type { ByteSource } from '../../util/source.ts';
import { bytesText } from '../../util/text.ts';
import { contentOf, entriesOf } from '../../util/zip.ts';
import type { ZipEntry } from '../../util/zip-directory.ts';
import { type Collection, MOST_FILE } from './collection.ts';
import { collectionOf, type PathFile } from './paths.ts';

/**
 * The pictures of a zip, each unpacked when it is wanted.
 * @throws UserError when it cannot be read, or a path in it leads out of it
 */
export async function zipCollection(file: string, zip: ByteSource): Promise<Collection> {
  const entries = (await entriesOf(zip)).filter(({ name }) => !name.endsWith('/'));
  const bad = entries.find(({ name }) => leadsOut(name));
  if (bad) {
    throw new UserError(
      `zip: ${file}: expected paths within it, got ${JSON.stringify(bad.name.slice(0, 80))}, which leads out; do not trust it, make the zip anew from its pictures`,
    );
  }
  return collectionOf(
    file,
    entries.map(entry => fileOf(zip, entry)),
  );
}

/** Absolute paths, those of other systems and those that go up. */
const leadsOut = (name: string) =>
  /^([/\\]|[a-z]:)/i.test(name) || name.includes('\u0000') || name.split(/[/\\]/).includes('..');

const fileOf = (zip: ByteSource, entry: ZipEntry): PathFile => ({
  path: entry.name.replaceAll('\\', '/'),
  async read() {
    if (entry.size > MOST_FILE) throw new UserError(`larger than ${bytesText(MOST_FILE, 'floor')}`);
    return contentOf(zip, entry);
  },
});
