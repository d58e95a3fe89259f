import { painter } from '../shell/canvas.ts';

/** A canvas with as many pixels as the screen has for it, and its context; none while it is not shown. */
export function fitted(
  canvas: HTMLCanvasElement,
): { ctx: CanvasRenderingContext2D; width: number; height: number } | undefined {
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map(v => Math.round(v * ratio));
  if (width === 0 || height === 0) return undefined;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return { ctx: painter(canvas), width, height };
}
