import type { NoiseLaw } from '../gan/feeds.ts';
import { AVERAGE } from '../gan/step.ts';
import { encodeScan } from '../graph/onnx/encode.ts';
import { readMetadata } from '../graph/onnx/metadata.ts';
import { constant, input } from '../graph/ops/leaf.ts';
import { reshape, transpose } from '../graph/ops/shape.ts';
import { optimize } from '../graph/passes/optimize.ts';
import { mapProgram } from '../graph/program.ts';
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
  const values = new Map(
    generator.parameters.map(({ name, shape }) => [
      name,
      constant(state[AVERAGE + name] ?? state[name], shape),
    ]),
  );
  const z = input('z', generator.input);
  const sample = generator.infer(reshape(z, [1, ...generator.input]), values);
  const [, height, width, channels] = sample.shape;
  const x = channels
    ? reshape(transpose(sample, [0, 3, 1, 2]), [channels, height, width])
    : reshape(sample, generator.output);
  const program = mapProgram({ inputs: [z], state: [], outputs: { x } }, outputs => optimize(outputs, {}));
  return encodeScan(program, { axis: 'n', metadata: { [KEY]: JSON.stringify(info) } });
}

/** What a model says of itself; undefined where it is none of ours. */
export function generatorInfo(model: Uint8Array): GeneratorInfo | undefined {
  const text = readMetadata(model)?.[KEY];
  return text === undefined ? undefined : (JSON.parse(text) as GeneratorInfo);
}
