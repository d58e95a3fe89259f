import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Picture } from '../../packages/client/src/types.ts';

/** Largest side that is shown with its pixels as squares. */
const PIXELATED = 64;

/** A picture on a canvas, as large as its place, drawn before anyone sees its label. */
export function Shown({ picture, label }: { readonly picture: Picture; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (!canvas.current) return;
    picture.draw(canvas.current);
    canvas.current.classList.toggle('pixelated', canvas.current.height <= PIXELATED);
  }, [picture]);
  return <canvas ref={canvas} role="img" aria-label={label} />;
}

/** Saves a picture as a file. */
export function Save({ name, png, what }: SaveProps) {
  const save = async () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([await png()], { type: 'image/png' }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <button type="button" class="button" onClick={save}>
      Save {what} as PNG
    </button>
  );
}

interface SaveProps {
  readonly name: string;
  readonly what: string;
  png(): Promise<Uint8Array<ArrayBuffer>>;
}
