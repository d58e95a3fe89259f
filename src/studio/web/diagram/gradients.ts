import { type CurveData, GRADIENT } from '../engine/curves.ts';
import type { Player } from './layout.ts';

/** ‖∂L/∂θ‖ of each layer of a player by its name. */
export type Lengths = Readonly<Record<string, number>>;

/** The gradients of a player as they were last measured up to a step. */
export function gradientsAt({ step, ...rows }: CurveData, now: number, player: Player): Lengths {
  const begin = `${GRADIENT}${player}/`;
  const own = Object.entries(rows).filter(([name]) => name.startsWith(begin));
  return Object.fromEntries(
    own.flatMap(([name, row]) => {
      const last = row.findLastIndex((value, i) => Number.isFinite(value) && step[i] <= now);
      return last < 0 ? [] : [[name.slice(begin.length), row[last]]];
    }),
  );
}
