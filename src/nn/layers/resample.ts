import * as graph from '../../graph/ops/conv.ts';
import { add, addN, mul } from '../../graph/ops/elementwise.ts';
import { averageTo } from '../../graph/ops/linear.ts';
import { pad, reshape, reverse, sliceAxis, transpose } from '../../graph/ops/shape.ts';
import { formatShape, shapeError, type Tensor } from '../../graph/tensor.ts';
import { type Layer, layer } from '../layer.ts';
import type { Scope } from '../scope.ts';
import { type ConvOptions, filter } from './conv.ts';

type ResampledOptions = Pick<ConvOptions, 'init' | 'bias'>;

/** Means of the squares of 2 × 2 pixels: [N, H, W, C] to [N, H/2, W/2, C], H and W even. */
function halve(x: Tensor): Tensor {
  const [n, height, width, channels] = x.shape;
  if (height % 2 || width % 2) throw shapeError('halving', 'an image of even sides', formatShape(x.shape));
  const pairs = reshape(x, [n, height / 2, 2, width / 2, 2 * channels]);
  const rows = add(sliceAxis(pairs, 2, 0, 1), sliceAxis(pairs, 2, 1, 2));
  const columns = add(sliceAxis(rows, 4, 0, channels), sliceAxis(rows, 4, channels, 2 * channels));
  return mul(0.25, reshape(columns, [n, height / 2, width / 2, channels]));
}

/** Means of 2 × 2 pixels: half the sides, which are even. */
export const averagePool = (): Layer => layer('averagePool', halve);

/** Means of the cells of a grid of so many pixels. */
export const averagedTo = (height: number, width: number): Layer =>
  layer('averagedTo', x => averageTo(x, [height, width]));

/**
 * A convolution 3×3 of an image enlarged to twice its sides (each pixel a square of four), zeros around: [N, H, W, C] to
 * [N, 2H, 2W, channels]. Each pixel of the result sees four of the image, so it is computed as a transposed convolution 4×4 with
 * stride 2 whose kernel is the sum of four shifted ones: 4/9 of the products.
 */
export function upsampledConv(channels: number, options: ResampledOptions = {}): Layer {
  return resampled('upsampledConv', channels, options, (x, taps) => {
    const [, height, width, depth] = x.shape;
    const flipped = transpose(reverse(reverse(taps, 0), 1), [0, 1, 3, 2]);
    const kernel = reshape(overlaid(flipped), [16 * channels, depth]);
    return graph.convTranspose(x, kernel, {
      kernel: 4,
      stride: 2,
      padding: 1,
      size: [2 * height, 2 * width],
    });
  });
}

/**
 * Means of 2 × 2 pixels of a convolution 3×3, zeros around: [N, H, W, C] to [N, H/2, W/2, channels], H and W even; computed as a
 * convolution 4×4 with stride 2, 4/9 of the products.
 */
export function pooledConv(channels: number, options: ResampledOptions = {}): Layer {
  return resampled('pooledConv', channels, options, (x, taps) => {
    const [, height, width, depth] = x.shape;
    if (height % 2 || width % 2)
      throw shapeError('pooled conv', 'an image of even sides', formatShape(x.shape));
    const kernel = reshape(mul(0.25, overlaid(taps)), [16 * depth, channels]);
    return graph.conv(x, kernel, { kernel: 4, stride: 2, padding: 1 });
  });
}

/** A layer with the parameters of a convolution 3×3, its filter as [3, 3, C, channels]. */
function resampled(
  how: 'upsampledConv' | 'pooledConv',
  channels: number,
  { init = 'glorot-uniform', bias = 'zeros' }: ResampledOptions,
  apply: (x: Tensor, taps: Tensor) => Tensor,
): Layer {
  const window = graph.toWindow({ kernel: 3 });
  const convolve = (x: Tensor, scope: Scope) => {
    const depth = x.shape[3];
    const weight = filter(scope, window, depth, channels, 1, init, false);
    const y = apply(x, reshape(weight, [3, 3, depth, channels]));
    return bias === false ? y : add(y, scope.parameter('bias', { shape: [channels], init: bias }));
  };
  return layer('conv', convolve, { ...graph.toWindow({ kernel: 3, padding: 1 }), groups: 1, how });
}

/** The sum of a kernel [k, k, …] at the four places that it has in one of [k + 1, k + 1, …]. */
function overlaid(kernel: Tensor): Tensor {
  return [0, 1].reduce((sum, axis) => {
    const [none, one] = [0, 1].map(count => sum.shape.map((_, i) => (i === axis ? count : 0)));
    return addN([pad(sum, none, one), pad(sum, one, none)]);
  }, kernel);
}
