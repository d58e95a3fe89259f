import { UserError } from '../../../util/error.ts';
import { painter } from '../shell/canvas.ts';
import type { Raster } from './raster.ts';

/** What was drawn last, so that another ink or number draws it anew. */
export interface Drawn {
  readonly raster: Raster;
  readonly name: string;
}

/** Pixels of the longer side: more than points can show. */
const SIDE = 240;

/** A word in bold letters, black on white. */
export async function drawnWord(word: string): Promise<Drawn> {
  const ctx = canvasOf(SIDE, SIDE);
  const font = (size: number) => `bold ${size}px system-ui, sans-serif`;
  ctx.font = font(100);
  const { width } = ctx.measureText(word);
  ctx.font = font(Math.min(SIDE, (100 * 0.96 * SIDE) / width));
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(word, SIDE / 2, SIDE / 2);
  return { raster: ctx.getImageData(0, 0, SIDE, SIDE), name: `‘${word}’` };
}

/** @throws UserError for what the browser cannot read as a picture */
export async function rasterOfFile(file: File): Promise<Drawn> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new UserError(`picture: expected one that this browser reads, got ${file.name}; use PNG or JPEG`);
  });
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map(side => Math.max(1, Math.round(scale * side)));
  const ctx = canvasOf(width, height);
  ctx.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { raster: ctx.getImageData(0, 0, width, height), name: file.name };
}

function canvasOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  return painter(canvas);
}
