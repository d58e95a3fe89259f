import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { fitted } from '../lab/canvas.ts';
import { Button } from '../shell/controls.tsx';
import { animate } from '../shell/motion.ts';
import { dark } from '../shell/theme.ts';
import { type Inks, inksOf } from './ink.ts';
import { type Drawing, paint } from './paint.ts';
import { ABOVE, between, cameraOf, HOME, keyed, turned, type View } from './view.ts';
import './surface.css';

export interface SurfaceProps extends Drawing {
  /** What is seen now, in words. */
  readonly label: string;
}

/** Degrees a pixel of the pointer. */
const PER_PIXEL = 0.45;

/** V over both players' parameters as a surface that is turned by hand. */
export function Surface({ label, ...drawing }: SurfaceProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const inks = useRef<Inks | undefined>(undefined);
  const stop = useRef(() => {});
  const [view, setView] = useState<View>(HOME);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => setWidth(canvas.current?.clientWidth ?? 0));
    observer.observe(canvas.current!);
    return () => {
      observer.disconnect();
      stop.current();
    };
  }, []);
  useLayoutEffect(() => {
    inks.current = undefined;
  }, [dark.value]);
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (canvas.current) draw(canvas.current, view, drawing, (inks.current ??= inksOf(dark.value)));
    });
    return () => cancelAnimationFrame(frame);
  }); // each time: what is drawn are new objects, and a frame draws once
  const turn = (next: View) => {
    stop.current();
    setView(next);
  };
  const goTo = (next: View) => {
    stop.current();
    stop.current = animate(450, t => setView(between(view, next, t)));
  };
  return (
    <div class="surface">
      <canvas
        ref={canvas}
        data-arrows
        role="img"
        tabIndex={0}
        aria-label={`${label} Arrow keys turn the picture, Home turns it back.`}
        data-view={`${Math.round(view.azimuth)},${Math.round(view.elevation)}`}
        data-width={width}
        onPointerDown={event => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={({ buttons, movementX, movementY, pointerType }) => {
          const up = pointerType === 'touch' ? 0 : PER_PIXEL * movementY; // a finger that goes up scrolls the page
          if (buttons > 0) turn(turned(view, PER_PIXEL * movementX, up));
        }}
        onKeyDown={event => {
          const next = keyed(view, event.key);
          if (!next || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          turn(next);
        }}
      />
      <div class="row">
        <Button onClick={() => goTo(ABOVE)}>From above</Button>
        <Button onClick={() => goTo(HOME)}>Turn back</Button>
        <span class="muted small">Drag to turn, or use the arrow keys.</span>
      </div>
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, view: View, drawing: Drawing, inks: Inks): void {
  const sheet = fitted(canvas);
  if (!sheet) return;
  const { ctx, width, height } = sheet;
  const { fontSize, fontFamily } = getComputedStyle(canvas);
  ctx.clearRect(0, 0, width, height);
  const ratio = width / canvas.clientWidth;
  const text = Math.max(12, Number.parseFloat(fontSize));
  paint({ ctx, ratio, text, family: fontFamily }, cameraOf(view, drawing.mesh, width, height), drawing, inks);
}
