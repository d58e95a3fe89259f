import { useEffect, useRef, useState } from 'preact/hooks';
import { painter } from '../shell/canvas.ts';

/** A canvas of a size in pixels of the layout, cleared, with a context that counts in them. */
export function cleared(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  const [w, h] = [width, height].map(v => Math.round(v * ratio));
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const ctx = painter(canvas);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  return ctx;
}

/** In sight a little early. */
const NEAR = { rootMargin: '100px' };

/** The width of an element, and whether it is in sight. */
export function usePlace() {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const sizes = new ResizeObserver(() => setWidth(Math.floor(place.current?.clientWidth ?? 0)));
    const sight = new IntersectionObserver(entries => setSeen(entries.at(-1)!.isIntersecting), NEAR);
    sizes.observe(place.current!);
    sight.observe(place.current!);
    return () => {
      sizes.disconnect();
      sight.disconnect();
    };
  }, []);
  return { place, width, seen };
}
