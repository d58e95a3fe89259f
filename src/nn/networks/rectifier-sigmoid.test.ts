import { describe, expect, it } from 'vitest';
import { buildGan } from '../../train/build.ts';
import { resolveConfig } from '../../train/resolve.ts';
import { Random } from '../../util/random.ts';
import { initialize } from '../initializers.ts';
import type { Network } from '../network.ts';

const sizeOf = ({ parameters }: Network) =>
  parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

describe('the networks of the Toronto faces', () => {
  it('have the parameters of 2014', () => {
    const config = resolveConfig({ recipe: 'faces-2014', overrides: { data: { file: 'TFD_48x48.mat' } } });
    const { generator, discriminator } = buildGan(config, { shape: [48, 48, 1] });
    expect(sizeOf(generator)).toBe(83_250_304);
    expect(sizeOf(discriminator)).toBe(21_037_201);
  });

  it('begin with so many weights into each output, of N(0, 1)', () => {
    const weights = initialize({ kind: 'sparse', count: 3 }, new Random(0, 'sparse'), {
      shape: [20, 500],
      fanIn: 20,
      fanOut: 500,
    });
    const counts = Array.from(
      { length: 500 },
      (_, u) => weights.filter((w, i) => i % 500 === u && w !== 0).length,
    );
    expect(new Set(counts)).toEqual(new Set([3]));
    const squares = weights.reduce((sum, w) => sum + w * w, 0);
    expect(Math.abs(squares / 1500 - 1)).toBeLessThan(0.12);
  });
});
