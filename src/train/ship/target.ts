import type { Gan } from '../../gan/gan.ts';
import type { GeneratorInfo, Precision } from '../export.ts';
import type { MetricLine } from '../metric-line.ts';
import type { State } from '../state.ts';

/** What a run tells beside its networks. */
export interface Story {
  /** Of the run. */
  readonly name: string;
  /** The content of its `config.json`, without what says where files are on this machine. */
  readonly config: unknown;
  /** Its own model card, without the same. */
  readonly card: string;
  /** What `saddle evaluate` found of these weights, the newest line of each protocol. */
  readonly figures: readonly MetricLine[];
  /** Samples as PNG. */
  readonly picture: Uint8Array;
}

/** The page of the target `html`, without a generator. */
export interface PageParts {
  /** Of an HTML file, with places for the model and the runtime. */
  readonly text: string;
  /** WebAssembly of ONNX Runtime for browsers, gzipped. */
  readonly runtime: Uint8Array;
}

/** Trained networks and what they say of themselves. */
export interface Trained {
  readonly gan: Pick<Gan, 'generator' | 'discriminator'>;
  readonly state: State;
  readonly info: GeneratorInfo;
  /** For targets that tell it on. */
  readonly story?: Story;
  /** For targets that are a page. */
  readonly page?: PageParts;
}

/** Further models beside the full one. */
export type Variant = Exclude<Precision, 'fp32'>;

export interface TargetOptions {
  /** What the names of files begin with, such as `model`. */
  readonly stem: string;
  /** Whether D is written too. */
  readonly discriminator: boolean;
  readonly variants: readonly Variant[];
  /** Licence of the weights as the Hub calls it, such as `cc-by-4.0`; default `unknown`. */
  readonly license?: string;
  /** Name on the Hub, such as `user/digits`; default that of the run, of a user that is not known. */
  readonly repo?: string;
}

/** Contents of files by their paths, which are separated by `/`. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A form in which trained networks leave. */
export interface Target {
  readonly summary: string;
  /** Ending of its first file; a target without one is a folder of files. */
  readonly ending?: string;
  /** Variants that it knows. */
  readonly variants: readonly Variant[];
  /** Whether it tells a run's story, in a folder that is new and holds nothing else. */
  readonly tells?: true;
  /** Whether it is a page, which has no use for D. */
  readonly isPage?: true;
  /** @throws UserError when it has no form for these networks */
  files(trained: Trained, options: TargetOptions): Files;
}
