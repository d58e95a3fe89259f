import { inOneRow } from './one-row.ts';
import { inTwoRows } from './two-rows.ts';

/** The diagram as boxes and ways, in pixels: both networks in one row, or where that is too narrow in two, the second from right to left. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: Readonly<Record<NodeName, Box>>;
  readonly networks: Readonly<Record<Player, Laid>>;
  /** From the samples of either kind to where D takes them. */
  readonly joins: Readonly<Record<'real' | 'generated', Curve>>;
  /** From what D says to the losses. */
  readonly answer: Lane;
  /** G's gradient on its way back through D. */
  readonly through: Lane;
}

export type Player = 'generator' | 'discriminator';
export type NodeName = 'noise' | 'generated' | 'real' | 'answer' | 'verdict';
export type Spot = readonly [x: number, y: number];
/** Bézier's four points. */
export type Curve = readonly [Spot, Spot, Spot, Spot];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Straight pieces, each along an axis. */
export interface Lane {
  readonly spots: readonly Spot[];
  /** Whether it ends in an arrow. */
  readonly ends: boolean;
}

/** A network in its place. */
export interface Laid {
  /** Around its units. */
  readonly box: Box;
  /** 1 where it goes from left to right, −1 where it goes back. */
  readonly towards: 1 | -1;
  readonly inputs: readonly Spot[];
  /** Its hidden layers, as far as they fit. */
  readonly columns: readonly (readonly Box[])[];
  readonly outputs: readonly Spot[];
  /** Its gradient comes back along this, a lane for each layer of weights: the last layer first. */
  readonly back: readonly Lane[];
}

/** What there is to lay out of a network. */
export interface Counts {
  readonly inputs: number;
  /** Units shown of each hidden layer. */
  readonly hidden: readonly number[];
  readonly outputs: number;
}

export type BothCounts = Readonly<Record<Player, Counts>>;

export interface Sizes {
  /** Side of a unit, and of a picture of samples. */
  readonly tile: number;
  readonly node: number;
  /** Width of what the game comes to. */
  readonly verdict: number;
  /** Units of a column. */
  readonly rows: number;
}

/** Below this width the networks stand in two rows. */
const NARROW = 520;

/** Sizes by the width that there is; `small` is the simple view. */
export function sizesFor(width: number, small: boolean): Sizes {
  if (width < NARROW) return { tile: 24, node: 48, verdict: 78, rows: 4 };
  if (small || width < 700) return { tile: 24, node: 52, verdict: 84, rows: 5 };
  return { tile: 28, node: 62, verdict: 100, rows: 6 };
}

/**
 * Lays the diagram out in a width.
 * @param counts of both networks; hidden layers that do not fit are left out from the end
 */
export function layoutOf(counts: BothCounts, width: number, sizes: Sizes): Layout {
  return (width < NARROW ? inTwoRows : inOneRow)(counts, width, sizes);
}

/** The layer whose gradient flows along a lane back: the last first, which leaves the loss, then those below it. */
export const laneLayer = <L>(layers: readonly L[], lanes: number, i: number): L =>
  i === 0 ? layers.at(-1)! : layers[lanes - 1 - i];
