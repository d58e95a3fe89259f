/** Along what the weights are moved: random directions, or the run's own way from its first moment. */
export type SliceKind = 'random' | 'path';

/** V around the weights of a run at one step, over steps along one direction of each player. */
export interface Slice {
  readonly step: number;
  /** What was used: a run without a past has no way. */
  readonly kind: SliceKind;
  /** Steps along either direction go from −reach to reach; 0 is where the run is. */
  readonly reach: number;
  /** V, rows from D's least step to its largest. [side · side] */
  readonly values: Float32Array;
  /** The run until now, as its parts along G's and D's direction. [n, 2] */
  readonly path: Float32Array;
  /** What the colours turn at: −log 4, of a critic V where the run is. */
  readonly level: number;
  readonly critic: boolean;
}
