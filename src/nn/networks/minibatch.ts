import type { Layer } from '../layer.ts';
import { minibatchDiscrimination, minibatchStddev } from '../layers/minibatch.ts';

/** A layer before the last that lets a discriminator compare the samples of a batch. */
export interface MinibatchOptions {
  /** Default `none`. */
  readonly minibatch?: 'none' | 'discrimination' | 'stddev';
  /** Kernels of `discrimination`; default 100. */
  readonly minibatchKernels?: number;
  /** Dimensions of a kernel of `discrimination`; default 5. */
  readonly minibatchDims?: number;
  /** Samples in a group of `stddev`, 0 for the whole batch; default 4. */
  readonly minibatchGroup?: number;
}

export function minibatch(options: MinibatchOptions): Layer[] {
  switch (options.minibatch ?? 'none') {
    case 'none':
      return [];
    case 'discrimination':
      return [minibatchDiscrimination({ kernels: options.minibatchKernels, dims: options.minibatchDims })];
    case 'stddev':
      return [minibatchStddev(options.minibatchGroup)];
  }
}
