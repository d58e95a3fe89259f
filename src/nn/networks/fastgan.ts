import { add, mul, reciprocal, sigmoid, sqrt } from '../../graph/ops/elementwise.ts';
import { reshape, sliceAxis } from '../../graph/ops/shape.ts';
import { mean } from '../../graph/ops/statistics.ts';
import type { Shape, Tensor } from '../../graph/tensor.ts';
import { UserError } from '../../util/error.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, layer, sequential } from '../layer.ts';
import { type Activation, activation } from '../layers/activations.ts';
import { conv, convTranspose } from '../layers/conv.ts';
import { averagedTo, upsampledConv } from '../layers/resample.ts';
import { normalized } from './block.ts';
import { type ConditionOptions, conditionedInput } from './condition.ts';
import { startSides } from './image.ts';
import { type NormChoice, normalization } from './norm.ts';

export interface FastganOptions extends ConditionOptions {
  /** Channels of the resolutions, from the small image to the large one; each has twice the sides of the one before. */
  readonly channels: readonly number[];
  /** Image [H, W, C]. */
  readonly output: Shape;
  /** Doublings that a skip-layer excitation spans, 0 for none; default 2, in the paper 4. */
  readonly skip?: number;
  /** Whether noise is added to the blocks of two convolutions, by a trained factor; default yes. */
  readonly noise?: boolean;
  /** Before the gates, after weights without biases: its `place` and `bias` can be no others. Default null, for none. */
  readonly norm?: NormChoice;
  /** Law of the initial weights; default `fan-in-uniform`. */
  readonly init?: Initializer;
  /** Default `tanh`. */
  readonly outputActivation?: Activation;
}

/** z over the root of its mean square. */
const unitMoment = layer('unitMoment', x =>
  mul(x, reciprocal(sqrt(add(mean(mul(x, x), [1], { keepDims: true }), 1e-8)))),
);

/** Gated linear unit: the first half of the channels times σ of the others. */
const glu = layer('glu', x => {
  const channels = x.shape[x.shape.length - 1];
  const [values, gates] = [0, 1].map(i => sliceAxis(x, -1, (i * channels) / 2, ((i + 1) * channels) / 2));
  return mul(values, sigmoid(gates));
});

/** In training one normal number for each pixel, times a trained factor that starts at 0; in inference mode nothing. */
const noise = layer('noise', (x, scope) => {
  const factor = scope.parameter('weight', { shape: [1], init: 'zeros' });
  return scope.training ? add(x, mul(factor, scope.random.normal([...x.shape.slice(0, 3), 1]))) : x;
});

/** A convolution to twice the channels, normalised and gated; `noisy`: noise before. */
function gated(convolution: Layer, noisy: boolean, options: FastganOptions): Layer[] {
  return [convolution, ...(noisy ? [noise] : []), ...normalized(options), glu];
}

/** A block that doubles the sides; each second one, the first included, has another convolution, and noise. */
function growing(index: number, options: FastganOptions): Layer {
  const depth = options.channels[index];
  const weights = { init: options.init ?? 'fan-in-uniform', bias: false } as const;
  const double = index % 2 === 1;
  const noisy = double && (options.noise ?? true);
  const second = conv(2 * depth, 3, { ...weights, padding: 1 });
  const parts = sequential([
    ...gated(upsampledConv(2 * depth, weights), noisy, options),
    ...(double ? gated(second, noisy, options) : []),
  ]);
  return layer('block', (x, scope) => parts.apply(x, scope));
}

/** A gate is its own activation and its weights have no biases, so these words of a normalisation would have no effect. */
function checkNorm(chosen: NormChoice | undefined): void {
  const norm = normalization(chosen);
  const given = typeof chosen === 'object' && chosen && 'bias' in chosen ? chosen.bias : 'none';
  if (norm && (norm.place !== 'before' || given !== 'none')) {
    throw new UserError(
      `generator.norm: expected place 'before' and bias 'none', since 'fastgan' normalises before its gates, after weights without biases, got place '${norm.place}' and bias '${given}'; leave both out`,
    );
  }
}

/** Side of the small image that an excitation sees. */
const SEEN = 4;

/** Skip-layer excitation: factors of the channels of a large image from a small one. */
function excitation(channels: number, init: Initializer): Layer {
  const factors = sequential([
    averagedTo(SEEN, SEEN),
    conv(channels, SEEN, { init, bias: false }),
    activation('silu'),
    conv(channels, 1, { init, bias: false }),
    activation('sigmoid'),
  ]);
  return layer('excitation', (small, scope) => factors.apply(small, scope));
}

/**
 * Generator of FastGAN: z of unit second moment becomes a small image by a transposed convolution, blocks of nearest pixels,
 * convolution 3×3, normalisation and gated linear units double its sides, and small images excite the channels of large ones.
 * @see arXiv 2101.04775; autonomousvision/projected-gan, `pg_modules/networks_fastgan.py`
 */
export function fastganGenerator(options: FastganOptions): Layer {
  const { channels, output, skip = 2, init = 'fan-in-uniform', outputActivation = 'tanh' } = options;
  checkNorm(options.norm);
  const start = startSides(output, channels.length - 1);
  const first = sequential([
    unitMoment,
    ...conditionedInput(options),
    layer('point', x => reshape(x, [x.shape[0], 1, 1, x.shape[1]])),
    ...gated(convTranspose(2 * channels[0], start, { init, bias: false }), false, options),
  ]);
  const last = sequential([conv(output[2], 3, { padding: 1, init }), activation(outputActivation)]);
  return layer('fastgan', (z, scope) => {
    const images: Tensor[] = [first.apply(z, scope)];
    for (let i = 1; i < channels.length; i++) {
      const grown = growing(i, options).apply(images[i - 1], scope.child('block'));
      const from = skip > 0 ? images[i - skip] : undefined;
      const excite = () => excitation(channels[i], init).apply(from!, scope.child('excitation'));
      images.push(from ? mul(grown, excite()) : grown);
    }
    return last.apply(images[channels.length - 1], scope);
  });
}
