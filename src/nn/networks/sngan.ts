import type { Shape } from '../../graph/tensor.ts';
import { type Layer, sequential } from '../layer.ts';
import { type Activation, activation } from '../layers/activations.ts';
import { conv, convTranspose } from '../layers/conv.ts';
import { type BlockOptions, block, blockBias, referenced } from './block.ts';
import { type ConditionOptions, conditionedInput } from './condition.ts';
import { logit, smallImage, startSides } from './image.ts';
import type { MinibatchOptions } from './minibatch.ts';

export interface SnganOptions extends BlockOptions, ConditionOptions {
  /** Channels of the resolutions, the first in the order of computation first; each has twice or half the side of the one before. */
  readonly channels: readonly number[];
}

export interface SnganGeneratorOptions extends SnganOptions {
  /** Image [H, W, C]. */
  readonly output: Shape;
  /** Default `tanh`. */
  readonly outputActivation?: Activation;
}

const double = { stride: 2, padding: 1 } as const;

/**
 * Generator of the SNGAN-CNN: a dense layer makes a small image, each transposed convolution 4×4 doubles its sides, and a
 * convolution 3×3 makes the image.
 * @see Miyato et al., arXiv 1802.05957, table 3
 */
export function snganGenerator(options: SnganGeneratorOptions): Layer {
  const { channels, output, outputActivation = 'tanh', init, slope } = options;
  const [first, ...rest] = channels;
  const bias = blockBias(options);
  const start = startSides(output, rest.length);
  const doublings = rest.flatMap(depth => [
    convTranspose(depth, 4, { ...double, init, bias }),
    ...block(options),
  ]);
  return referenced(
    options,
    sequential([
      ...smallImage(options, start, first, { init, bias }),
      ...block(options),
      ...doublings,
      conv(output[2], 3, { padding: 1, init }),
      activation(outputActivation, slope),
    ]),
  );
}

/**
 * Discriminator of the SNGAN-CNN: a convolution 3×3, then for each halving of the sides a convolution 4×4 with stride 2 and one
 * of 3×3, and a dense layer; meant for weights of spectral norm 1.
 * @see Miyato et al., arXiv 1802.05957, table 3; the channels are those of the authors' code
 */
export function snganDiscriminator(options: SnganOptions & MinibatchOptions): Layer {
  const { init } = options;
  const [first, ...rest] = options.channels;
  const weights = { init, bias: blockBias(options) };
  const same = (depth: number) => [conv(depth, 3, { ...weights, padding: 1 }), ...block(options)];
  const half = (depth: number) => [conv(depth, 4, { ...weights, ...double }), ...block(options)];
  return sequential([
    ...conditionedInput(options),
    ...same(first),
    ...rest.flatMap(depth => [...half(depth), ...same(depth)]),
    ...logit(options, { init }),
  ]);
}
