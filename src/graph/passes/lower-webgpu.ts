import { add, cast, equal, greater, sub } from '../ops/elementwise.ts';
import { constant } from '../ops/leaf.ts';
import { reshape } from '../ops/shape.ts';
import type { Tensor } from '../tensor.ts';

/**
 * Replaces the ops that ONNX Runtime's WebGPU provider has no kernel for (Sign, Sum, OneHot): it would
 * run them on the CPU, and copy to and fro.
 */
export function lowerWebGpu(node: Tensor): Tensor {
  const { inputs } = node;
  switch (node.op.name) {
    case 'sign':
      return sub(cast(greater(inputs[0], 0)), cast(greater(0, inputs[0])));
    case 'step':
      return cast(greater(inputs[0], 0));
    case 'addN':
      return inputs.reduce((total, x) => add(total, x));
    case 'oneHot': {
      const depth = node.shape[node.shape.length - 1];
      const classes = constant(
        Array.from({ length: depth }, (_, i) => i),
        [depth],
      );
      return cast(equal(cast(reshape(inputs[0], [...inputs[0].shape, 1])), classes));
    }
    default:
      return node;
  }
}
