import { add, mul } from '../../graph/ops/elementwise.ts';
import { doubleSmoothly, halveSmoothly } from '../../graph/ops/linear.ts';
import { sum } from '../../graph/ops/reduce.ts';
import { reshape } from '../../graph/ops/shape.ts';
import type { Shape } from '../../graph/tensor.ts';
import { UserError } from '../../util/error.ts';
import { type Layer, layer, sequential } from '../layer.ts';
import { type Activation, activation } from '../layers/activations.ts';
import { conv } from '../layers/conv.ts';
import { dense } from '../layers/dense.ts';
import { type ConditionOptions, conditionedInput } from './condition.ts';
import { logit, startSides } from './image.ts';
import type { MinibatchOptions } from './minibatch.ts';

export interface R3ganOptions extends ConditionOptions {
  /** Channels of the stages, in the order of computation; from stage to stage sides double or halve. */
  readonly channels: readonly number[];
  /** Residual blocks of each stage; default 2. */
  readonly blocks?: number;
  /** Factor by which channels are expanded within a block; default 2. */
  readonly expansion?: number;
  /** Channels of a group of the inner convolution, which divides the expanded ones; 0: all in one. Default 16. */
  readonly groupSize?: number;
  /** Height and width of the inner kernels, odd; default 3. */
  readonly kernel?: number;
}

export interface R3ganGeneratorOptions extends R3ganOptions {
  /** Image [H, W, C]. */
  readonly output: Shape;
  /** Default `linear`. */
  readonly outputActivation?: Activation;
}

const SLOPE = 0.2;
/** Factor of the weights before leaky ReLU that keeps the second moment of what passes. */
const GAIN = Math.sqrt(2 / (1 + SLOPE ** 2));
/** Laws of the layers that no activation follows. */
const LINEAR = { init: 'fan-in-normal', bias: false } as const;

const leaky = activation('leaky-relu', SLOPE);

/**
 * x + a branch without normalisation: 1×1 to more channels, k×k in groups, 1×1 back. The last starts at 0; the others are scaled by
 * L^(−1/4), L the number of blocks, as Fixup does for branches of three layers.
 */
function residual(channels: number, options: R3ganOptions): Layer {
  const { expansion = 2, groupSize = 16, kernel = 3 } = options;
  const inner = channels * expansion;
  const init = { kind: 'fan-in-normal', gain: GAIN * blockCount(options) ** -0.25 } as const;
  const groups = groupSize === 0 ? 1 : inner / groupSize;
  if (!Number.isInteger(groups)) {
    throw new UserError(
      `groupSize: expected a divisor of the ${inner} channels within a block of ${channels}, got ${groupSize}; 0 puts them into one group`,
    );
  }
  const branch = sequential([
    conv(inner, 1, { init }),
    leaky,
    conv(inner, kernel, { init, padding: (kernel - 1) / 2, groups }),
    leaky,
    conv(channels, 1, { init: 'zeros', bias: false }),
  ]);
  return layer('block', (x, scope) => add(x, branch.apply(x, scope)));
}

const blockCount = ({ channels, blocks = 2 }: R3ganOptions) => channels.length * blocks;

const stage = (channels: number, options: R3ganOptions): Layer[] =>
  Array.from({ length: options.blocks ?? 2 }, () => residual(channels, options));

const mix = (from: number, to: number): Layer[] => (from === to ? [] : [conv(to, 1, LINEAR)]);

/** A trained small image whose channels are scaled by a linear map: [N, F] to [N, H, W, channels]. */
function generativeBasis([height, width]: readonly [number, number], channels: number): Layer {
  const scales = dense(channels, LINEAR);
  return layer('basis', (x, scope) => {
    const shape = [height, width, channels];
    const basis = scope.parameter('basis', { shape, init: { kind: 'normal', std: 1 } });
    return mul(basis, reshape(scales.apply(x, scope.child('dense')), [x.shape[0], 1, 1, channels]));
  });
}

/** A trained weight for each pixel and channel, summed over the image: [N, H, W, C] to [N, C]. */
function discriminativeBasis(): Layer {
  return layer('basis', (x, scope) => {
    const [, height, width, channels] = x.shape;
    const area = height * width;
    const weight = scope.parameter('weight', {
      shape: [area, channels],
      init: LINEAR.init,
      fan: [area, area],
      layout: { kind: 'filter', kernel: [height, width] },
    });
    return sum(mul(x, reshape(weight, [height, width, channels])), [1, 2]);
  });
}

/**
 * Generator of R3GAN: a trained small image, stages of residual blocks without normalisation, smooth doubling between them.
 * @see arXiv 2501.05441, section 4; brownvc/R3GAN, R3GAN/Networks.py
 */
export function r3ganGenerator(options: R3ganGeneratorOptions): Layer {
  const { channels, output, outputActivation = 'linear' } = options;
  const [first, ...rest] = channels;
  const double = layer('double', doubleSmoothly);
  return sequential([
    ...conditionedInput(options),
    generativeBasis(startSides(output, rest.length), first),
    ...stage(first, options),
    ...rest.flatMap((depth, i) => [...mix(channels[i], depth), double, ...stage(depth, options)]),
    conv(output[2], 1, LINEAR),
    activation(outputActivation),
  ]);
}

/**
 * Discriminator of R3GAN: stages of residual blocks without normalisation, smooth halving between them; at the end a weight for each
 * pixel and channel. Meant for relativistic losses with R1 and R2.
 * @see arXiv 2501.05441, section 4; brownvc/R3GAN, R3GAN/Networks.py
 */
export function r3ganDiscriminator(options: R3ganOptions & MinibatchOptions): Layer {
  const { channels } = options;
  const half = layer('half', halveSmoothly);
  return sequential([
    ...conditionedInput(options),
    conv(channels[0], 1, LINEAR),
    ...channels.flatMap((depth, i) => [
      ...(i > 0 ? [half, ...mix(channels[i - 1], depth)] : []),
      ...stage(depth, options),
    ]),
    discriminativeBasis(),
    ...logit(options, LINEAR),
  ]);
}
