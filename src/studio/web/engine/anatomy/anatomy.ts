import type { Bounds } from '../../../../metrics/bounds.ts';

/** Of a layer, the units that are shown. */
export interface LayerAnatomy {
  /** Such as `dense1`. */
  readonly name: string;
  /** All of its units. */
  readonly units: number;
  /** Which are shown: the strongest, in their order. */
  readonly shown: Int32Array;
  /** What each shown unit says on the grid. [shown, places] */
  readonly values: Float32Array;
  /** From the shown units before to these. [shown, shown before] */
  readonly weights: Float32Array;
  /** ‖weights‖ from the units before that are not shown. [shown] */
  readonly rest: Float32Array;
  /** [shown]; absent where the layer has none. */
  readonly bias?: Float32Array;
  /** What a unit does to its sum, such as `leaky-relu`; empty for nothing. */
  readonly activation: string;
}

/** A network, unit by unit. */
export interface NetworkAnatomy {
  /** Where its units are asked: a grid of its inputs, of their first two coordinates. */
  readonly domain: Bounds;
  readonly cells: number;
  /** Numbers that come in, and which of them are shown. */
  readonly inputs: { readonly count: number; readonly shown: Int32Array };
  /** First to last; the last one is its output. */
  readonly layers: readonly LayerAnatomy[];
}

/** Both networks of a run at one step. */
export interface Anatomy {
  readonly step: number;
  readonly generator: NetworkAnatomy;
  readonly discriminator: NetworkAnatomy;
}
