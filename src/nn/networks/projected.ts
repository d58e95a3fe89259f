import { add, mul } from '../../graph/ops/elementwise.ts';
import { resize } from '../../graph/ops/linear.ts';
import { sum } from '../../graph/ops/reduce.ts';
import { concat, reshape } from '../../graph/ops/shape.ts';
import { sizeOf, type Tensor } from '../../graph/tensor.ts';
import { UserError } from '../../util/error.ts';
import type { Initializer } from '../initializers.ts';
import { frozen, type Layer, layer, sequential } from '../layer.ts';
import { conditionRow } from '../layers/condition.ts';
import { conv } from '../layers/conv.ts';
import type { Scope } from '../scope.ts';
import { type BlockOptions, block, blockBias } from './block.ts';
import type { ConditionOptions } from './condition.ts';
import { mobileNetV2Features } from './mobilenet-v2.ts';

/** A network that makes of images [N, H, W, 3] in [0, 1] four arrays of features, the first of half the sides, each next of half of those. */
export interface FeatureStem {
  features(x: Tensor, scope: Scope): readonly Tensor[];
  /** Of its arrays, by name below it. */
  readonly values?: Readonly<Record<string, Float32Array>>;
  /** What these must be, for errors; default: initial ones will do. */
  readonly pretrained?: string;
}

export interface ProjectedOptions extends BlockOptions, ConditionOptions {
  /** Channels of the finest mixed features; those of coarser ones are 1, 2, 4 times as many. Default 64. */
  readonly channels?: number;
  /** Sides of the square image that the features are of, a multiple of 16 of at least 32; default 64. */
  readonly side?: number;
  /** Default the first layers of MobileNetV2, without their values. */
  readonly stem?: FeatureStem;
}

/** The stem of MobileNetV2 with its weights as ImageNet trained them. */
export const mobileNetStem = (values?: FeatureStem['values']): FeatureStem => ({
  features: mobileNetV2Features,
  values,
  pretrained: 'the weights of MobileNetV2',
});

/** Law of the mixing layers, which nobody trains. */
const RANDOM: Initializer = 'he-normal';

/** Sides of the smallest image that a head takes as it is. */
const END = 8;

/** The coarsest head sees an eighth of the sides, and has kernels 4×4. */
export const LEAST_SIDE = 32;

const mixed = (channels: number) => frozen(conv(channels, 1, { init: RANDOM }));

/**
 * Random, frozen mixing. Across channels: a convolution 1×1 of each scale. Across scales, the coarsest first: the sum with the coarser
 * result, a convolution 1×1 to half the channels (of the finest: to as many), and twice the sides by bilinear interpolation.
 * @returns the finest first, of twice the sides of its features
 */
function projections(features: readonly Tensor[], channels: number, scope: Scope): Tensor[] {
  const across = features.map((h, i) => mixed(channels * 2 ** i).apply(h, scope.child('channels')));
  const results: Tensor[] = [];
  for (let i = features.length - 1; i >= 0; i--) {
    const coarser = results[0];
    const joined = coarser ? add(coarser, across[i]) : across[i];
    const width = i === 0 ? channels : channels * 2 ** (i - 1);
    const h = mixed(width).apply(joined, scope.child('scales'));
    results.unshift(resize(h, [2 * h.shape[1], 2 * h.shape[2]], 'bilinear'));
  }
  return results;
}

/** A small discriminator of one scale: convolutions 4×4 with stride 2 down to 8 pixels, then one of 4×4 to logits, [N, L]. */
function head(channels: number, side: number, options: ProjectedOptions): Layer {
  const { init = 'fan-in-uniform' } = options;
  const doubled = (size: number) => Math.min(8, side / size) * channels;
  return layer('head', (x, scope) => {
    const layers: Layer[] = [];
    for (let size = x.shape[1] / 2; size >= END; size /= 2) {
      layers.push(
        conv(doubled(size), 4, { stride: 2, padding: 1, init, bias: blockBias(options) }),
        ...block(options),
      );
    }
    const conditional = options.condition === 'projection';
    const depth = conditional ? channels : 1;
    const y = sequential([...layers, conv(depth, 4, { init, bias: false })]).apply(x, scope);
    const logits = conditional ? mul(sum(mul(y, conditionRow(scope, y)), [3]), depth ** -0.5) : y;
    return reshape(logits, [x.shape[0], sizeOf(logits.shape) / x.shape[0]]);
  });
}

/** Images in [−1, 1] as a stem takes them: three channels in [0, 1], of so many pixels. */
function prepared(x: Tensor, side: number): Tensor {
  const channels = x.shape[3];
  if (channels !== 1 && channels !== 3) {
    throw new UserError(
      `discriminator.family: expected images of 1 or 3 channels for 'projected', got ${channels}; use another family`,
    );
  }
  const coloured = channels === 1 ? concat([x, x, x], 3) : x;
  const inUnit = add(mul(0.5, coloured), 0.5);
  return resize(inUnit, [side, side], 'bilinear');
}

/**
 * Discriminator of Projected GAN: features of a frozen pretrained network, mixed at random, and a small discriminator for each of
 * four scales; images [N, H, W, 1 or 3] in [−1, 1] to all of their logits [N, L], for 64 pixels L = 100.
 * @see arXiv 2111.01007; autonomousvision/projected-gan, `pg_modules`: there of EfficientNet-Lite0 at 224 pixels, and corners aligned
 */
export function projectedDiscriminator(options: ProjectedOptions): Layer {
  const { channels = 64, side = 64, stem = mobileNetStem() } = options;
  if (side % 16 !== 0 || side < LEAST_SIDE) {
    throw new UserError(
      `discriminator.side: expected a multiple of 16 of at least ${LEAST_SIDE}, since the coarsest head sees an eighth of it and has kernels 4×4, got ${side}`,
    );
  }
  return layer('projected', (x, scope) => {
    const below = scope.child('stem').freeze(stem.values, stem.pretrained);
    const features = stem.features(prepared(x, side), below);
    const scales = projections(features, channels, scope);
    const heads = scales.map(h => head(channels, side, options).apply(h, scope.child('head')));
    return concat(heads, 1);
  });
}
