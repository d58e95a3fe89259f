import { Fragment } from 'preact';
import { useRef } from 'preact/hooks';
import { COLUMNS } from './asked.ts';
import { imageAt, Tile } from './tile.tsx';

interface Rows {
  readonly names: readonly string[];
  readonly of: Int32Array;
}

export interface GridProps {
  readonly title: string;
  /** [n, height, width, channels] */
  readonly bytes: Uint8Array;
  readonly shape: readonly number[];
  /** The image that is chosen here, if any. */
  readonly chosen: number | undefined;
  readonly onChoose: (index: number) => void;
  /** What one image is called: `sample 3`. */
  readonly nameOf: (index: number) => string;
  /** Where images stand in rows of their classes: the class of each. */
  readonly rows?: Rows;
  readonly onGrab?: (event: PointerEvent, index: number) => void;
}

/** Images in rows of eight, of which one can be chosen: by pointer, or by the arrow keys. Each class has rows of its own. */
export function Grid({ title, bytes, shape, chosen, onChoose, nameOf, rows, onGrab }: GridProps) {
  const place = useRef<HTMLDivElement>(null);
  const length = shape.reduce((product, extent) => product * extent, 1);
  const count = bytes.length / length;
  const move = (event: KeyboardEvent, from: number) => {
    const to = destination(event.key, from, count);
    if (to === undefined) return;
    event.preventDefault();
    onChoose(to);
    place.current?.querySelectorAll<HTMLElement>('[role=option]')[to]?.focus();
  };
  return (
    <figure class="image-grid">
      <figcaption>{title}</figcaption>
      <div class={rows ? 'tiles by-class' : 'tiles'} role="listbox" aria-label={title} ref={place}>
        {Array.from({ length: count }, (_, i) => (
          <Fragment key={i}>
            {rows && rows.of[i] !== rows.of[i - 1] && (
              <span class="row-name small" aria-hidden>
                {rows.names[rows.of[i]]}
              </span>
            )}
            <button
              type="button"
              role="option"
              aria-selected={i === chosen}
              aria-label={rows ? `${nameOf(i)} of class ${rows.names[rows.of[i]]}` : nameOf(i)}
              tabIndex={i === (chosen ?? 0) ? 0 : -1}
              onClick={() => onChoose(i)}
              onKeyDown={event => move(event, i)}
              onPointerDown={onGrab && (event => onGrab(event, i))}
            >
              <Tile bytes={imageAt(bytes, shape, i)} shape={shape} />
            </button>
          </Fragment>
        ))}
      </div>
    </figure>
  );
}

const WAYS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -COLUMNS,
  ArrowDown: COLUMNS,
};

/** Where a key leads to in the grid; undefined: nowhere. */
function destination(key: string, from: number, count: number): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const to = from + (WAYS[key] ?? Number.NaN);
  return to >= 0 && to < count ? to : undefined;
}
