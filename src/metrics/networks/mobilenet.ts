import type { DataHost } from '../../data/host.ts';
import type { Engine } from '../../engine/engine.ts';
import { encodeBatch } from '../../graph/onnx/encode.ts';
import { input } from '../../graph/ops/leaf.ts';
import { mean } from '../../graph/ops/statistics.ts';
import { optimizeBatch } from '../../graph/passes/optimize.ts';
import { inference } from '../../nn/inference.ts';
import { Network } from '../../nn/network.ts';
import { mobileNetV2Stem, mobileNetV2Values } from '../../nn/networks/mobilenet-v2.ts';
import { decodeExcerpt } from './excerpt.ts';
import type { ImageInput, ImageSource } from './images.ts';
import { modelNetwork } from './model.ts';
import type { LookProgress, OpenNetwork } from './network.ts';

/** The frozen layers of nsfwjs' MobileNetV2, made by `scripts/feature-assets.ts`: part of this package. */
export const MOBILENET = {
  name: 'networks/mobilenet-v2-stem.safetensors',
  sha256: '323c5e201842ba28b3c055431f790cb99f1f54ef409274443910eb04293a6a84',
  size: 344_640,
};

/** As nsfwjs runs it: what its normalisations have seen on average fits pixels in [0, 1]. */
const INPUT: ImageInput = {
  size: 96,
  range: [
    [0, 1],
    [0, 1],
    [0, 1],
  ],
  layout: 'nhwc',
};

/** The file of the weights, from this package, or in a page from beside it. */
export async function mobileNetV2File(host: DataHost): Promise<Uint8Array> {
  const make = () => host.read('package:saddle-gan/assets/mobilenet-v2-stem.safetensors');
  return (await host.cached(MOBILENET, async () => (await make()).bytes)).bytes;
}

/** Weights of `mobileNetV2Stem`. */
export async function mobileNetV2Weights(host: DataHost): Promise<Record<string, Float32Array>> {
  return mobileNetV2Values(decodeExcerpt(await mobileNetV2File(host)));
}

/**
 * The feature network `mobilenet`: the mean over all positions of the last layer of MobileNetV2 that nsfwjs left as ImageNet
 * trained it.
 */
export async function mobileNetNetwork(
  engine: Engine,
  host: DataHost,
  source: ImageSource,
  onProgress?: LookProgress,
): Promise<OpenNetwork> {
  const weights = await mobileNetV2Weights(host);
  const model = await engine.load(stemModel(weights), 'mobilenet');
  return modelNetwork({
    model,
    short: 'mobilenet',
    digest: MOBILENET.sha256,
    layer: 'block_10_project_BN of MobileNetV2 (nsfwjs 4.3.0, trained on ImageNet)',
    output: 'features',
    input: INPUT,
    source,
    onProgress,
  });
}

/** Images `x` [n, 96, 96, 3] to `features` [n, 96], as an ONNX model. */
function stemModel(values: Readonly<Record<string, Float32Array>>): Uint8Array {
  const stem = new Network('mobilenet', mobileNetV2Stem(), [INPUT.size, INPUT.size, 3]);
  const program = inference([stem], (rows, infer) => {
    const x = input('x', [rows, ...stem.input]);
    return { inputs: [x], outputs: { features: mean(infer(stem, x), [1, 2]) } };
  });
  const weights = Object.fromEntries(
    Object.entries(values).map(([name, array]) => [`mobilenet/${name}`, array]),
  );
  return encodeBatch(optimizeBatch(program), { weights });
}
