import { expect, it } from 'vitest';
import { interpret } from '../graph/interpret.ts';
import { input } from '../graph/ops/leaf.ts';
import { sizeOf } from '../graph/tensor.ts';
import { Network } from '../nn/network.ts';
import { dcganDiscriminator } from '../nn/networks/dcgan.ts';
import { pack, packedShape } from './pack.ts';

/** The values 0, 1, 2, … packed. */
function packed(shape: readonly number[], pac: number): number[] {
  const x = input('x', shape);
  const values = Float64Array.from({ length: sizeOf(shape) }, (_, i) => i);
  const result = pack(x, pac);
  expect(result.shape).toEqual([shape[0] / pac, ...packedShape(shape.slice(1), pac)]);
  return Array.from(interpret([result], { x: values })[0]);
}

it('puts vectors one after the other', () => {
  expect(packed([4, 2], 2)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(packed([4, 2], 1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it('puts the channels of images beside each other, pixel by pixel', () => {
  // two images [2, 1, 2] of a pack: 0 1 | 2 3 and 4 5 | 6 7
  expect(packed([2, 2, 1, 2], 2)).toEqual([0, 1, 4, 5, 2, 3, 6, 7]);
  expect(packed([6, 1, 1, 1], 3)).toEqual([0, 1, 2, 3, 4, 5]);
});

it("makes only D's first layer grow", () => {
  const shapes = (pac: number) =>
    new Network('D', dcganDiscriminator({ channels: [3, 4] }), packedShape([8, 8, 2], pac)).parameters.map(
      p => p.shape,
    );
  const [first, ...rest] = shapes(1);
  expect(shapes(3)).toEqual([[3 * first[0], first[1]], ...rest]);
});
