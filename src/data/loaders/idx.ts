import { UserError } from '../../util/error.ts';
import type { FiniteDataset } from '../dataset.ts';
import { decoders } from '../decoders/index.ts';
import type { DataHost, NamedBytes } from '../host.ts';
import { type ImagePart, partOf } from './images.ts';

/** Where the files are: paths; those left empty are not there. */
export interface IdxFiles {
  readonly images: string;
  readonly labels: string;
  /** What class 0, 1, … are called: a JSON list of texts. */
  readonly names: string;
}

/**
 * Images, and their classes, from IDX files.
 * @throws UserError when a file is missing or damaged, or the files do not fit each other
 */
export async function openIdx(files: IdxFiles & ImagePart, host: DataHost): Promise<FiniteDataset> {
  const path = files.images;
  if (path === '') throw new UserError('idx: expected the path of an image file as option images, got none');
  if (files.names && !files.labels) {
    throw new UserError('idx: expected labels to be named, got option names alone; give option labels too');
  }
  const labelFile = files.labels ? await host.read(files.labels) : undefined;
  const imageFile = await host.read(path);
  const images = await decoders.idx.images(imageFile);
  const labels = labelFile && (await decoders.idx.labels(labelFile));
  const size = images.bytes.length / images.shape.reduce((product, extent) => product * extent);
  if (labels && labels.length !== size) {
    throw new UserError(
      `idx: ${labelFile?.file}: expected ${size} labels, one for each image of ${imageFile.file}, got ${labels.length}`,
    );
  }
  const classNames = files.names ? namesIn(await host.read(files.names)) : undefined;
  const origin = { name: 'idx', source: path.split(/[/\\]/).at(-1)!, hash: host.sha256, classNames };
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
