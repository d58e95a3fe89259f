import type { GeneratorInfo } from '../train/export.ts';
import {
  type Files,
  isPage,
  shipped,
  type TargetName,
  type TargetOptions,
  tellStory,
} from '../train/ship/index.ts';
import { pageParts } from './page.ts';
import { type OpenOptions, openTrained } from './sample.ts';
import { storyOf } from './story.ts';

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
 * @param options.license of the weights, for the target `hub`
 * @param options.repo name on the Hub, for the same
 * @param options.stem what the names of files begin with; default `model`
 * @throws UserError when there is no run or no good checkpoint, or a target has no form for its networks
 * @example
 *   const { files } = await shipRun('runs/00000-mnist', ['onnx'], { variants: ['fp16'] });
 */
export async function shipRun(
  folder: string,
  targets: readonly TargetName[],
  { stem = 'model', discriminator = false, variants = [], license, repo, ...options }: ShipOptions = {},
): Promise<ShippedRun> {
  const run = await openTrained(folder, options);
  const story = tellStory(targets) ? await storyOf(folder, run) : undefined;
  const page = isPage(targets) ? await pageParts() : undefined;
  const files = shipped({ ...run, story, page }, targets, { stem, discriminator, variants, license, repo });
  return { files, info: run.info, warnings: run.warnings };
}
