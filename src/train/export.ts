import type { NoiseLaw } from '../gan/feeds.ts';
import { inferenceWeights } from '../gan/state.ts';
import { encodeBatch } from '../graph/onnx/encode.ts';
import { readMetadata } from '../graph/onnx/metadata.ts';
import { input } from '../graph/ops/leaf.ts';
import { transpose } from '../graph/ops/shape.ts';
import { optimizeBatch } from '../graph/passes/optimize.ts';
import type { Tensor } from '../graph/tensor.ts';
import { inference } from '../nn/inference.ts';
import type { Network } from '../nn/network.ts';
import type { State } from './state.ts';

/** What an exported generator says of itself. */
export interface GeneratorInfo {
  readonly latent: { readonly distribution: NoiseLaw; readonly dim: number };
  /** Values shown as black and as white, of images. */
  readonly display?: readonly [black: number, white: number];
  /** Steps that it was trained. */
  readonly step: number;
  /** Name of the data that it was trained on. */
  readonly data: string;
}

const KEY = 'saddle.generator';

/**
 * A trained generator as an ONNX model: noise `z` [n, dim] to samples `x` [n, …], images as [n, C, H, W], for any n;
 * averaged weights where there are any, inference mode.
 */
export function exportGenerator(generator: Network, state: State, info: GeneratorInfo): Uint8Array {
  const program = inference([generator], (rows, infer) => {
    const z = input('z', [rows, ...generator.input]);
    return { inputs: [z], outputs: { x: channelsFirst(infer(generator, z)) } };
  });
  return encodeBatch(optimizeBatch(program), {
    weights: inferenceWeights(generator, state),
    metadata: { [KEY]: JSON.stringify(info) },
  });
}

/** Images [n, H, W, C] as [n, C, H, W]; other samples as they are. */
function channelsFirst(x: Tensor): Tensor {
  return x.shape.length === 4 ? transpose(x, [0, 3, 1, 2]) : x;
}

/** What a model says of itself; undefined where it is none of ours. */
export function generatorInfo(model: Uint8Array): GeneratorInfo | undefined {
  const text = readMetadata(model)?.[KEY];
  return text === undefined ? undefined : (JSON.parse(text) as GeneratorInfo);
}
