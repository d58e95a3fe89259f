import type { Gan } from '../../gan/gan.ts';
import type { GeneratorInfo, Precision } from '../export.ts';
import type { State } from '../state.ts';

/** Trained networks and what they say of themselves. */
export interface Trained {
  readonly gan: Pick<Gan, 'generator' | 'discriminator'>;
  readonly state: State;
  readonly info: GeneratorInfo;
}

/** Further models beside the full one. */
export type Variant = Exclude<Precision, 'fp32'>;

export interface TargetOptions {
  /** What the names of files begin with, such as `model`. */
  readonly stem: string;
  /** Whether D is written too. */
  readonly discriminator: boolean;
  readonly variants: readonly Variant[];
}

/** Contents of files by their names. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A form in which trained networks leave. */
export interface Target {
  readonly summary: string;
  /** Ending of its first file; a target without one is a folder of files. */
  readonly ending?: string;
  /** Variants that it knows. */
  readonly variants: readonly Variant[];
  /** @throws UserError when it has no form for these networks */
  files(trained: Trained, options: TargetOptions): Files;
}
