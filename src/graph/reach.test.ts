import { describe, expect, it } from 'vitest';
import { type Layer, sequential } from '../nn/layer.ts';
import { conv, convTranspose } from '../nn/layers/conv.ts';
import { averagePool, pooledConv, upsampledConv } from '../nn/layers/resample.ts';
import { upsample } from '../nn/layers/shape.ts';
import { Network } from '../nn/network.ts';
import { grad } from './grad.ts';
import { interpret } from './interpret.ts';
import { input } from './ops/leaf.ts';
import { averageTo, doubleSmoothly, halveSmoothly, resize } from './ops/linear.ts';
import { sum } from './ops/reduce.ts';
import { sliceAxis } from './ops/shape.ts';
import { reach } from './reach.ts';
import type { Tensor } from './tensor.ts';

const SIDE = 16;
const x = input('x', [1, SIDE, SIDE, 2]);

/** Rows whose change changes row `at` of the result, by the gradient. */
function rowsByGradient(y: Tensor, at: number, given: Record<string, ArrayLike<number>>): number[] {
  const row = sliceAxis(sliceAxis(y, 1, at, at + 1), 2, at, at + 1);
  const [slopes] = interpret([grad(sum(row), [x])[0]], given);
  const touched = Array.from(slopes, (g, i) => (g === 0 ? -1 : Math.floor(i / (2 * SIDE)))).filter(
    i => i >= 0,
  );
  return [Math.min(...touched), Math.max(...touched)];
}

const layers: Record<string, Layer | ((x: Tensor) => Tensor)> = {
  'a convolution': conv(3, 3, { padding: 1 }),
  'strides and dilation': sequential([conv(3, 4, { stride: 2, padding: 1 }), conv(2, 2, { dilation: 2 })]),
  'a transposed convolution': convTranspose(2, 4, { stride: 2, padding: 1 }),
  'a mean of four': sequential([conv(2, 3, { padding: 1 }), averagePool()]),
  'a convolution of a doubled image': upsampledConv(2),
  'a doubled image': sequential([upsample(2), conv(2, 3, { padding: 1 })]),
  'a convolution before a mean': pooledConv(2),
  'bilinear interpolation': y => resize(y, [24, 24], 'bilinear'),
  'smooth doubling': doubleSmoothly,
  'smooth halving': halveSmoothly,
  'means of windows': y => averageTo(y, [5, 5]),
};

describe('reach', () => {
  it.each(Object.entries(layers))('is what the gradient reaches: %s', (_, layer) => {
    const network = typeof layer === 'function' ? undefined : new Network('net', layer, [SIDE, SIDE, 2]);
    const y = network ? network.infer(x, network.variables()) : (layer as (x: Tensor) => Tensor)(x);
    const given = { ...network?.initialize(1), x: new Float32Array(SIDE * SIDE * 2) };
    const at = Math.floor(y.shape[1] / 2);
    const box = reach(y, [0, at, at, 0], x)!;
    expect(box[1]).toEqual(rowsByGradient(y, at, given));
    expect(box[2]).toEqual(box[1]);
  });

  it('goes on outside of the image', () => {
    const network = new Network('net', conv(1, 5, { padding: 2 }), [SIDE, SIDE, 2]);
    const y = network.infer(x, network.variables());
    expect(reach(y, [0, 0, 0, 0], x)!.slice(1, 3)).toEqual([
      [-2, 2],
      [-2, 2],
    ]);
  });
});
