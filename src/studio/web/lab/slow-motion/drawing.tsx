import { useEffect, useRef, useState } from 'preact/hooks';
import { animate } from '../../shell/motion.ts';
import { dark } from '../../shell/theme.ts';
import { fitted } from '../canvas.ts';
import { palette } from '../paint.ts';
import type { StagePicture } from './pictures.ts';

/** How long a movement takes. */
const MOVE_MS = 1500;

/** A canvas with a picture of a stage. */
export function Drawing({ picture, plane }: { readonly picture: StagePicture; readonly plane: boolean }) {
  const place = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const canvas = place.current!;
    const observer = new ResizeObserver(() => setWidth(canvas.clientWidth));
    observer.observe(canvas);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const surface = width > 0 && fitted(place.current!);
    if (!surface) return undefined;
    const colors = palette();
    return animate(picture.moves ? MOVE_MS : 0, t => picture.paint({ ...surface, colors }, t));
  }, [picture, width, dark.value]);
  return (
    <figure class="picture">
      <figcaption>{picture.title}</figcaption>
      <canvas ref={place} class={plane ? 'square' : 'line'} role="img" aria-label={picture.title} />
    </figure>
  );
}
