import type { Anatomy, LayerAnatomy, NetworkAnatomy } from '../engine/anatomy/anatomy.ts';
import { digits } from '../shell/chart.tsx';
import type { Player } from './layout.ts';

/** A unit by its place among those that are shown. */
export interface UnitPlace {
  readonly player: Player;
  /** Of the hidden layers, from 0. */
  readonly layer: number;
  /** Among the shown units of the layer, from 0. */
  readonly unit: number;
}

const NAMES: Readonly<Record<Player, string>> = { generator: 'Generator', discriminator: 'Discriminator' };

/** What a unit says on its grid. */
export function saidBy({ values, shown }: LayerAnatomy, unit: number): Float32Array {
  const places = values.length / shown.length;
  return values.subarray(unit * places, (unit + 1) * places);
}

/** The least and the largest of values. */
export function rangeOf(values: Float32Array): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** `Generator, layer 1, unit 3` */
export function nameOf({ player, layer, unit }: UnitPlace, anatomy: Anatomy): string {
  return `${NAMES[player]}, layer ${layer + 1}, unit ${anatomy[player].layers[layer].shown[unit] + 1}`;
}

/** A unit in words, with its numbers. */
export function labelOf(place: UnitPlace, anatomy: Anatomy): string {
  const [low, high] = rangeOf(saidBy(anatomy[place.player].layers[place.layer], place.unit));
  const over = place.player === 'generator' ? 'noise' : 'data';
  return `${nameOf(place, anatomy)}: from ${digits(low)} to ${digits(high)} over the ${over}`;
}

/** What a network's inputs are called: z₁, x₂; a single one has no number. */
export function inputName(player: Player, { inputs: { count } }: NetworkAnatomy, index: number): string {
  const letter = player === 'generator' ? 'z' : 'x';
  return count === 1 ? letter : `${letter}${below(index + 1)}`;
}

/** A number as an index below the line. */
export function below(n: number): string {
  return [...String(n)].map(digit => String.fromCodePoint(0x2080 + Number(digit))).join('');
}
