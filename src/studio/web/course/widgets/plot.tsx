import { type ComponentChildren, createContext, type VNode } from 'preact';
import { useContext, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { format, ticks } from './format.ts';

type Range = readonly [low: number, high: number];

/** What the parts of a plot know of it: scales in pixels and back. */
interface Frame {
  readonly x: Range;
  readonly y: Range;
  readonly left: number;
  readonly top: number;
  readonly inner: readonly [width: number, height: number];
  readonly clip: string;
  /** Size of the text, 1 where it is 16 pixels: labels and the room for them grow with it. */
  readonly scale: number;
  /** Pixels of a value. */
  px(x: number): number;
  py(y: number): number;
  /** Values of a pointer. */
  at(event: PointerEvent): [x: number, y: number];
}

const FrameContext = createContext<Frame | null>(null);

function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error('plot: expected to be inside a <Plot>');
  return frame;
}

/** Width of an element in CSS pixels, followed as it changes, and the size of its text in units of 16 pixels. */
export function useWidth<E extends Element>(): [ref: { current: E | null }, width: number, scale: number] {
  const ref = useRef<E>(null);
  const [[width, scale], setSize] = useState<Range>([560, 1]);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => {
      const text = Number.parseFloat(getComputedStyle(element).fontSize) / 16;
      setSize([Math.max(160, element.getBoundingClientRect().width), text]);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width, scale];
}

export interface PlotProps {
  x: Range;
  y: Range;
  /** What the picture shows, in words. */
  label: string;
  xLabel?: string;
  yLabel?: string;
  /** Height in pixels. Default 240; `square` makes it as high as wide. */
  height?: number;
  square?: boolean;
  /** Largest width in pixels. */
  maxWidth?: number;
  children: ComponentChildren;
  /** Hides ticks of an axis. */
  bare?: boolean;
  onPointer?: (x: number, y: number, phase: 'down' | 'move') => void;
}

/** A picture with axes; its parts draw into it in the units of the axes. */
export function Plot(props: PlotProps): VNode {
  const { x, y, label, xLabel, yLabel, height = 240, square, bare, children, onPointer } = props;
  const [ref, width, scale] = useWidth<HTMLDivElement>();
  const clip = useId();
  const svg = useRef<SVGSVGElement>(null);
  const left = bare ? 2 : 44 * scale;
  const [top, bottom] = [yLabel ? 20 * scale : 8, bare ? 2 : (xLabel ? 38 : 22) * scale];
  const inner = [width - left - 10, square ? width - left - 10 : height * scale - top - bottom] as const;
  const total = inner[1] + top + bottom;
  const frame: Frame = {
    x,
    y,
    scale,
    left,
    top,
    inner,
    clip: `url(#${clip})`,
    px: v => left + ((v - x[0]) / (x[1] - x[0])) * inner[0],
    py: v => top + inner[1] - ((v - y[0]) / (y[1] - y[0])) * inner[1],
    at: event => {
      const box = svg.current!.getBoundingClientRect();
      const u = (event.clientX - box.left - left) / inner[0];
      const v = (event.clientY - box.top - top) / inner[1];
      return [x[0] + u * (x[1] - x[0]), y[1] - v * (y[1] - y[0])];
    },
  };
  const pointer = (phase: 'down' | 'move') => (event: PointerEvent) => {
    if (!onPointer || (phase === 'move' && event.buttons === 0)) return;
    if (phase === 'down') (event.currentTarget as Element).setPointerCapture(event.pointerId);
    onPointer(...frame.at(event), phase);
  };
  return (
    <div class="drawing" ref={ref} style={props.maxWidth ? { maxWidth: `${props.maxWidth}px` } : undefined}>
      {/* biome-ignore lint/a11y/useSemanticElements: an SVG has no fieldset */}
      <svg
        ref={svg}
        width={width}
        height={total}
        viewBox={`0 0 ${width} ${total}`}
        role="group"
        aria-label={label}
        class={onPointer ? 'draws' : undefined}
        onPointerDown={pointer('down')}
        onPointerMove={pointer('move')}
      >
        <clipPath id={clip}>
          <rect x={left} y={top} width={inner[0]} height={inner[1]} />
        </clipPath>
        <FrameContext.Provider value={frame}>
          {!bare && <Axes xLabel={xLabel} yLabel={yLabel} />}
          {children}
        </FrameContext.Provider>
      </svg>
    </div>
  );
}

