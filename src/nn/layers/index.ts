export { frozen, type Layer, layer, sequential } from '../layer.ts';
export { type Activation, activation } from './activations.ts';
export {
  type ConcatConditionOptions,
  concatCondition,
  conditionalBatchNorm,
  type ProjectionOptions,
  projection,
} from './condition.ts';
export { type ConvOptions, type ConvTransposeOptions, conv, convTranspose } from './conv.ts';
export { type DenseOptions, dense } from './dense.ts';
export { dropout } from './dropout.ts';
export { maxout } from './maxout.ts';
export {
  type MinibatchDiscriminationOptions,
  minibatchDiscrimination,
  minibatchStddev,
} from './minibatch.ts';
export { type BatchNormOptions, batchNorm, groupNorm, layerNorm, type NormOptions } from './norm.ts';
export { averagePool, pooledConv, upsampledConv } from './resample.ts';
export { embedding, flatten, intermediate, reshape, upsample } from './shape.ts';
export { virtualBatchNorm, withReference } from './virtual.ts';
