import type { Shape } from '../../graph/tensor.ts';
import { UserError } from '../../util/error.ts';
import { type Layer, layer, sequential } from '../layer.ts';
import { type Activation, activation } from '../layers/activations.ts';
import { conv, convTranspose } from '../layers/conv.ts';
import { dropout } from '../layers/dropout.ts';
import { type BlockOptions, block, blockBias, referenced } from './block.ts';
import { type ConditionOptions, conditionedInput } from './condition.ts';
import { logit, smallImage } from './image.ts';
import type { MinibatchOptions } from './minibatch.ts';

export interface DcganOptions extends BlockOptions, ConditionOptions {
  /** Channels of the layers between image and vector; in the generator the first is that of the dense layer. */
  readonly channels: readonly number[];
  /** Strides of the (transposed) convolutions; default all 2. */
  readonly strides?: readonly number[];
  /** Height and width of the kernels; default 4. */
  readonly kernel?: number;
  /**
   * Whether the first layer (dense in G, convolution in D) is normalised; default yes in G, no in D.
   * Where G's is not, it has no activation either.
   */
  readonly normFirst?: boolean;
}

/** Zeros that TensorFlow's padding `same` adds on one axis: the size is divided by the stride, rounded up. */
function samePadding(size: number, kernel: number, stride: number): [before: number, after: number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

function window(height: number, width: number, kernel: number, stride: number) {
  const [top, bottom] = samePadding(height, kernel, stride);
  const [left, right] = samePadding(width, kernel, stride);
  return { stride, padding: [top, left, bottom, right] as const };
}

export interface DcganGeneratorOptions extends DcganOptions {
  /** Image [H, W, C]; H and W divisible by the product of the strides. */
  readonly output: Shape;
  /** Default `tanh`. */
  readonly outputActivation?: Activation;
}

/**
 * Generator of transposed convolutions: a dense layer makes a small image of channels[0], each
 * transposed convolution enlarges it by its stride, the last one to the output's channels.
 * @see arXiv 1511.06434
 */
export function dcganGenerator(options: DcganGeneratorOptions): Layer {
  const { channels, output, kernel = 4, normFirst = true, outputActivation = 'tanh', init } = options;
  const strides = options.strides ?? channels.map(() => 2);
  checkStrides('generator', strides, channels.length);
  const [height, width, depth] = output;
  const scale = strides.reduce((p, s) => p * s, 1);
  if (height % scale || width % scale) {
    throw new UserError(
      `generator: expected an image whose sides ${scale} (product of strides) divides, got ${height}×${width}`,
    );
  }
  let side: readonly [number, number] = [height / scale, width / scale];
  const layers = smallImage(options, side, channels[0], {
    init,
    bias: normFirst ? blockBias(options) : 'zeros',
  });
  if (normFirst) layers.push(...block(options));
  strides.forEach((stride, i) => {
    const size = [side[0] * stride, side[1] * stride] as const;
    const last = i === strides.length - 1;
    const bias = last ? 'zeros' : blockBias(options);
    const geometry = { ...window(size[0], size[1], kernel, stride), size, init, bias } as const;
    layers.push(convTranspose(last ? depth : channels[i + 1], kernel, geometry));
    if (!last) layers.push(...block(options));
    side = size;
  });
  return referenced(options, sequential([...layers, activation(outputActivation, options.slope)]));
}

export interface DcganDiscriminatorOptions extends DcganOptions, MinibatchOptions {
  /** Probability that dropout zeroes a value after each convolution; default 0. */
  readonly dropoutHidden?: number;
}

/** Discriminator of strided convolutions and one dense layer: an image to one logit. @see arXiv 1511.06434 */
export function dcganDiscriminator(options: DcganDiscriminatorOptions): Layer {
  const { channels, kernel = 4, normFirst = false, init, dropoutHidden = 0 } = options;
  const strides = options.strides ?? channels.map(() => 2);
  checkStrides('discriminator', strides, channels.length);
  const convolutions = channels.flatMap((depth, i) => {
    const around: BlockOptions = i === 0 && !normFirst ? { ...options, norm: null } : options;
    const strided = layer('conv', (x, scope) => {
      const same = window(x.shape[1], x.shape[2], kernel, strides[i]);
      return conv(depth, kernel, { ...same, init, bias: blockBias(around) }).apply(x, scope);
    });
    return [strided, ...block(around), dropout(dropoutHidden)];
  });
  return sequential([...conditionedInput(options), ...convolutions, ...logit(options, { init })]);
}

function checkStrides(network: string, strides: readonly number[], layers: number): void {
  if (strides.length !== layers) {
    throw new UserError(`${network}.strides: expected ${layers} strides, one a layer, got ${strides.length}`);
  }
}
