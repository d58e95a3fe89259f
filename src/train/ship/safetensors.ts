import { inferenceWeights } from '../../gan/state.ts';
import type { Network } from '../../nn/network.ts';
import { torchWeights } from '../../nn/torch/weights.ts';
import { encodeSafetensors, type StoredTensor } from '../../run/safetensors.ts';
import { concatenate } from '../../util/bytes.ts';
import type { State } from '../state.ts';
import type { Target } from './target.ts';

/** The weights alone, by PyTorch's names and in its order. */
export const safetensors: Target = {
  summary: "the weights by PyTorch's names and in its order",
  ending: '.safetensors',
  variants: [],
  files({ gan, state }, { stem, discriminator }) {
    const files = new Map([[`${stem}.safetensors`, weightsFile(gan.generator, state)]]);
    if (discriminator) files.set(`${stem}_discriminator.safetensors`, weightsFile(gan.discriminator, state));
    return files;
  },
};

function weightsFile(network: Network, state: State): Uint8Array {
  const tensors = [...torchWeights(network, inferenceWeights(network, state))].map(
    ([key, { shape, data }]): [string, StoredTensor] => [key, { type: 'F32', shape, data }],
  );
  return concatenate(encodeSafetensors(new Map(tensors), new Map([['format', 'pt']])));
}
