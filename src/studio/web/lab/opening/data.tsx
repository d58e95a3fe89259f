import { useEffect, useRef, useState } from 'preact/hooks';
import { chosen } from '../../history/open.ts';
import { painter } from '../../shell/canvas.ts';
import { FileButton } from '../../shell/controls.tsx';
import { color, dark } from '../../shell/theme.ts';
import { DrawPad } from '../draw-pad.tsx';
import { drawDots, placeIn } from '../paint.ts';
import { pointChanges } from '../points.ts';
import { receive } from '../receive.ts';
import type { Lab } from '../store.ts';
import { OFFERED, type OfferedName, thumbnailOf } from './offered.ts';

const names = Object.keys(OFFERED) as OfferedName[];

/** Data to choose by their looks, or to draw, or to bring. */
export function Data({ lab }: { readonly lab: Lab }) {
  const [draws, setDraws] = useState(false);
  const { name } = lab.config.value.data;
  const draw = (values: readonly number[]) => void lab.play(pointChanges(2, values), 'draw');
  return (
    <section class="panel stack" aria-label="Data">
      <h2>What should the generator learn?</h2>
      <ul class="thumbs">
        {names.map(option => (
          <li key={option}>
            <button
              type="button"
              class="thumb"
              aria-pressed={option === name}
              onClick={() => void lab.play({ 'data.name': option }, 'data.name')}
            >
              <Thumb name={option} />
              {OFFERED[option]}
            </button>
          </li>
        ))}
        <li>
          <button type="button" class="thumb" aria-expanded={draws} onClick={() => setDraws(!draws)}>
            <Pencil />
            Draw
          </button>
        </li>
      </ul>
      {draws && <DrawPad onDone={draw} />}
      <div class="row small muted">
        <span>Or drop your own anywhere here: points (CSV), one picture, or many.</span>
        <FileButton
          label="Choose…"
          multiple
          onChoose={files => void receive(lab, Promise.resolve(chosen(files)))}
        />
      </div>
    </section>
  );
}

/** Pixels of a thumbnail. */
const SIDE = 128;

function Thumb({ name }: { readonly name: OfferedName }) {
  const place = useRef<HTMLCanvasElement>(null);
  const [points, setPoints] = useState<Float32Array>();
  useEffect(() => void thumbnailOf(name).then(setPoints), [name]);
  useEffect(() => {
    if (points) paint(place.current!, points);
  }, [points, dark.value]);
  return <canvas ref={place} width={SIDE} height={SIDE} />;
}

function paint(canvas: HTMLCanvasElement, points: Float32Array): void {
  const ctx = painter(canvas);
  const half = 1.15 * points.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6);
  ctx.clearRect(0, 0, SIDE, SIDE);
  drawDots(ctx, points, placeIn({ x: [-half, half] }, SIDE), { fill: color('real'), size: 1.6, alpha: 0.8 });
}

function Pencil() {
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true">
      <path
        d="M10 46c8-20 14 6 22-8s10-22 22-20"
        fill="none"
        stroke="var(--real)"
        stroke-width="4"
        stroke-linecap="round"
      />
    </svg>
  );
}
