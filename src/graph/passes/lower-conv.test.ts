import { describe, expect, it } from 'vitest';
import { Random } from '../../util/random.ts';
import { pullback } from '../grad.ts';
import { interpret } from '../interpret.ts';
import { conv, convTranspose, type WindowOptions } from '../ops/conv.ts';
import { input } from '../ops/leaf.ts';
import { sizeOf, type Tensor, topological } from '../tensor.ts';
import { lowerConv } from './lower-conv.ts';
import { optimize } from './optimize.ts';

const windows: [string, WindowOptions, number, number][] = [
  ['1×1', { kernel: 1 }, 4, 5],
  ['3×3 padded', { kernel: 3, padding: 1 }, 5, 6],
  ['4×4 stride 2 padded', { kernel: 4, stride: 2, padding: 1 }, 8, 6],
  ['3×3 stride 2 padded', { kernel: 3, stride: 2, padding: 1 }, 7, 8],
  ['5×3 stride 2×1, one-sided padding', { kernel: [5, 3], stride: [2, 1], padding: [1, 0, 2, 1] }, 8, 6],
  ['2×2 stride 3 (skips pixels)', { kernel: 2, stride: 3 }, 9, 7],
  ['3×3 dilated', { kernel: 3, dilation: 2, padding: 2 }, 7, 6],
  ['3×3 stride 2 dilated', { kernel: 3, stride: 2, dilation: [2, 1] }, 9, 8],
  ['whole image', { kernel: [4, 3] }, 4, 3],
];

function values(nodes: readonly Tensor[]): Record<string, Float64Array> {
  return Object.fromEntries(
    nodes.map(n => [n.scope!, new Random(0, n.scope!).normals(new Float64Array(sizeOf(n.shape)))]),
  );
}

/** Channels of image and filter: few in the image favour scattering in the transposed convolution, few filters gathering. */
const channels: [number, number][] = [
  [1, 9],
  [3, 2],
];
const cases = windows.flatMap(window => channels.map(pair => [...window, ...pair] as const));

describe('lowerConv', () => {
  it.each(cases)('%s: the products equal the definition (%#)', (_, window, height, width, depth, filters) => {
    const x = input('x', [2, height, width, depth]);
    const [kh, kw] = typeof window.kernel === 'number' ? [window.kernel, window.kernel] : window.kernel;
    const w = input('w', [kh * kw * depth, filters]);
    const y = conv(x, w, window);
    const r = input('r', y.shape);
    const back = pullback(y, r, [x, w]);
    const up = convTranspose(r, w, { ...window, size: [height, width] });
    const outputs = [y, ...back, up, ...pullback(up, x, [r, w])];
    const given = values([x, w, r]);
    const lowered = optimize(outputs, { lower: lowerConv });
    const names = new Set(topological(lowered).map(node => node.op.name));
    expect([...names].filter(name => name.startsWith('conv'))).toEqual([]);
    const expected = interpret(outputs, given);
    interpret(lowered, given).forEach((result, i) => {
      expect(result.length).toBe(expected[i].length);
      result.forEach((v, j) => {
        expect(v).toBeCloseTo(expected[i][j], 12);
      });
    });
  });

  it('leaves convolutions in groups to the runtime', () => {
    const y = conv(input('x', [1, 4, 4, 2]), input('w', [9, 2]), { kernel: 3, groups: 2 });
    expect(topological(optimize([y], { lower: lowerConv })).map(node => node.op.name)).toContain('conv');
  });
});
