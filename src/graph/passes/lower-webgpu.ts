import { type ConvParts, conv, convParts } from '../ops/conv.ts';
import { add, cast, equal, greater, sub } from '../ops/elementwise.ts';
import { constant } from '../ops/leaf.ts';
import { pad, reshape, reverse, transpose } from '../ops/shape.ts';
import type { Tensor } from '../tensor.ts';
import { cropOrPad } from './lower-conv.ts';

/**
 * Replaces the ops that ONNX Runtime's WebGPU provider has no kernel for (Sign, Sum, OneHot): it would
 * run them on the CPU, and copy to and fro. So too the transposed convolution in groups, which it computes wrongly
 * (1.30: three groups of two channels each).
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
      const classes = constant([...Array(depth).keys()], [depth]);
      return cast(equal(cast(reshape(inputs[0], [...inputs[0].shape, 1])), classes));
    }
    case 'convInput': {
      const parts = convParts(node)!;
      return parts.groups === 1 ? node : asConv(inputs[0], inputs[1], parts);
    }
    default:
      return node;
  }
}

/** A transposed convolution as a convolution: of `y` with stride − 1 zeros between its pixels, with the turned filter. */
function asConv(y: Tensor, w: Tensor, { window, size, groups }: ConvParts): Tensor {
  const { kernel, stride, padding, dilation } = window;
  const [n, height, width, filters] = y.shape;
  const apart = pad(
    reshape(y, [n, height, 1, width, 1, filters]),
    [0, 0, 0, 0, 0, 0],
    [0, 0, stride[0] - 1, 0, stride[1] - 1, 0],
  );
  const spread = reshape(apart, [n, height * stride[0], width * stride[1], filters]);
  const around = [0, 1].map(i => {
    const reach = dilation[i] * (kernel[i] - 1);
    return [reach - padding[i], size[i] + padding[i] - spread.shape[i + 1]] as const;
  });
  return conv(cropOrPad(spread, around), turned(w, kernel, groups), { kernel, dilation, groups });
}

/** The filter [kh·kw·C/groups, O] turned by 180°, image and result swapped: [kh·kw·O/groups, C]. */
function turned(w: Tensor, [kh, kw]: readonly [number, number], groups: number): Tensor {
  const [channels, filters] = [w.shape[0] / (kh * kw), w.shape[1] / groups];
  const taps = reshape(w, [kh, kw, channels, groups, filters]);
  const swapped = transpose(reverse(reverse(taps, 0), 1), [0, 1, 4, 3, 2]);
  return reshape(swapped, [kh * kw * filters, groups * channels]);
}
