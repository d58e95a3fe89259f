import * as graph from '../../graph/ops/conv.ts';
import { add } from '../../graph/ops/elementwise.ts';
import type { Initializer } from '../initializers.ts';
import { type Layer, layer } from '../layer.ts';
import type { Scope } from '../scope.ts';

export interface ConvOptions extends Omit<graph.WindowOptions, 'kernel'> {
  readonly init?: Initializer;
  readonly bias?: Initializer | false;
}

function filter(
  scope: Scope,
  window: graph.Window,
  image: number,
  other: number,
  init: Initializer,
  transposed: boolean,
) {
  const area = window.kernel[0] * window.kernel[1];
  const fan = [area * image, area * other] as const;
  return scope.parameter('weight', {
    shape: [area * image, other],
    init,
    fan: transposed ? [fan[1], fan[0]] : fan,
    layout: { kind: 'filter', kernel: window.kernel, transposed },
  });
}

/** Convolution: [N, H, W, C] to [N, OH, OW, channels]. */
export function conv(
  channels: number,
  kernel: graph.WindowOptions['kernel'],
  options: ConvOptions = {},
): Layer {
  const { init = 'glorot-uniform', bias = 'zeros', ...rest } = options;
  const window = { ...rest, kernel };
  return layer('conv', (x, scope) => {
    const weight = filter(scope, graph.toWindow(window), x.shape[3], channels, init, false);
    const y = graph.conv(x, weight, window);
    return bias === false ? y : add(y, scope.parameter('bias', { shape: [channels], init: bias }));
  });
}

export interface ConvTransposeOptions extends ConvOptions {
  /** Height and width of the result; default stride·(H − 1) + dilation·(kh − 1) + 1 − padding. */
  readonly size?: readonly [number, number];
}

/** Transposed convolution: [N, H, W, C] to [N, size, channels]. */
export function convTranspose(
  channels: number,
  kernel: graph.WindowOptions['kernel'],
  options: ConvTransposeOptions = {},
): Layer {
  const { init = 'glorot-uniform', bias = 'zeros', ...rest } = options;
  const window = { ...rest, kernel };
  return layer('convTranspose', (x, scope) => {
    const weight = filter(scope, graph.toWindow(window), channels, x.shape[3], init, true);
    const y = graph.convTranspose(x, weight, window);
    return bias === false ? y : add(y, scope.parameter('bias', { shape: [channels], init: bias }));
  });
}
