import { z } from 'zod';
import type { Gan } from '../gan/gan.ts';
import { inferenceWeights } from '../gan/state.ts';
import { encodeBatch } from '../graph/onnx/encode.ts';
import { readMetadata } from '../graph/onnx/metadata.ts';
import { input } from '../graph/ops/leaf.ts';
import { transpose } from '../graph/ops/shape.ts';
import { optimizeBatch } from '../graph/passes/optimize.ts';
import type { Program } from '../graph/program.ts';
import { type Shape, sizeOf, type Tensor } from '../graph/tensor.ts';
import { type Infer, inference, latentInputs } from '../nn/inference.ts';
import type { Network } from '../nn/network.ts';
import { plain } from '../nn/plain.ts';
import { quantized } from '../nn/quantize.ts';
import type { Condition } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { conditionSchema } from './conditions.schema.ts';
import type { Latent } from './latents.ts';
import type { State } from './state.ts';
import { truncationOf } from './truncation.ts';

const extent = z.int().positive();
const schema = z.object({
  latent: z.object({
    distribution: z.enum(['normal', 'uniform', 'uniform-unit', 'uniform-01']),
    dim: extent,
  }),
  shape: z.array(extent),
  display: z.tuple([z.number(), z.number()]).optional(),
  step: z.int().nonnegative(),
  data: z.string(),
  condition: conditionSchema.optional(),
});

/** What a generator says of itself, in an exported model too. */
export interface GeneratorInfo {
  readonly latent: Latent;
  /** Of one sample; of images [height, width, channels]. */
  readonly shape: readonly number[];
  /** Values shown as black and as white, of images. */
  readonly display?: readonly [black: number, white: number];
  /** Steps that it was trained. */
  readonly step: number;
  /** Name of the data that it was trained on. */
  readonly data: string;
  /** What its samples are conditioned on; default nothing. */
  readonly condition?: Condition;
}

/** What the generator of a GAN says of itself after so many steps on data of a name. */
export function infoOf(
  { generator, latent }: Pick<Gan, 'generator' | 'latent'>,
  { shape, display }: Pick<GeneratorInfo, 'shape' | 'display'>,
  step: number,
  data: string,
): GeneratorInfo {
  const { distribution } = latent;
  const { condition } = generator;
  return { latent: { distribution, dim: sizeOf(generator.input) }, shape, display, step, data, condition };
}

const KEY = 'saddle.generator';

/** How a model keeps its weights. */
export type Precision = 'fp32' | 'fp16' | 'int8';

/**
 * A trained generator as an ONNX model: noise `z` [n, dim] to samples `x` [n, …], images as [n, C, H, W], for any n;
 * averaged weights where there are any, inference mode. A generator with a condition takes `y` too: class numbers int64 [n], or
 * vectors or images [n, …].
 * @param precision default `fp32`; `fp16` computes with 16 bits, `int8` keeps weight matrices as 8 bits and a scale for each unit
 */
export function exportGenerator(
  generator: Network,
  state: State,
  info: GeneratorInfo,
  precision: Precision = 'fp32',
): Uint8Array {
  const build: Build = (network, rows, infer) => {
    const [latents, y] = latentInputs(network, rows);
    return {
      inputs: y ? [latents, y] : [latents],
      outputs: { x: channelsFirst(infer(network, latents, y)) },
    };
  };
  return encoded(generator, state, build, {
    [KEY]: JSON.stringify({ ...info, truncation: truncationOf(info.latent.distribution) }),
    'saddle.precision': precision,
  });
}

/**
 * A trained discriminator as an ONNX model: samples `x` [n, …], images as [n, C, H, W], to `logits` [n, …], for any n; with a
 * condition, `y` as in {@link exportGenerator}.
 * @throws UserError when it compares the samples of a batch
 */
export function exportDiscriminator(
  discriminator: Network,
  state: State,
  info: GeneratorInfo,
  precision: Precision = 'fp32',
): Uint8Array {
  const build: Build = (network, rows, infer) => {
    const x = input('x', [rows, ...channelsFirstShape(network.input)]);
    const y = network.conditionInput('y', rows);
    return { inputs: y ? [x, y] : [x], outputs: { logits: infer(network, channelsBack(x), y) } };
  };
  return encoded(discriminator, state, build, {
    'saddle.discriminator': JSON.stringify(info),
    'saddle.precision': precision,
  });
}

type Build = (network: Network, rows: number, infer: Infer) => Pick<Program, 'inputs' | 'outputs'>;

function encoded(
  network: Network,
  state: State,
  build: Build,
  metadata: Readonly<Record<string, string>> & { readonly 'saddle.precision': string },
): Uint8Array {
  const precision = metadata['saddle.precision'] as Precision;
  const trained = { network, weights: inferenceWeights(network, state) };
  const { network: used, weights } = precision === 'fp32' ? trained : plain(trained);
  const program = inference([used], (rows, infer) => build(used, rows, infer));
  return encodeBatch(optimizeBatch(program), {
    weights: precision === 'int8' ? quantized(used, weights) : weights,
    metadata,
    bits: precision === 'fp16' ? 16 : 32,
  });
}

/** [H, W, C] as [C, H, W]; other shapes as they are. */
const channelsFirstShape = (shape: Shape): Shape =>
  shape.length === 3 ? [shape[2], shape[0], shape[1]] : shape;

/** Images [n, C, H, W] as [n, H, W, C]; other samples as they are. */
const channelsBack = (x: Tensor): Tensor => (x.shape.length === 4 ? transpose(x, [0, 2, 3, 1]) : x);

/** Images [n, H, W, C] as [n, C, H, W]; other samples as they are. */
function channelsFirst(x: Tensor): Tensor {
  return x.shape.length === 4 ? transpose(x, [0, 3, 1, 2]) : x;
}

/**
 * What a model says of itself; undefined where it is none of ours.
 * @throws UserError when it says what no generator would
 */
export function generatorInfo(model: Uint8Array): GeneratorInfo | undefined {
  const text = readMetadata(model)?.[KEY];
  if (text === undefined) return undefined;
  const said = schema.safeParse(parsed(text));
  if (said.success) return said.data;
  throw new UserError(
    `model: expected '${KEY}' as \`saddle export\` writes it, got another; another program changed it, so export it anew`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
