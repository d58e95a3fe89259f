import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Scene } from '../engine/messages.ts';
import { dark } from '../shell/theme.ts';
import { fitted } from './canvas.ts';
import { flowing } from './flow.ts';
import { followGestures } from './gestures.ts';
import { type PaintOptions, type Palette, palette, type View } from './paint.ts';
import { paintLine } from './paint-line.ts';
import { paintPlane } from './paint-plane.ts';
import { Quantiles } from './quantiles.tsx';
import type { Lab } from './store.ts';
import { isFit, shownBounds, type Zoom } from './zoom.ts';

interface PicturesProps {
  readonly lab: Lab;
  /** Whether there is one picture only. */
  readonly alone?: boolean;
}

/** The pictures: what D says, beside what the best D would say. */
export function Pictures({ lab, alone = false }: PicturesProps) {
  const { scene, picture, status } = lab.client.signals;
  const { value: layers } = lab.view.seen;
  if (!scene.value)
    return (
      <div class="pictures waiting">{status.value === 'starting' ? <Waiting plain={alone} /> : null}</div>
    );
  const plane = scene.value.dimension === 2;
  const known = picture.value === undefined || picture.value.optimum !== undefined;
  const beside = plane && layers.optimum && known;
  return (
    <div class={plane ? 'pictures' : 'pictures wide'}>
      <Canvas
        lab={lab}
        view="discriminator"
        scene={scene.value}
        title={plane && !alone ? 'What D says' : ''}
      />
      {beside && (
        <Canvas lab={lab} view="optimum" scene={scene.value} title="What the best D would say: D*" />
      )}
      {!plane && !alone && <Quantiles lab={lab} />}
    </div>
  );
}

function Waiting({ plain }: { readonly plain: boolean }) {
  return <p class="loading">{plain ? 'Getting ready…' : 'Loading the runtime and compiling the game…'}</p>;
}

interface CanvasProps {
  readonly lab: Lab;
  readonly view: View;
  readonly scene: Scene;
  readonly title: string;
}

function Canvas({ lab, view, scene, title }: CanvasProps) {
  const place = useRef<HTMLCanvasElement>(null);
  const colors = useRef<Palette | undefined>(undefined);
  const [width, setWidth] = useState(0);
  const plane = scene.dimension === 2;
  useEffect(() => {
    const canvas = place.current!;
    const observer = new ResizeObserver(() => setWidth(canvas.clientWidth));
    observer.observe(canvas);
    const ignore = followGestures(canvas, lab.view.zoom);
    return () => {
      ignore();
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    colors.current = palette();
  }, [dark.value]);
  useSignalEffect(() => {
    void dark.value;
    const drawn = paintOptions(lab, scene, view);
    const frame = requestAnimationFrame(() => {
      if (!place.current) return;
      if (view === 'discriminator' && drawn.picture) lab.client.drawn(); // the next is made while this one is painted
      paint(place.current, drawn, (colors.current ??= palette()));
    });
    return () => cancelAnimationFrame(frame);
  });
  useEffect(() => {
    if (width > 0) paint(place.current!, paintOptions(lab, scene, view), palette());
  }, [width, scene, dark.value]);
  return (
    <figure class="picture">
      {title && <figcaption>{title}</figcaption>}
      <canvas
        ref={place}
        class={classOf(plane, lab.view.zoom.value)}
        role="img"
        tabIndex={0}
        aria-label={`${labelOf(view)}. Plus and minus zoom, arrows move, 0 fits.`}
      />
    </figure>
  );
}

/** What there is to paint now; while samples flow with G's map, and without what belongs to their true places. */
export function paintOptions({ client, view: look }: Lab, scene: Scene, view: View): PaintOptions {
  const { seen: layers, dots, zoom, flow } = look;
  const shown = shownBounds(scene.grid.bounds, zoom.value);
  const picture = client.signals.picture.value;
  const options = { scene, picture, layers: layers.value, dots: dots.value, view, shown };
  if (flow.value === undefined || !picture) return options;
  const only = { ...layers.value, mesh: true, arrows: false, density: false };
  return { ...options, picture: flowing(scene, picture, flow.value), layers: only };
}

const labelOf = (view: View) =>
  view === 'optimum'
    ? 'What the best discriminator would say at each place'
    : 'Real and generated samples, and what the discriminator says at each place';

/** One finger moves what is enlarged; else it scrolls the page. */
const classOf = (plane: boolean, zoom: Zoom) =>
  `${plane ? 'square' : 'line'}${isFit(zoom) ? '' : ' enlarged'}`;

function paint(canvas: HTMLCanvasElement, drawn: PaintOptions, colors: Palette): void {
  const surface = fitted(canvas);
  if (!surface) return;
  const { ctx, width, height } = surface;
  if (drawn.scene.dimension === 2) paintPlane(ctx, width, drawn, colors);
  else paintLine(ctx, width, height, drawn, colors);
}
