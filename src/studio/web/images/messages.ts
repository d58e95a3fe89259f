import type { Keeping } from '../../../run/autosave.ts';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import type { Latent } from '../../../train/latents.ts';
import type { RunCommand, RunReport } from '../engine/run-messages.ts';
import type { Asked } from './asked.ts';
import type { Directions } from './directions.ts';
import type { LayerMaps } from './maps.ts';

/** From the page to the worker, beside what is said to any run. */
export type OwnCommand =
  | {
      readonly type: 'start';
      /** Of the run: what is reported of another one is old. */
      readonly id: number;
      readonly config: Config;
      /** Address of the page, with a slash at the end. */
      readonly base: string;
      /** The reader's images, where the config names them. */
      readonly own: RunFiles;
      /** A run to go on with, as files. */
      readonly files?: RunFiles;
      /** How the browser keeps it. */
      readonly keeping: Keeping;
      readonly run: boolean;
    }
  /** Opens an exported generator in place of the run. */
  | {
      readonly type: 'open';
      readonly model: Uint8Array;
      /** Of its file. */
      readonly name: string;
      readonly base: string;
      /** Of the noise of the grid. */
      readonly seed: number;
    }
  | { readonly type: 'ask'; readonly ticket: number; readonly question: Question };

export type Command = OwnCommand | RunCommand;

/** What can be asked of the networks as they are now. */
export type Question =
  /** The images that G makes. */
  | ({ readonly what: 'images' } & Asked)
  /** What D says of one image, generated or real, and what it looks at there. */
  | { readonly what: 'gaze'; readonly of: Looked }
  /** What the layers of both networks make of it. */
  | { readonly what: 'maps'; readonly of: Looked }
  /** The training images that are nearest to it. */
  | { readonly what: 'nearest'; readonly of: Looked; readonly count: number }
  /** Along what in the space of z pictures change, those of one class where G is conditional. */
  | { readonly what: 'directions'; readonly label?: number }
  /** G as an ONNX model, which says that it was trained so many steps. */
  | { readonly what: 'export'; readonly step: number };

/** An image that is looked at: by what G is asked for, or by its place among the real ones that the page knows. */
export type Looked = Asked | { readonly real: number };

/** What answers a question. */
export type Answer =
  | { readonly what: 'images' | 'export'; readonly bytes: Uint8Array }
  | ({ readonly what: 'gaze' } & GazeAnswer)
  | ({ readonly what: 'maps' } & MapsAnswer)
  | ({ readonly what: 'nearest' } & NearestAnswer)
  | ({ readonly what: 'directions' } & Directions);

export interface GazeAnswer {
  /** D as a probability, or the value of a critic. */
  readonly score: number;
  readonly critic: boolean;
  /** ∂s/∂x of D's logit at each pixel, [height, width]. */
  readonly slopes: Float32Array;
}

/** Feature maps, first layers first. */
export interface MapsAnswer {
  /** Of a generated image. */
  readonly generator?: readonly LayerMaps[];
  readonly discriminator: readonly LayerMaps[];
}

export interface NearestAnswer {
  /** [n, height, width, channels] */
  readonly bytes: Uint8Array;
  readonly distances: Float32Array;
  /** What the class of each is called, where the data have classes. */
  readonly classes?: readonly string[];
  /** From a training image to the nearest other one, in the median. */
  readonly usual: number;
}

/** What stays the same while a run goes on. */
export interface Scene {
  /** [height, width, channels] */
  readonly shape: readonly number[];
  readonly latent: Latent;
  /** What the classes are called that a conditional G can be asked for. */
  readonly classes?: readonly string[];
  /** Where the images come from, or the generator that was opened. */
  readonly source: string;
  /** Of a run; left out for a generator alone. */
  readonly run?: RunScene;
}

export interface RunScene {
  /** Real images, about as many as are in the grid. */
  readonly reals: Uint8Array;
  /** The class of each, where D is conditional. */
  readonly realClasses?: Int32Array;
  /** What the classes of their rows are called, where they are in rows. */
  readonly rowNames?: readonly string[];
  /** What the classes of the data are called, where each image's is known beforehand. */
  readonly dataClasses?: readonly string[];
  /** Images that are trained on; ∞ for those made without end. */
  readonly size: number;
  /** Trained numbers of each player. */
  readonly weights: { readonly generator: number; readonly discriminator: number };
}

/** From the worker to the page, beside what is said of any run. */
export type OwnReport =
  | {
      readonly type: 'picture';
      readonly step: number;
      /** Of the grid, [n, ...shape]. */
      readonly bytes: Uint8Array;
      readonly stepsPerSecond: number;
    }
  /** An exported generator is in place of the run; its grid. */
  | { readonly type: 'opened'; readonly scene: Scene; readonly bytes: Uint8Array }
  /** Why it is not. */
  | { readonly type: 'unopened'; readonly message: string }
  | { readonly type: 'answer'; readonly ticket: number; readonly answer: Answer }
  | { readonly type: 'refused'; readonly ticket: number; readonly message: string };

export type Report = OwnReport | RunReport<Scene>;
