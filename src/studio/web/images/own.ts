import { encodeIdx } from '../../../data/decoders/idx.ts';
import { isColoured, luma } from '../../../data/pictures/colour.ts';
import type { RunFiles } from '../../../run/files.ts';
import { UserError } from '../../../util/error.ts';
import type { Given } from '../history/open.ts';
import { OWN_CLASSES, OWN_IMAGES, OWN_LABELS } from './files.ts';

export const SIZES = [8, 16, 28, 32] as const;

export interface OwnOptions {
  /** Height and width that images are brought to. */
  readonly size: number;
  readonly colour: boolean;
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
  /** How many of them are in colour, whatever is made of it. */
  readonly coloured: number;
  /** Names of the folders, where there are several. */
  readonly classes: readonly string[];
  readonly refused: readonly Refused[];
}

export interface Refused {
  readonly path: string;
  readonly why: string;
}

interface Read {
  readonly path: string;
  readonly pixels: Uint8Array;
  readonly coloured: boolean;
}

/** Fewer are learned by heart at once; more do not fit. */
const LEAST = 16;
export const MOST = 20_000;
const MOST_CLASSES = 256;

/**
 * Reads images, cut to their middle square and brought to one size. Nothing leaves the page.
 * @throws UserError when there are too few
 */
export async function readImages(given: readonly Given[], options: OwnOptions): Promise<OwnImages> {
  const { size, colour, onProgress } = options;
  const read: Read[] = [];
  const refused = [...(options.refused ?? [])];
  for (const [i, { path, file }] of given.entries()) {
    try {
      if (read.length === MOST) throw new UserError(`more than ${MOST.toLocaleString('en')} images`);
      read.push({ path, ...(await pixelsOf(file, size, colour)) });
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
  const files = filesOf(read, classes, [size, size, colour ? 3 : 1]);
  const coloured = read.filter(image => image.coloured).length;
  return { files, count: read.length, coloured, classes, refused };
}

function whyNot(file: File, error: unknown): string {
  if (error instanceof UserError) return error.message;
  return file.type.startsWith('image/')
    ? 'damaged, or a kind of image that this browser does not read'
    : 'no image';
}

async function pixelsOf(file: File, size: number, colour: boolean): Promise<Omit<Read, 'path'>> {
  if (file.type !== '' && !file.type.startsWith('image/')) throw new UserError('no image');
  const bitmap = await createImageBitmap(file);
  const side = Math.min(bitmap.width, bitmap.height);
  const [x, y] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
  const context = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = 'white'; // behind what is transparent
  context.fillRect(0, 0, size, size);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, x, y, side, side, 0, 0, size, size);
  bitmap.close();
  const { data } = context.getImageData(0, 0, size, size);
  return { pixels: channelsOf(data, colour), coloured: isColoured(data, 4) };
}

/** RGBA to RGB, or to grey by the luma of BT.601. */
export function channelsOf(rgba: Uint8ClampedArray, colour: boolean): Uint8Array {
  const count = rgba.length / 4;
  if (colour) return Uint8Array.from({ length: 3 * count }, (_, i) => rgba[4 * Math.floor(i / 3) + (i % 3)]);
  return luma(rgba, 4);
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
  for (const [i, { pixels }] of read.entries()) data.set(pixels, i * pixels.length);
  const shape = [read.length, height, width, ...(channels > 1 ? [channels] : [])];
  const files = new Map([[OWN_IMAGES, encodeIdx({ shape, data })]]);
  if (classes.length > 0) {
    const labels = Uint8Array.from(read, ({ path }) => classes.indexOf(folderOf(path)));
    files.set(OWN_LABELS, encodeIdx({ shape: [read.length], data: labels }));
    files.set(OWN_CLASSES, new TextEncoder().encode(JSON.stringify(classes)));
  }
  return files;
}
