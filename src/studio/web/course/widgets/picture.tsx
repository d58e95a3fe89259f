import { useEffect, useRef } from 'preact/hooks';
import { painter } from '../../shell/canvas.ts';

/** A grey picture from values in [0, 1], row by row; large pixels. */
export function Picture({
  values,
  width,
  label,
}: {
  values: ArrayLike<number>;
  width: number;
  label: string;
}) {
  const ref = useRef<HTMLCanvasElement>(null);
  const height = values.length / width;
  useEffect(() => {
    const context = ref.current && painter(ref.current);
    if (!context) return;
    const image = context.createImageData(width, height);
    for (let i = 0; i < values.length; i++) {
      const grey = Math.round(255 * Math.min(1, Math.max(0, values[i])));
      image.data.set([grey, grey, grey, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }, [values, width, height]);
  return <canvas ref={ref} class="picture" width={width} height={height} role="img" aria-label={label} />;
}
