import type { DataHost } from '../data/host.ts';
import { mobileNetV2Weights } from '../metrics/networks/mobilenet.ts';
import type { Config } from './config.ts';

/** Weights of pretrained networks that the networks of a config contain, by the names of these. */
export interface Pretrained {
  readonly mobilenet?: Readonly<Record<string, Float32Array>>;
}

/**
 * Reads the weights of all pretrained networks that a config needs before its first step; later they are part of checkpoints.
 * @throws UserError where they cannot be read
 */
export async function pretrainedOf({ discriminator }: Config, host: DataHost): Promise<Pretrained> {
  return discriminator.family === 'projected' ? { mobilenet: await mobileNetV2Weights(host) } : {};
}
