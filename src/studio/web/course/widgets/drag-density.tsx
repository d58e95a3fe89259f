import { useRef, useState } from 'preact/hooks';
import { stroke } from './law.ts';
import { Curve, Mark, Plot } from './plot.tsx';

/** Heights in [0, 1] drawn by pointer or by keys. */
export function DragDensity({
  heights,
  onChange,
  label,
}: {
  heights: readonly number[];
  onChange: (heights: readonly number[]) => void;
  label: string;
}) {
  const last = useRef<readonly [number, number]>([0, 0]);
  const [cell, setCell] = useState<number>();
  const n = heights.length;
  const paint = (x: number, y: number, phase: 'down' | 'move') => {
    const to = [Math.round(x * (n - 1)), Math.min(1, Math.max(0, y))] as const;
    onChange(stroke(heights, phase === 'down' ? to : last.current, to));
    last.current = to;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = cell ?? 0;
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const up = { ArrowUp: 0.05, ArrowDown: -0.05 }[event.key];
    if (across === undefined && up === undefined) return;
    event.preventDefault();
    if (across !== undefined) setCell(Math.min(n - 1, Math.max(0, at + across)));
    else onChange(stroke(heights, [at, 0], [at, Math.min(1, Math.max(0, heights[at] + up!))]));
  };
  const at = cell ?? 0;
  return (
    <div
      class="draw-area"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={1}
      aria-valuenow={Number(heights[at].toFixed(2))}
      aria-valuetext={`place ${at + 1} of ${n}, height ${heights[at].toFixed(2)}`}
      onFocus={() => setCell(at)}
      onBlur={() => setCell(undefined)}
      onKeyDown={onKeyDown}
    >
      <Plot x={[0, 1]} y={[0, 1.02]} label={label} height={170} bare onPointer={paint}>
        <Curve f={heights.map((h, i) => [i / (n - 1), h] as const)} kind="real" fill={0} />
        {cell !== undefined && <Mark x={cell / (n - 1)} kind="accent" />}
      </Plot>
    </div>
  );
}
