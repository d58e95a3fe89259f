import type { GeneratorInfo } from '../train/export.ts';
import { type Files, shipped, type TargetName, type TargetOptions } from '../train/ship/index.ts';
import { type OpenOptions, openTrained } from './sample.ts';

export interface ShipOptions extends OpenOptions, Partial<TargetOptions> {}

/** What leaves of a run. */
export interface ShippedRun {
  readonly files: Files;
  readonly info: GeneratorInfo;
  /** Sentences about what was found wrong and mended. */
  readonly warnings: readonly string[];
}

/**
 * The trained networks of a run in the form of some targets, averaged weights if there are any.
 * @param options.stem what the names of files begin with; default `model`
 * @throws UserError when there is no run or no good checkpoint, or a target has no form for its networks
 * @example
 *   const { files } = await shipRun('runs/00000-mnist', ['onnx'], { variants: ['fp16'] });
 */
export async function shipRun(
  folder: string,
  targets: readonly TargetName[],
  { stem = 'model', discriminator = false, variants = [], ...options }: ShipOptions = {},
): Promise<ShippedRun> {
  const { warnings, ...trained } = await openTrained(folder, options);
  const files = shipped(trained, targets, { stem, discriminator, variants });
  return { files, info: trained.info, warnings };
}
