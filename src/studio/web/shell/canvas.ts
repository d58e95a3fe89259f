/** Such a canvas is painted by the processor: a graphics card that is emulated takes a second for what it paints in milliseconds. */
const PAINTED = { willReadFrequently: true } as const;

/** The context of a canvas, whose pixels lie where the processor paints them. */
export function painter(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d', PAINTED) as CanvasRenderingContext2D;
}

/** Lets what is made have such contexts where it makes canvases of its own. */
export function withPainters<T>(make: () => T): T {
  const { prototype } = HTMLCanvasElement;
  const { getContext } = prototype;
  prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
    return getContext.call(this, kind, PAINTED);
  } as typeof getContext;
  try {
    return make();
  } finally {
    prototype.getContext = getContext;
  }
}
