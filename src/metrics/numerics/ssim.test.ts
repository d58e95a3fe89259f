import { describe, expect, it } from 'vitest';
import record from '../../../test/fixtures/images.json' with { type: 'json' };
import { type Plane, similarity } from './ssim.ts';

/** The image of `test/fixtures/images.py`: a ramp with noise. */
function image(seed: number, side: number): Plane {
  let x = seed;
  const values = Float64Array.from({ length: side * side }, (_, at) => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    const [i, j] = [Math.floor(at / side), at % side];
    return Math.fround((((i * 3 + j * 5 * seed) % side) / side + (x >>> 8) / 2 ** 24) / 2);
  });
  return { values, height: side, width: side };
}

const constant = (value: number): Plane => ({
  values: new Float64Array(400).fill(value),
  height: 20,
  width: 20,
});

describe('MS-SSIM', () => {
  it.each(record.msssim)('agrees with windows of scipy at $side pixels', ({ side, near, far }) => {
    const [a, b] = [image(1, side), image(2, side)];
    const mixed = (share: number) => ({
      ...a,
      values: a.values.map((v, i) => (1 - share) * v + share * b.values[i]),
    });
    expect(similarity([a], [mixed(0.3)])).toBeCloseTo(near, 12);
    expect(similarity([a], [mixed(0.7)])).toBeCloseTo(far, 12);
  });

  it('is 1 for equal images, and looks at luminance at the coarsest scale only', () => {
    expect(similarity([image(1, 28)], [image(1, 28)])).toBeCloseTo(1, 12);
    const luminance = (2 * 0.2 * 0.6 + 1e-4) / (0.2 ** 2 + 0.6 ** 2 + 1e-4);
    const exponent = 0.2856 / (0.0448 + 0.2856);
    expect(similarity([constant(0.2)], [constant(0.6)])).toBeCloseTo(luminance ** exponent, 12);
  });

  it('takes the mean over channels at each scale', () => {
    const [a, b] = [image(1, 12), image(2, 12)];
    expect(similarity([a, a], [a, b])).toBeCloseTo((1 + similarity([a], [b])) / 2, 12); // one scale
  });
});
