import { format } from './format.ts';
import { useWidth } from './plot.tsx';

/** Probabilities as bars; with `onChange` each bar is a slider. */
export function Bars({
  law,
  kind,
  names,
  label,
  onChange,
  height = 150,
}: {
  law: readonly number[];
  kind: string;
  names: readonly string[];
  /** What the law is, in words. */
  label: string;
  onChange?: (i: number, value: number) => void;
  height?: number;
}) {
  const [ref, width, scale] = useWidth<HTMLDivElement>();
  const [top, bottom] = [18 * scale, 20 * scale];
  const total = height * scale;
  const inner = total - top - bottom;
  const slot = width / law.length;
  const bar = Math.min(56 * scale, slot * 0.7);
  return (
    <div class="drawing" ref={ref}>
      {/* biome-ignore lint/a11y/useSemanticElements: an SVG has no fieldset */}
      <svg width={width} height={total} viewBox={`0 0 ${width} ${total}`} role="group" aria-label={label}>
        <line class="base" x1={0} x2={width} y1={top + inner} y2={top + inner} />
        {law.map((p, i) => {
          const x = slot * (i + 0.5) - bar / 2;
          const y = top + inner * (1 - p);
          return (
            <g
              key={names[i]}
              class={`${kind} bar`}
              {...(onChange ? sliding(i, p, names[i], label, onChange, [top, inner]) : {})}
            >
              <rect class="reach" x={slot * i} y={0} width={slot} height={total} />
              <rect class="area solid" x={x} y={y} width={bar} height={inner * p} />
              {onChange && <rect class="grip" x={x} y={y - 2} width={bar} height={4} />}
              <text x={x + bar / 2} y={y - 6} text-anchor="middle">
                {format(p, slot < 44 * scale ? 2 : 3)}
              </text>
              <text class="name" x={x + bar / 2} y={total - 5 * scale} text-anchor="middle">
                {names[i]}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

function sliding(
  i: number,
  p: number,
  name: string,
  label: string,
  onChange: (i: number, value: number) => void,
  [top, inner]: readonly [number, number],
) {
  const follow = (event: PointerEvent) => {
    const box = (event.currentTarget as SVGElement).ownerSVGElement!.getBoundingClientRect();
    onChange(i, 1 - (event.clientY - box.top - top) / inner);
  };
  return {
    role: 'slider',
    tabindex: 0, // attributes of SVG are case-sensitive
    'aria-label': `${label}: ${name}`,
    'aria-valuemin': 0,
    'aria-valuemax': 1,
    'aria-valuenow': Number(p.toFixed(3)),
    onKeyDown: (event: KeyboardEvent) => {
      const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
      if (way === undefined) return;
      event.preventDefault();
      onChange(i, p + way * (event.shiftKey ? 0.1 : 0.01));
    },
    onPointerDown: (event: PointerEvent) => {
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      follow(event);
    },
    onPointerMove: (event: PointerEvent) => {
      if (event.buttons > 0) follow(event);
    },
  } as const;
}
