import type { Box, Curve, Lane, Sizes, Spot } from './layout.ts';

/** Room above the units, between two of them, and the least between two layers. */
export const [HEAD, GAP_Y, LEAST_GAP] = [24, 6, 18];
/** Below the units: how many are not shown, then the ways of the gradients. */
export const [NOTE, LANE] = [20, 14];
/** The gap before D's units holds two things: what comes together, and weights. */
export const [BEFORE_D, BEFORE_VERDICT] = [1.8, 0.5];
/** Height of what the game comes to, at most. */
export const VERDICT = 104;

/** Hidden layers that fit. */
export const fitting = (count: number, room: number, tile: number): number =>
  Math.max(1, Math.min(count, Math.floor(room / (tile + LEAST_GAP))));

export const heightOf = ({ rows, tile }: Sizes): number => rows * (tile + GAP_Y) - GAP_Y;

export const boxAt = (cx: number, cy: number, width: number, height = width): Box => ({
  x: cx - width / 2,
  y: cy - height / 2,
  width,
  height,
});

export const middle = ({ x, y, width, height }: Box): Spot => [x + width / 2, y + height / 2];

/** Centres one after the other, from an edge on. */
export function cursor(from: number, towards: 1 | -1): (width: number, gap?: number) => number {
  let edge = from;
  return (width, gap = 0) => {
    const centre = edge + towards * (gap + width / 2);
    edge = centre + (towards * width) / 2;
    return centre;
  };
}

/** The units of hidden layers, each layer a column around a height. */
export function columnsOf(
  hidden: readonly number[],
  x: (i: number) => number,
  cy: number,
  tile: number,
): Box[][] {
  return hidden.map((count, i) => {
    const centre = x(i);
    const first = cy - ((count - 1) * (tile + GAP_Y)) / 2;
    return Array.from({ length: count }, (_, k) => boxAt(centre, first + k * (tile + GAP_Y), tile));
  });
}

/** A box around columns. */
export function around(columns: readonly (readonly Box[])[], pad: number, height: number, top = HEAD): Box {
  const lefts = columns.map(([{ x }]) => x);
  const [left, right] = [Math.min(...lefts), Math.max(...lefts) + columns[0][0].width];
  return { x: left - pad, y: top - 6, width: right - left + 2 * pad, height: height + 12 };
}

/** So many places on a side of a box: 1 the right one. */
export function portsOf({ x, y, width, height }: Box, side: 1 | -1, count: number): Spot[] {
  return spread([side === 1 ? x + width : x, y + height / 2], count, height / (count + 1));
}

export function spread([x, y]: Spot, count: number, step = 14): Spot[] {
  return Array.from({ length: count }, (_, i) => [x, y + (i - (count - 1) / 2) * step]);
}

/** From a box of samples to where both kinds come together. */
export function joining(box: Box, [x, y]: Spot, towards: 1 | -1): Curve {
  const from: Spot = [towards === 1 ? box.x + box.width : box.x, box.y + box.height / 2];
  const half = (x - from[0]) * 0.55;
  return [from, [from[0] + half, from[1]], [x - half, y], [x, y]];
}

interface Way {
  readonly from: Spot;
  readonly columns: readonly (readonly Box[])[];
  /** Where it ends, and on which height it goes. */
  readonly to: number;
  readonly y: number;
}

/** The way of a gradient below the layers of a network: a lane for each layer of weights, the last layer first. */
export function lanesOf({ from, columns, to, y }: Way): Lane[] {
  const stops = [...columns.map(([box]) => middle(box)[0]).reverse(), to];
  return stops.map((x, i) => {
    const begin: Spot[] = i > 0 ? [[stops[i - 1], y]] : from[1] === y ? [from] : [from, [from[0], y]];
    return { spots: [...begin, [x, y]], ends: i === stops.length - 1 };
  });
}
