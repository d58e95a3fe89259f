import { encodeIdx } from '../../../data/decoders/idx.ts';
import { luma } from '../../../data/pictures/colour.ts';
import type { RunFiles } from '../../../run/files.ts';
import { UserError } from '../../../util/error.ts';
import type { Given } from '../history/open.ts';
import { OWN_CLASSES, OWN_IMAGES, OWN_LABELS } from './files.ts';
import { pixelsOf, type Read, sideOf } from './pixels.ts';

export const SIZES = [8, 16, 28, 32, 64] as const;

/** How the reader's images are brought to one form. */
export interface Form {
  /** Height and width; 0: chosen by their own. */
  readonly size: number;
  /** `auto`: in colour where any of them is. */
  readonly colours: 'auto' | 'grey' | 'colour';
  /** Whether each is learned mirrored too. */
  readonly mirror: boolean;
}

export interface OwnOptions extends Form {
  /** What was given and is no picture, by name. */
  readonly refused?: readonly Refused[];
  /** Told how many files were read. */
  readonly onProgress?: (read: number) => void;
}

/** The reader's images, ready to train on. */
export interface OwnImages {
  /** As a run holds them. */
  readonly files: RunFiles;
  readonly count: number;
  /** [height, width, channels] of each. */
  readonly shape: readonly [number, number, number];
  /** How many of them are in colour, whatever is made of it. */
  readonly coloured: number;
  /** Whether each is learned mirrored too. */
  readonly mirror: boolean;
  /** Names of the folders, where there are several. */
  readonly classes: readonly string[];
  readonly refused: readonly Refused[];
}

export interface Refused {
  readonly path: string;
  readonly why: string;
}

/** Fewer are learned by heart at once; more do not fit. */
const LEAST = 16;
export const MOST = 20_000;
/** What they take in all, in colour. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_CLASSES = 256;

/** Images at most of a form: 5461 of 64 × 64 pixels. */
const mostOf = (size: number) => Math.min(MOST, Math.floor(MOST_BYTES / (3 * size ** 2)));

/**
 * Reads images, cut to their middle square and brought to one size. Nothing leaves the page.
 * @throws UserError when there are too few
 */
export async function readImages(given: readonly Given[], options: OwnOptions): Promise<OwnImages> {
  const { onProgress } = options;
  const size = options.size || (await sideOf(given));
  const most = mostOf(size);
  const read: Read[] = [];
  const refused = [...(options.refused ?? [])];
  for (const [i, { path, file }] of given.entries()) {
    try {
      if (read.length === most) throw new UserError(`more than ${most.toLocaleString('en')} images`);
      read.push({ path, ...(await pixelsOf(file, size)) });
    } catch (error) {
      refused.push({ path, why: whyNot(file, error) });
    }
    onProgress?.(i + 1);
  }
  if (read.length < LEAST) {
    const first = refused[0] ? ` (${refused[0].path}: ${refused[0].why})` : '';
    throw new UserError(
      `images: expected at least ${LEAST} images, got ${read.length}${first}; choose more of them`,
    );
  }
  const classes = classesOf(read.map(({ path }) => path));
  const coloured = read.filter(image => image.coloured).length;
  const grey = options.colours === 'grey' || (options.colours === 'auto' && coloured === 0);
  const shape = [size, size, grey ? 1 : 3] as const;
  const files = filesOf(read, classes, shape);
  return { files, count: read.length, shape, coloured, mirror: options.mirror, classes, refused };
}

function whyNot(file: File, error: unknown): string {
  if (error instanceof UserError) return error.message;
  return file.type.startsWith('image/')
    ? 'damaged, or a kind of image that this browser does not read'
    : 'no image';
}

/** The folders that images are in, by name; none where all are in one. */
export function classesOf(paths: readonly string[]): string[] {
  const names = [...new Set(paths.map(folderOf))].sort();
  return names.length > 1 && names.length <= MOST_CLASSES ? names : [];
}

const folderOf = (path: string) => path.split('/').at(-2) ?? '';

function filesOf(
  read: readonly Read[],
  classes: readonly string[],
  [height, width, channels]: readonly number[],
): RunFiles {
  const data = new Uint8Array(read.length * height * width * channels);
  for (const [i, { pixels }] of read.entries()) {
    data.set(channels === 1 ? luma(pixels, 3) : pixels, i * height * width * channels);
  }
  const shape = [read.length, height, width, ...(channels > 1 ? [channels] : [])];
  const files = new Map([[OWN_IMAGES, encodeIdx({ shape, data })]]);
  if (classes.length > 0) {
    const labels = Uint8Array.from(read, ({ path }) => classes.indexOf(folderOf(path)));
    files.set(OWN_LABELS, encodeIdx({ shape: [read.length], data: labels }));
    files.set(OWN_CLASSES, new TextEncoder().encode(JSON.stringify(classes)));
  }
  return files;
}
