import { useLayoutEffect, useRef } from 'preact/hooks';
import { painter } from '../shell/canvas.ts';

export interface TileProps {
  /** One image, [height, width, channels]. */
  readonly bytes: Uint8Array | undefined;
  readonly shape: readonly number[];
  /** For those who do not see it; left out where the place around has a name. */
  readonly label?: string;
}

/** One small image, pixel by pixel. */
export function Tile({ bytes, shape, label }: TileProps) {
  const place = useRef<HTMLCanvasElement>(null);
  const [height, width] = shape;
  useLayoutEffect(() => {
    if (bytes) paint(place.current!, bytes, shape);
  }, [bytes, shape]);
  const seen = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
  return <canvas ref={place} class="tile" width={width} height={height} {...seen} />;
}

function paint(
  canvas: HTMLCanvasElement,
  bytes: Uint8Array,
  [height, width, channels]: readonly number[],
): void {
  const context = painter(canvas);
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = bytes[i * channels + (c % channels)];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** Image `i` of many. */
export function imageAt(bytes: Uint8Array, shape: readonly number[], i: number): Uint8Array {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return bytes.subarray(i * length, (i + 1) * length);
}
