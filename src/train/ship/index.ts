import { html } from './html.ts';
import { hub } from './hub.ts';
import { onnx } from './onnx.ts';
import { pytorch } from './pytorch.ts';
import { safetensors } from './safetensors.ts';
import type { Files, Target, TargetOptions, Trained } from './target.ts';

export type { Files, PageParts, Story, Target, TargetOptions, Trained, Variant } from './target.ts';

/** Forms in which trained networks leave, by name. */
export const targets = { onnx, safetensors, pytorch, html, hub } satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;

/** Whether one of them tells the story of a run. */
export const tellStory = (names: readonly TargetName[]) =>
  names.some(name => (targets[name] as Target).tells);

/** Whether one of them is a page. */
export const isPage = (names: readonly TargetName[]) => names.some(name => (targets[name] as Target).isPage);

export const VARIANTS = ['fp16', 'int8'] as const;

/**
 * The files of some targets together.
 * @throws UserError when a target has no form for these networks; nothing is made then
 */
export function shipped(trained: Trained, names: readonly TargetName[], options: TargetOptions): Files {
  return new Map(names.flatMap(name => [...targets[name].files(trained, options)]));
}
