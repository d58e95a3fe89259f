import type { Bounds } from '../../../metrics/bounds.ts';
import type { Figures } from '../../../metrics/metric.ts';
import type { Keeping } from '../../../run/autosave.ts';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import type { Anatomy } from './anatomy/anatomy.ts';
import type { Trace } from './inspect.ts';
import type { RunCommand, RunReport } from './run-messages.ts';
import type { Grid } from './scene.ts';
import type { Slice, SliceKind } from './slice/slice.ts';

/** What a picture shall hold; what is not shown is not computed. */
export interface Layers {
  readonly field: boolean;
  readonly optimum: boolean;
  readonly arrows: boolean;
  readonly mesh: boolean;
  readonly density: boolean;
  /** V around the weights, along these directions; default none. */
  readonly slice?: SliceKind;
  /** Most units of a hidden layer of which the diagram shows what they do; default none. */
  readonly units?: number;
  /** A generated sample that is followed from its noise to its gradient; default none. */
  readonly followed?: number;
  /** The part of the scene in which D is asked; default all of it. */
  readonly region?: Bounds;
}

/** From the page to the worker, beside what is said to any run. */
export type OwnCommand =
  | {
      readonly type: 'start';
      /** Of the run: what is reported of another one is old. */
      readonly id: number;
      readonly config: Config;
      /** Folder of the WASM runtime, with a slash at the end. */
      readonly runtime: string;
      readonly layers: Layers;
      readonly speed: number;
      readonly run: boolean;
      /** Of a run that goes on. */
      readonly files?: RunFiles;
      /** How it is kept in the browser; default not at all. */
      readonly keeping?: Keeping;
    }
  /** Pauses, does one step and tells what it computed on the way. */
  | { readonly type: 'slow-step' }
  /** Goes on to a step, unless it is past it, and pauses there. */
  | { readonly type: 'reach'; readonly step: number }
  /** Waits at a step while it runs, for a run that is compared with it. */
  | { readonly type: 'limit'; readonly step: number }
  /** Steps a second; ∞: as fast as possible. */
  | { readonly type: 'speed'; readonly speed: number }
  | { readonly type: 'layers'; readonly layers: Layers };

export type Command = OwnCommand | RunCommand;

/** What stays the same while a run goes on. */
export interface Scene {
  readonly dimension: 1 | 2;
  /** Whether samples are measured against the law itself, and not against samples of it. */
  readonly exact: boolean;
  readonly grid: Grid;
  /** [n, d] */
  readonly reals: Float32Array;
  /** Of the data, on the grid, smoothed by one cell. */
  readonly density: Float32Array;
  /** Of a law of the line, at 1/(n + 1), …, n/(n + 1). */
  readonly quantiles?: Float32Array;
  readonly mesh: { readonly rows: number; readonly columns: number };
  /** Where the noise of a picture's samples and of its mesh lies in the frame of the data, [n, d] each. */
  readonly noise: { readonly samples: Float32Array; readonly mesh: Float32Array };
  /** Trained numbers of each player. */
  readonly weights: { readonly generator: number; readonly discriminator: number };
}

/** A run at one step, in what the layers need. */
export interface Picture {
  readonly step: number;
  /** Of fixed noise, [n, d]. */
  readonly samples: Float32Array;
  /** Whether D's answers are any numbers, and not probabilities. */
  readonly critic: boolean;
  /** D on the grid, or on as many cells of the region. */
  readonly field?: Float32Array;
  /** Where the field was asked for; left out: on the scene's grid. */
  readonly region?: Bounds;
  /** D* on the grid, NaN where neither kind has samples; absent where D* is no function of the place. */
  readonly optimum?: Float32Array;
  /** −∂L_G/∂x at the first samples, [ARROWS, d]. */
  readonly slopes?: Float32Array;
  /** G on the mesh of its noise, [rows · columns, d]. */
  readonly mesh?: Float32Array;
  /** p_g on the grid. */
  readonly density?: Float32Array;
  /** What D says of some samples of either kind. */
  readonly judged?: { readonly real: Float32Array; readonly fake: Float32Array };
  /** What D says when it cannot tell. */
  readonly undecided?: number;
  readonly followed?: Followed;
}

/** One generated sample on its way. */
export interface Followed {
  readonly index: number;
  /** Its noise. */
  readonly z: Float32Array;
  /** G(z) */
  readonly x: Float32Array;
  /** What D says of it. */
  readonly answer: number;
  /** Its term of G's loss. */
  readonly term: number;
  /** −∂L_G/∂x: where that draws it. */
  readonly slope: Float32Array;
}

/** From the worker to the page, beside what is said of any run. */
export type OwnReport =
  | {
      readonly type: 'picture';
      readonly picture: Picture;
      readonly stepsPerSecond: number;
      /** Means over the steps since the last picture. */
      readonly metrics: Readonly<Record<string, number>>;
    }
  | { readonly type: 'trace'; readonly trace: Trace }
  | { readonly type: 'slice'; readonly slice: Slice }
  | { readonly type: 'anatomy'; readonly anatomy: Anatomy }
  | { readonly type: 'quality'; readonly step: number; readonly quality: Figures };

export type Report = OwnReport | RunReport<Scene>;
