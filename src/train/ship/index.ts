import { onnx } from './onnx.ts';
import { pytorch } from './pytorch.ts';
import { safetensors } from './safetensors.ts';
import type { Files, Target, TargetOptions, Trained } from './target.ts';

export type { Files, Target, TargetOptions, Trained, Variant } from './target.ts';

/** Forms in which trained networks leave, by name. */
export const targets = { onnx, safetensors, pytorch } satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;

export const VARIANTS = ['fp16', 'int8'] as const;

/**
 * The files of some targets together.
 * @throws UserError when a target has no form for these networks; nothing is made then
 */
export function shipped(trained: Trained, names: readonly TargetName[], options: TargetOptions): Files {
  return new Map(names.flatMap(name => [...targets[name].files(trained, options)]));
}
