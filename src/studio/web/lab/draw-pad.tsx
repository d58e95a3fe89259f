import { useEffect, useRef, useState } from 'preact/hooks';
import { painter } from '../shell/canvas.ts';
import { Button } from '../shell/controls.tsx';
import { color, dark } from '../shell/theme.ts';

export interface DrawPadProps {
  /** x and y in turn, in [−1, 1]. */
  readonly onDone: (values: readonly number[]) => void;
}

/** Distance between two points of a stroke, as a share of the width: slow strokes are not denser than fast ones. */
const GAP = 0.02;
const MOST = 800;

/** A square to draw in with mouse, finger or pen. */
export function DrawPad({ onDone }: DrawPadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [points, setPoints] = useState<readonly number[]>([]);
  const stroke = useRef<{ x: number; y: number } | undefined>(undefined);
  useEffect(() => paint(canvas.current!, points), [points, dark.value]);
  const move = (event: PointerEvent, first: boolean) => {
    if (!first && !stroke.current) return;
    const from = first ? undefined : stroke.current;
    const to = placeOf(event, canvas.current!);
    const added = along(from, to);
    if (added.length === 0) return;
    stroke.current = to;
    setPoints(before => [...before, ...added].slice(-2 * MOST));
  };
  const count = points.length / 2;
  return (
    <>
      <canvas
        ref={canvas}
        class="draw-pad"
        width={480}
        height={480}
        aria-label={`Drawing of ${count} points`}
        role="img"
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId);
          move(event, true);
        }}
        onPointerMove={event => move(event, false)}
        onPointerUp={() => {
          stroke.current = undefined;
        }}
        onPointerCancel={() => {
          stroke.current = undefined;
        }}
      />
      <div class="row">
        <Button disabled={count < 2} onClick={() => onDone(points)}>
          Learn this
        </Button>
        <Button kind="quiet" disabled={count === 0} onClick={() => setPoints([])}>
          Clear
        </Button>
        <span class="muted small">{count} points</span>
      </div>
    </>
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function placeOf(event: PointerEvent, canvas: HTMLCanvasElement): Place {
  const box = canvas.getBoundingClientRect();
  const share = (value: number, size: number) => Math.min(1, Math.max(0, value / size));
  return {
    x: 2 * share(event.clientX - box.left, box.width) - 1,
    y: 1 - 2 * share(event.clientY - box.top, box.height),
  };
}

/** Points at equal distances from one place to the next; the place itself at the start of a stroke. */
function along(from: Place | undefined, to: Place): number[] {
  if (!from) return [round(to.x), round(to.y)];
  const steps = Math.floor(Math.hypot(to.x - from.x, to.y - from.y) / (2 * GAP));
  return Array.from({ length: steps }, (_, i) => (i + 1) / steps).flatMap(t => [
    round(from.x + t * (to.x - from.x)),
    round(from.y + t * (to.y - from.y)),
  ]);
}

const round = (value: number) => Math.round(value * 1000) / 1000;

function paint(canvas: HTMLCanvasElement, points: readonly number[]): void {
  const ctx = painter(canvas);
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = color('real');
  for (let i = 0; i < points.length; i += 2) {
    ctx.beginPath();
    ctx.arc(((points[i] + 1) / 2) * canvas.width, ((1 - points[i + 1]) / 2) * canvas.height, 4, 0, 7);
    ctx.fill();
  }
}
