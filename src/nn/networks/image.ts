import type { Shape } from '../../graph/tensor.ts';
import { UserError } from '../../util/error.ts';
import type { Initializer } from '../initializers.ts';
import type { Layer } from '../layer.ts';
import { dense } from '../layers/dense.ts';
import { flatten, intermediate, reshape } from '../layers/shape.ts';
import {
  type ConditionOptions,
  conditionedInput,
  conditionedOutput,
  type OutputWeights,
} from './condition.ts';
import { type MinibatchOptions, minibatch } from './minibatch.ts';

/**
 * Sides of the small image that a generator starts from, which is doubled so many times.
 * @throws UserError where the image cannot be halved so often
 */
export function startSides([height, width]: Shape, doublings: number): readonly [number, number] {
  const scale = 2 ** doublings;
  if (height % scale === 0 && width % scale === 0) return [height / scale, width / scale];
  throw new UserError(
    `generator.channels: expected an image whose sides ${scale} divides, for ${doublings} doublings, got ${height}×${width}; give another number of channels`,
  );
}

/** From the latent vector to a small image of `channels`. */
export function smallImage(
  options: ConditionOptions,
  [height, width]: readonly [number, number],
  channels: number,
  weights: { readonly init?: Initializer; readonly bias: 'zeros' | false },
): Layer[] {
  return [
    ...conditionedInput(options),
    dense(height * width * channels, weights),
    reshape([height, width, channels]),
  ];
}

/** From the last features of a discriminator to its logit. */
export function logit(options: ConditionOptions & MinibatchOptions, weights: OutputWeights): Layer[] {
  return [flatten(), intermediate('features'), ...minibatch(options), conditionedOutput(options, 1, weights)];
}