function Axes({ xLabel, yLabel }: { xLabel?: string; yLabel?: string }): VNode {
  const { x, y, left, top, inner, px, py, scale } = useFrame();
  const base = top + inner[1];
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus
    <g class="axes" aria-hidden="true">
      {ticks(x[0], x[1], inner[0] / 70 / scale).map(v => (
        <g key={v}>
          <line class="grid" x1={px(v)} x2={px(v)} y1={top} y2={base} />
          <text x={px(v)} y={base + 14 * scale} text-anchor="middle">
            {label(v)}
          </text>
        </g>
      ))}
      {ticks(y[0], y[1], inner[1] / 40 / scale).map(v => (
        <g key={v}>
          <line class="grid" x1={left} x2={left + inner[0]} y1={py(v)} y2={py(v)} />
          <text x={left - 6} y={py(v) + 4 * scale} text-anchor="end">
            {label(v)}
          </text>
        </g>
      ))}
      <path class="frame" d={`M${left},${top}V${base}H${left + inner[0]}`} />
      {xLabel && (
        <text class="title" x={left + inner[0] / 2} y={base + 31 * scale} text-anchor="middle">
          {xLabel}
        </text>
      )}
      {yLabel && (
        <text class="title" x={left - 6} y={12 * scale}>
          {yLabel}
        </text>
      )}
    </g>
  );
}

const label = (v: number) => String(v).replace('-', '−');

/** Points joined by lines; gaps where a value is not finite. */
function pathOf(points: Iterable<readonly [number, number]>, { px, py, y }: Frame): string {
  const reach = y[1] - y[0];
  let path = '';
  let open = false;
  for (const [a, b] of points) {
    if (Number.isFinite(b)) {
      const clamped = Math.min(y[1] + reach, Math.max(y[0] - reach, b));
      path += `${open ? 'L' : 'M'}${px(a).toFixed(1)},${py(clamped).toFixed(1)}`;
    }
    open = Number.isFinite(b);
  }
  return path;
}

/** Values of f across the frame, one every two pixels. */
function sampled(f: (x: number) => number, { x, inner }: Frame, [low, high]: Range = x): [number, number][] {
  const n = Math.max(2, Math.round(((high - low) / (x[1] - x[0])) * (inner[0] / 2)));
  return Array.from({ length: n + 1 }, (_, i) => {
    const at = low + ((high - low) * i) / n;
    return [at, f(at)];
  });
}

interface CurveProps {
  /** A function of x, or points. */
  f: ((x: number) => number) | readonly (readonly [number, number])[];
  /** A role: real, fake, judge, mix, quiet. */
  kind: string;
  /** Filled down to this height. */
  fill?: number;
  dashed?: boolean;
  /** Only this stretch of x. */
  over?: Range;
}

/** A curve. */
export function Curve({ f, kind, fill, dashed, over }: CurveProps): VNode {
  const frame = useFrame();
  const points = typeof f === 'function' ? sampled(f, frame, over) : f;
  const path = pathOf(points, frame);
  const base = fill === undefined ? '' : `V${frame.py(fill)}H${frame.px(points[0][0])}Z`;
  return (
    <g class={kind} clip-path={frame.clip}>
      {fill !== undefined && <path class="area" d={path + base} />}
      <path class={dashed ? 'curve dashed' : 'curve'} d={path} />
    </g>
  );
}

/** Many small dots. */
export function Dots({
  points,
  kind,
  size = 3,
}: {
  points: readonly (readonly [number, number])[];
  kind: string;
  size?: number;
}): VNode {
  const frame = useFrame();
  const path = points.map(([a, b]) => `M${frame.px(a).toFixed(1)},${frame.py(b).toFixed(1)}h0`).join('');
  return (
    <g class={kind} clip-path={frame.clip}>
      <path class="dots" d={path} style={{ strokeWidth: `${size}px` }} />
    </g>
  );
}

