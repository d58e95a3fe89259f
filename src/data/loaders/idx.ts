import { UserError } from '../../util/error.ts';
import type { FiniteDataset } from '../dataset.ts';
import { HEAD } from '../decoders/decoder.ts';
import { decoders } from '../decoders/index.ts';
import { type DataHost, type NamedBytes, steadyReader } from '../host.ts';
import { type ImagePart, partOf, storedPartOf } from './images.ts';

/** Where the files are: paths; those left empty are not there. */
export interface IdxFiles {
  readonly images: string;
  readonly labels: string;
  /** What class 0, 1, … are called: a JSON list of texts. */
  readonly names: string;
}

/** Larger files stay on the disk, and their images are read when they are wanted. */
const MOST_IN_MEMORY = 256 * 2 ** 20;

/**
 * Images, and their classes, from IDX files.
 * @param most bytes of a file of images that is read as a whole; those of gzipped ones always are
 * @throws UserError when a file is missing or damaged, or the files do not fit each other
 */
export async function openIdx(
  files: IdxFiles & ImagePart,
  host: DataHost,
  most = MOST_IN_MEMORY,
): Promise<FiniteDataset> {
  const path = files.images;
  if (path === '') throw new UserError('idx: expected the path of an image file as option images, got none');
  if (files.names && !files.labels) {
    throw new UserError('idx: expected labels to be named, got option names alone; give option labels too');
  }
  const labelFile = files.labels ? await host.read(files.labels) : undefined;
  const labels = labelFile && (await decoders.idx.labels(labelFile));
  const classNames = files.names ? namesIn(await host.read(files.names)) : undefined;
  const origin = { name: 'idx', source: path.split(/[/\\]/).at(-1)!, hash: host.sha256, classNames };
  const { file, size, read } = await steadyReader(host, path);
  const check = (count: number) => {
    if (!labels || labels.length === count) return;
    throw new UserError(
      `idx: ${labelFile?.file}: expected ${count} labels, one for each image of ${file}, got ${labels.length}`,
    );
  };
  const bytes = size > most ? await read({ start: 0, length: HEAD }) : undefined;
  const layout = bytes && decoders.idx.layout({ file, bytes }, size);
  if (layout) {
    check(layout.size);
    return storedPartOf(origin, { layout, read, labels }, files);
  }
  const images = await decoders.idx.images(await host.read(path));
  check(images.bytes.length / images.shape.reduce((product, extent) => product * extent));
  return partOf(origin, { ...images, labels }, files);
}

function namesIn({ file, bytes }: NamedBytes): readonly string[] {
  const names = parsed(new TextDecoder().decode(bytes));
  if (Array.isArray(names) && names.every(name => typeof name === 'string')) return names;
  throw new UserError(`idx: ${file}: expected the names of classes as a JSON list, got something else`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
