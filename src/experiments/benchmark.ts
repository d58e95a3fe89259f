import type { DataConfig } from '../data/registry.ts';
import type { TableSpec } from './table.ts';

/** An experiment that is repeated over seeds. */
export interface Benchmark {
  /** Such as `modes ring`: what a folder of results belongs to. */
  readonly name: string;
  readonly title: string;
  /** Recipe that is trained where no other is asked for. */
  readonly recipe: string;
  readonly data: DataConfig;
  readonly spec: TableSpec;
  /** How it is measured, a sentence each. */
  readonly notes: readonly string[];
  /** Measures a trained run. */
  evaluate(run: EvaluatedRun): Promise<Record<string, number>>;
  /** The result of a seed, in words. */
  describe(values: Readonly<Record<string, number>>): string;
  /** Means to mark in the scatter of samples, where samples are points of the plane. */
  readonly means?: readonly ArrayLike<number>[];
}

export interface EvaluatedRun {
  /** Of the run. */
  readonly folder: string;
  /** Whether it is the first seed: its samples are drawn. */
  readonly first: boolean;
  /** Folder of its row; samples that are drawn go there. */
  readonly row: string;
}

/** Samples of a row's first seed, `[n, 2]`. */
export const SAMPLES = 'samples.npy';
