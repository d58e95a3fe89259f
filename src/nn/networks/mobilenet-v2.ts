import { add, minimum, relu } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { type Layer, layer, sequential } from '../layer.ts';
import { conv } from '../layers/conv.ts';
import { Network } from '../network.ts';
import type { Scope } from '../scope.ts';
import { foldNorm, type KerasArrays } from './keras.ts';

/** Inverted residual blocks up to `block_10`: filters, stride, and factor by which channels are expanded within. */
const BLOCKS = [
  { filters: 16, stride: 1, expansion: 1 },
  { filters: 24, stride: 2, expansion: 6 },
  { filters: 24, stride: 1, expansion: 6 },
  { filters: 32, stride: 2, expansion: 6 },
  { filters: 32, stride: 1, expansion: 6 },
  { filters: 32, stride: 1, expansion: 6 },
  { filters: 64, stride: 2, expansion: 6 },
  { filters: 64, stride: 1, expansion: 6 },
  { filters: 64, stride: 1, expansion: 6 },
  { filters: 64, stride: 1, expansion: 6 },
  { filters: 96, stride: 1, expansion: 6 },
] as const;

const FIRST_FILTERS = 32;

const relu6 = layer('relu6', x => minimum(relu(x), 6));

/** Zeros as Keras puts them: around a step of 1, below and right of a step of 2. */
const around = (stride: number) => ({ stride, padding: stride === 1 ? 1 : ([0, 0, 1, 1] as const) });

/** Expand by a 1×1 convolution, filter each channel by itself, project linearly; the input is added where shapes agree. */
function block(channels: number, { filters, stride, expansion }: (typeof BLOCKS)[number]): Layer {
  const inner = channels * expansion;
  const parts = sequential([
    ...(expansion > 1 ? [conv(inner, 1), relu6] : []),
    conv(inner, 3, { ...around(stride), groups: inner }),
    relu6,
    conv(filters, 1),
  ]);
  const residual = stride === 1 && filters === channels;
  return layer('block', (x, scope) => (residual ? add(x, parts.apply(x, scope)) : parts.apply(x, scope)));
}

/**
 * The first layers of MobileNetV2 (α = 1), without classifier: images [N, H, W, 3] in [0, 1] to [N, H/16, W/16, 96], H and W
 * multiples of 16. Batch normalisation is folded into the convolutions. Shows `stride2`, `stride4`, `stride8` and `stride16`, the
 * last values of each resolution: 16, 24, 32 and 96 channels.
 * @see arXiv 1801.04381, table 2
 * @example
 *   const features = frozen(mobileNetV2Stem(), await mobileNetV2Weights(host)); // inside D
 */
export function mobileNetV2Stem(): Layer {
  return layer('mobileNetV2', (x, scope) => {
    const features = mobileNetV2Features(x, scope);
    for (const [i, h] of features.entries()) scope.show(`stride${2 ** (i + 1)}`, h);
    return features[features.length - 1];
  });
}

/** What {@link mobileNetV2Stem} shows, the finest first; its arrays belong to the scope. */
export function mobileNetV2Features(x: Tensor, scope: Scope): Tensor[] {
  const features: Tensor[] = [];
  const first = sequential([conv(FIRST_FILTERS, 3, around(2)), relu6]);
  let [h, channels] = [first.apply(x, scope), FIRST_FILTERS];
  for (const [i, shape] of BLOCKS.entries()) {
    h = block(channels, shape).apply(h, scope.child('block'));
    channels = shape.filters;
    if (BLOCKS[i + 1]?.stride !== 1) features.push(h);
  }
  return features;
}

/** Keras' names of convolutions and their normalisations, in the order of the layers. */
export const STEM_LAYERS: readonly (readonly [kernel: string, norm: string])[] = [
  ['Conv1/kernel', 'bn_Conv1'],
  ...BLOCKS.flatMap(({ expansion }, i) => {
    const name = i === 0 ? 'expanded_conv' : `block_${i}`;
    const expand = [`${name}_expand/kernel`, `${name}_expand_BN`] as const;
    const rest = [
      [`${name}_depthwise/depthwise_kernel`, `${name}_depthwise_BN`],
      [`${name}_project/kernel`, `${name}_project_BN`],
    ] as const;
    return expansion > 1 ? [expand, ...rest] : rest;
  }),
];

/** Values of the stem's arrays by their names below it, from those of Keras. */
export function mobileNetV2Values(arrays: KerasArrays): Record<string, Float32Array> {
  const { parameters } = new Network('stem', mobileNetV2Stem(), [16, 16, 3]);
  const folded = STEM_LAYERS.flatMap(([kernel, norm]) => {
    const { weight, bias } = foldNorm(arrays, kernel, norm);
    return [weight, bias];
  });
  return Object.fromEntries(parameters.map(({ name }, i) => [name.slice('stem/'.length), folded[i]]));
}
