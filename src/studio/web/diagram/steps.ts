import type { Anatomy } from '../engine/anatomy/anatomy.ts';
import type { UnitPlace } from './words.ts';

/** Hidden layers that are laid out, both networks' one after the other. */
export type Columns = readonly Pick<UnitPlace, 'player' | 'layer'>[];

/** Where an arrow key leads from a unit: up and down its layer, left and right to the layer beside it, along the data. */
export function stepTo(
  place: UnitPlace,
  key: string,
  columns: Columns,
  anatomy: Anatomy,
): UnitPlace | undefined {
  const here = columns.findIndex(({ player, layer }) => player === place.player && layer === place.layer);
  const count = (column: number) =>
    anatomy[columns[column].player].layers[columns[column].layer].shown.length;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const unit = place.unit + (key === 'ArrowUp' ? -1 : 1);
    return unit >= 0 && unit < count(here) ? { ...place, unit } : undefined;
  }
  const column = here + (key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : Number.NaN);
  if (!columns[column]) return undefined;
  const share = (place.unit + 0.5) / count(here);
  return { ...columns[column], unit: Math.floor(share * count(column)) };
}
