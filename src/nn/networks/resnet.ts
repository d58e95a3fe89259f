import { add } from '../../graph/ops/elementwise.ts';
import { sum } from '../../graph/ops/reduce.ts';
import type { Shape } from '../../graph/tensor.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, layer, sequential } from '../layer.ts';
import { type Activation, activation } from '../layers/activations.ts';
import { conv } from '../layers/conv.ts';
import { averagePool, pooledConv, upsampledConv } from '../layers/resample.ts';
import { upsample } from '../layers/shape.ts';
import { type BlockOptions, block, blockBias, referenced } from './block.ts';
import { type ConditionOptions, conditionedInput } from './condition.ts';
import { logit, smallImage, startSides } from './image.ts';
import type { MinibatchOptions } from './minibatch.ts';

/** Law of the weights outside of the residual branches, where `init` holds. */
const GLOROT: Initializer = 'glorot-uniform';

export interface ResnetOptions extends BlockOptions, ConditionOptions {
  /** Channels of the blocks; in the generator the first are those of the dense layer. */
  readonly channels: readonly number[];
}

export interface ResnetGeneratorOptions extends ResnetOptions {
  /** Image [H, W, C]. */
  readonly output: Shape;
  /** Default `tanh`. */
  readonly outputActivation?: Activation;
}

/** The sum of a branch and a shortcut, the shortcut's layers named after the branch's. */
function residual(branch: readonly Layer[], shortcut: readonly Layer[]): Layer {
  const [long, short] = [sequential(branch), sequential(shortcut)];
  return layer('block', (x, scope) => {
    const y = long.apply(x, scope);
    return add(y, short.apply(x, scope));
  });
}

/** Norm, activation, convolution of the doubled image, norm, activation, convolution; the shortcut is a convolution 1×1. */
function growing(channels: number, options: ResnetOptions): Layer {
  const { init } = options;
  const branch = [
    ...block(options),
    upsampledConv(channels, { init, bias: blockBias(options) }),
    ...block(options),
    conv(channels, 3, { padding: 1, init }),
  ];
  return residual(branch, [conv(channels, 1, { init: GLOROT }), upsample(2)]);
}

/**
 * Generator of residual blocks that each double the sides, with batch normalisation, nearest pixels for upsampling and convolutions
 * 3×3.
 * @see Miyato et al., arXiv 1802.05957, table 4
 */
export function resnetGenerator(options: ResnetGeneratorOptions): Layer {
  const { channels, output, outputActivation = 'tanh', slope } = options;
  const [first, ...rest] = channels;
  const start = startSides(output, rest.length);
  return referenced(
    options,
    sequential([
      ...smallImage(options, start, first, { init: GLOROT, bias: 'zeros' }),
      ...rest.map(depth => growing(depth, options)),
      ...block(options),
      conv(output[2], 3, { padding: 1, init: GLOROT }),
      activation(outputActivation, slope),
    ]),
  );
}

export interface ResnetDiscriminatorOptions extends ResnetOptions, MinibatchOptions {
  /** How many blocks, the first ones, halve the sides; default 2. */
  readonly downsamplings?: number;
}

/** Norm (where there is one), activation, convolution, norm, activation, convolution. */
function shrinking(channels: number, half: boolean, options: ResnetOptions): Layer {
  return layer('block', (x, scope) => {
    const { init } = options;
    const inner = x.shape[3];
    const before = conv(inner, 3, { padding: 1, init, bias: blockBias(options) });
    const last = half ? pooledConv(channels, { init }) : conv(channels, 3, { padding: 1, init });
    const change = half || inner !== channels ? [conv(channels, 1, { init: GLOROT })] : [];
    return residual(
      [...block(options), before, ...block(options), last],
      [...(half ? [averagePool()] : []), ...change],
    ).apply(x, scope);
  });
}

/** The first block, which sees the image and so neither normalises nor activates it. */
function firstBlock(channels: number, half: boolean, options: ResnetOptions): Layer {
  const { init } = options;
  const before = conv(channels, 3, { padding: 1, init, bias: blockBias(options) });
  const last = half ? pooledConv(channels, { init }) : conv(channels, 3, { padding: 1, init });
  const shortcut = [...(half ? [averagePool()] : []), conv(channels, 1, { init: GLOROT })];
  return residual([before, ...block(options), last], shortcut);
}

/**
 * Discriminator of residual blocks, whose last features are summed over the image before the dense layer; meant for weights of
 * spectral norm 1.
 * @see Miyato et al., arXiv 1802.05957, table 4; with projection, arXiv 1802.05637
 */
export function resnetDiscriminator(options: ResnetDiscriminatorOptions): Layer {
  const { channels, downsamplings = 2 } = options;
  const blocks = channels.map((depth, i) =>
    (i === 0 ? firstBlock : shrinking)(depth, i < downsamplings, options),
  );
  const last = activation(options.activation ?? 'relu', options.slope);
  const pool = layer('sumPool', x => sum(x, [1, 2]));
  return sequential([
    ...conditionedInput(options),
    ...blocks,
    last,
    pool,
    ...logit(options, { init: GLOROT }),
  ]);
}
