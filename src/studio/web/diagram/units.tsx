import { useRef, useState } from 'preact/hooks';
import type { Anatomy } from '../engine/anatomy/anatomy.ts';
import type { Kind } from '../lab/slow-motion/stages.ts';
import type { marksOf } from './follow.tsx';
import { fits, PLAYERS } from './given.ts';
import type { Layout } from './layout.ts';
import { isLit } from './lit.ts';
import { type Columns, stepTo } from './steps.ts';
import { Unit } from './unit.tsx';
import type { UnitPlace } from './words.ts';

interface UnitsProps {
  readonly layout: Layout;
  readonly anatomy: Anatomy;
  readonly kind: Kind | undefined;
  readonly marks: ReturnType<typeof marksOf>;
  readonly open: UnitPlace | undefined;
  readonly onOpen: (place: UnitPlace | undefined) => void;
}

const FIRST: UnitPlace = { player: 'generator', layer: 0, unit: 0 };
const same = (a: UnitPlace | undefined, b: UnitPlace) =>
  a?.player === b.player && a.layer === b.layer && a.unit === b.unit;

/** The units, of which the Tab key reaches one and arrow keys the others. */
export function Units({ layout, anatomy, marks, open, onOpen, kind }: UnitsProps) {
  const [stop, setStop] = useState<UnitPlace>(FIRST);
  const root = useRef<HTMLDivElement>(null);
  const columns: Columns = PLAYERS.flatMap(player =>
    layout.networks[player].columns.map((_, layer) => ({ player, layer })),
  );
  const reachable = fits(stop, layout, anatomy) ? stop : FIRST;
  const onKey = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      onOpen(undefined);
    }
    const next = event.key.startsWith('Arrow') && stepTo(reachable, event.key, columns, anatomy);
    if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    const name = `${next.player} ${next.layer} ${next.unit}`;
    root.current!.querySelector<HTMLElement>(`[data-unit="${name}"]`)?.focus();
    if (open) onOpen(next);
  };
  return (
    <div ref={root} data-arrows>
      {columns.map(({ player, layer }) => (
        <div key={`${player} ${layer}`} class={isLit(player, kind) ? '' : 'dim'}>
          {layout.networks[player].columns[layer].map((box, unit) => {
            const place = { player, layer, unit };
            return (
              <Unit
                key={unit}
                place={place}
                anatomy={anatomy}
                box={box}
                stop={same(reachable, place)}
                open={same(open, place)}
                mark={marks[player]}
                onOpen={() => onOpen(same(open, place) ? undefined : place)}
                onFocus={() => setStop(place)}
                onKey={onKey}
              />
            );
          })}
          <Rest player={player} layer={layer} layout={layout} anatomy={anatomy} />
        </div>
      ))}
    </div>
  );
}

/** Between two layers that have room for words, in pixels. */
const ROOM = 64;

/** How many units of a layer, and layers after it, are not shown. */
const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

function Rest({
  player,
  layer,
  layout,
  anatomy,
}: Pick<UnitsProps, 'layout' | 'anatomy'> & Omit<UnitPlace, 'unit'>) {
  const { columns, box } = layout.networks[player];
  const { layers } = anatomy[player];
  const units = layers[layer].units - layers[layer].shown.length;
  const after = layer === columns.length - 1 ? layers.length - 1 - columns.length : 0;
  if (units + after === 0) return null;
  const [{ x, width }] = columns[layer];
  const beside = columns[layer + 1] ?? columns[layer - 1];
  const more = !beside || Math.abs(beside[0].x - x) > ROOM ? ' more' : '';
  const text = [units > 0 && `+${units}${more}`, after > 0 && `+${counted(after, 'layer')}`]
    .filter(Boolean)
    .join(', ');
  return (
    <span class="rest" style={{ left: `${x + width / 2}px`, top: `${box.y + box.height + 1}px` }}>
      {text}
      <span class="hidden-text"> not shown</span>
    </span>
  );
}
