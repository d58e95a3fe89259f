import { describe, expect, it } from 'vitest';
import { preparation, resizing } from './images.ts';

const input = {
  size: 4,
  range: [
    [-1, 1],
    [-1, 1],
    [0, 255],
  ],
  layout: 'nhwc',
} as const;

describe('resizing', () => {
  it('interpolates between centres of pixels where it enlarges', () => {
    // PyTorch: interpolate([0, 1], 4, mode='linear', align_corners=False) = 0, 0.25, 0.75, 1
    const values = resizing(2, 4).map(({ first, weights }) =>
      weights.reduce((sum, w, i) => sum + w * (first + i), 0),
    );
    expect(values).toEqual([0, 0.25, 0.75, 1]);
  });

  it('takes all pixels into account where it shrinks', () => {
    const seen = new Array<number>(9).fill(0);
    for (const { first, weights } of resizing(9, 3)) {
      expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
      weights.forEach((w, i) => {
        seen[first + i] += w;
      });
    }
    expect(Math.min(...seen)).toBeGreaterThan(0.2);
    // the triangle around pixel 1, cut at the edge, as Pillow's bilinear filter
    const [{ weights }] = resizing(9, 3);
    [2, 3, 2, 1].forEach((w, i) => {
      expect(weights[i]).toBeCloseTo(w / 8, 12);
    });
  });
});

describe('preparation', () => {
  it('leaves images of the right size and range as they are', () => {
    const source = { shape: [4, 4, 3], display: [-1, 1] } as const;
    const x = Float32Array.from({ length: 96 }, (_, i) => Math.fround(Math.sin(i)));
    const same = {
      ...input,
      range: [
        [-1, 1],
        [-1, 1],
        [-1, 1],
      ],
    } as const;
    expect(preparation('test', source, same)(x, 2)).toEqual(x);
  });

  it('scales each channel from the range of the data, repeats grey, and puts channels where they belong', () => {
    const source = { shape: [2, 2, 1], display: [0, 1] } as const;
    const x = Float32Array.of(0, 0, 1, 1);
    const first = preparation('test', source, { ...input, layout: 'nchw' })(x, 1);
    const rows = [0, 0.25, 0.75, 1];
    rows.forEach((v, y) => {
      for (const column of [0, 3]) {
        expect([0, 1, 2].map(c => first[16 * c + 4 * y + column])).toEqual([2 * v - 1, 2 * v - 1, 255 * v]);
      }
    });
    const last = preparation('test', source, input)(x, 1);
    expect([...last.subarray(36, 39)]).toEqual([1, 1, 255]);
  });
});
