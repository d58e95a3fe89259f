import * as graph from '../../graph/ops/conv.ts';
import { add } from '../../graph/ops/elementwise.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, layer } from '../layer.ts';
import type { Scope } from '../scope.ts';

export interface ConvOptions extends Omit<graph.WindowOptions, 'kernel'> {
  readonly init?: Initializer;
  readonly bias?: Initializer | false;
}

/** Declares the filter [kh·kw·image/groups, other] of a (transposed) convolution. */
export function filter(
  scope: Scope,
  window: graph.Window,
  image: number,
  other: number,
  groups: number,
  init: Initializer,
  transposed: boolean,
) {
  const area = window.kernel[0] * window.kernel[1];
  const fan = [(area * image) / groups, (area * other) / groups] as const;
  return scope.parameter('weight', {
    shape: [fan[0], other],
    init,
    fan: transposed ? [fan[1], fan[0]] : fan,
    layout: { kind: 'filter', kernel: window.kernel, transposed },
  });
}

/**
 * Convolution: [N, H, W, C] to [N, OH, OW, channels]. With `groups`, of which both C and `channels` are multiples, the
 * filter is [kh·kw·C/groups, channels], in files [channels, C/groups, kh, kw]; as many as C: depthwise.
 */
export function conv(
  channels: number,
  kernel: graph.WindowOptions['kernel'],
  options: ConvOptions = {},
): Layer {
  const { init = 'glorot-uniform', bias = 'zeros', groups = 1, ...rest } = options;
  const window = { ...rest, kernel, groups };
  const apply = (x: Tensor, scope: Scope) => {
    graph.checkGroups('conv', groups, x.shape[3], channels);
    const weight = filter(scope, graph.toWindow(window), x.shape[3], channels, groups, init, false);
    const y = graph.conv(x, weight, window);
    return bias === false ? y : add(y, scope.parameter('bias', { shape: [channels], init: bias }));
  };
  return layer('conv', apply, { ...graph.toWindow(window), groups });
}

export interface ConvTransposeOptions extends ConvOptions {
  /** Height and width of the result; default stride·(H − 1) + dilation·(kh − 1) + 1 − padding. */
  readonly size?: readonly [number, number];
}

/** Transposed convolution: [N, H, W, C] to [N, size, channels]; its filter in files is [C, channels/groups, kh, kw]. */
export function convTranspose(
  channels: number,
  kernel: graph.WindowOptions['kernel'],
  options: ConvTransposeOptions = {},
): Layer {
  const { init = 'glorot-uniform', bias = 'zeros', groups = 1, ...rest } = options;
  const window = { ...rest, kernel, groups };
  const apply = (x: Tensor, scope: Scope) => {
    graph.checkGroups('transposed conv', groups, channels, x.shape[3]);
    const weight = filter(scope, graph.toWindow(window), channels, x.shape[3], groups, init, true);
    const y = graph.convTranspose(x, weight, window);
    return bias === false ? y : add(y, scope.parameter('bias', { shape: [channels], init: bias }));
  };
  return layer('convTranspose', apply, { ...graph.toWindow(window), groups });
}
