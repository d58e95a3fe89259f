import { useLayoutEffect, useRef } from 'preact/hooks';
import { painter } from '../shell/canvas.ts';
import { color } from '../shell/theme.ts';

export interface HeatMapProps {
  /** [height, width] */
  readonly slopes: Float32Array;
  readonly shape: readonly number[];
}

/** Slopes as a veil over an image: one colour above 0, another below, as strong as they are large. */
export function HeatMap({ slopes, shape: [height, width] }: HeatMapProps) {
  const place = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = painter(place.current!);
    const most = slopes.reduce((top, slope) => Math.max(top, Math.abs(slope)), 0) || 1;
    context.clearRect(0, 0, width, height);
    for (const [i, slope] of slopes.entries()) {
      context.fillStyle = color(slope > 0 ? 'real' : 'fake');
      context.globalAlpha = 0.85 * Math.sqrt(Math.abs(slope) / most);
      context.fillRect(i % width, Math.floor(i / width), 1, 1);
    }
    context.globalAlpha = 1;
  }, [slopes]);
  return (
    <canvas
      ref={place}
      class="tile heat"
      width={width}
      height={height}
      role="img"
      aria-label="what D looks at"
    />
  );
}