/** Upright or level line. */
export function Mark({ x, y, kind, text }: { x?: number; y?: number; kind: string; text?: string }): VNode {
  const { left, top, inner, px, py, scale } = useFrame();
  const right = left + inner[0];
  if (x !== undefined) {
    const turned = px(x) > right - 90 * scale;
    return (
      <g class={kind}>
        <line class="mark" x1={px(x)} x2={px(x)} y1={top} y2={top + inner[1]} />
        {text && (
          <text x={px(x) + (turned ? -5 : 5)} y={top + 12 * scale} text-anchor={turned ? 'end' : 'start'}>
            {text}
          </text>
        )}
      </g>
    );
  }
  return (
    <g class={kind}>
      <line class="mark" x1={left} x2={right} y1={py(y!)} y2={py(y!)} />
      {text && (
        <text x={right - 4} y={py(y!) - 5} text-anchor="end">
          {text}
        </text>
      )}
    </g>
  );
}

/** An arrow between two places; `shift` moves it by pixels. */
export function Arrow({ from, to, kind }: { from: Range; to: Range; kind: string }): VNode {
  const { px, py, clip } = useFrame();
  const [x1, y1, x2, y2] = [px(from[0]), py(from[1]), px(to[0]), py(to[1])];
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 1) return <g />;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const head = Math.min(6, length / 2);
  const wing = (side: number) =>
    `${(x2 - head * ux - side * head * 0.5 * uy).toFixed(1)},${(y2 - head * uy + side * head * 0.5 * ux).toFixed(1)}`;
  return (
    <g class={kind} clip-path={clip}>
      <path
        class="arrow"
        d={`M${x1.toFixed(1)},${y1.toFixed(1)}L${x2.toFixed(1)},${y2.toFixed(1)}M${wing(1)}L${x2.toFixed(1)},${y2.toFixed(1)}L${wing(-1)}`}
      />
    </g>
  );
}

interface HandleProps {
  x: number;
  y: number;
  /** Which way it moves. Default x. */
  axis?: 'x' | 'y' | 'both';
  /** Change per arrow key. Default a hundredth of the axis; ten times with Shift. */
  step?: number;
  label: string;
  kind?: string;
  onMove(x: number, y: number): void;
}

const keyMoves: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** A point that pointer and arrow keys move. */
export function Handle({ x, y, axis = 'x', step, label, kind = 'accent', onMove }: HandleProps): VNode {
  const frame = useFrame();
  const clamp = (v: number, [low, high]: Range) => Math.min(high, Math.max(low, v));
  const move = (a: number, b: number) =>
    onMove(axis === 'y' ? x : clamp(a, frame.x), axis === 'x' ? y : clamp(b, frame.y));
  const onKeyDown = (event: KeyboardEvent) => {
    const way = keyMoves[event.key];
    if (!way) return;
    event.preventDefault();
    const times = event.shiftKey ? 10 : 1;
    const along = (range: Range) => (step ?? (range[1] - range[0]) / 100) * times;
    // On one axis both pairs of arrows mean less and more, as in any slider.
    const sum = way[0] + way[1];
    if (axis === 'both') move(x + way[0] * along(frame.x), y + way[1] * along(frame.y));
    else move(x + sum * along(frame.x), y + sum * along(frame.y));
  };
  const value = axis === 'y' ? y : x;
  return (
    <g
      class={`handle ${kind} ${axis}`}
      role="slider"
      tabindex={0} // attributes of SVG are case-sensitive
      aria-label={label}
      aria-valuenow={Number(value.toFixed(4))}
      aria-valuemin={axis === 'y' ? frame.y[0] : frame.x[0]}
      aria-valuemax={axis === 'y' ? frame.y[1] : frame.x[1]}
      aria-valuetext={axis === 'both' ? `${format(x, 2)}, ${format(y, 2)}` : format(value, 3)}
      onKeyDown={onKeyDown}
      onPointerDown={event => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={event => {
        if (event.buttons > 0) move(...frame.at(event));
      }}
    >
      <circle class="reach" cx={frame.px(x)} cy={frame.py(y)} r={20} />
      <circle class="knob" cx={frame.px(x)} cy={frame.py(y)} r={8} />
    </g>
  );
}
