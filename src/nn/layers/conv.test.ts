import { describe, expect, it } from 'vitest';
import { loadTorch, permute } from '../../../test/fixtures/torch/load.ts';
import { interpret } from '../../graph/interpret.ts';
import { input } from '../../graph/ops/leaf.ts';
import { UserError } from '../../util/error.ts';
import { sequential } from '../layer.ts';
import { fromStored, toStored } from '../layout.ts';
import { Network } from '../network.ts';
import { conv, convTranspose } from './conv.ts';

const inGroups = (groups: number) =>
  sequential([conv(6, 3, { padding: 1, groups }), convTranspose(4, 4, { stride: 2, padding: 1, groups })]);

describe('convolutions in groups', () => {
  const { x, weights, y } = loadTorch('groups').layers;
  const network = new Network('net', inGroups(2), [3, 4, 4]);

  it('make of PyTorch’s weights what PyTorch makes of them', () => {
    const values = network.parameters.map(parameter => {
      const recorded = weights[parameter.name.slice('net/'.length).replace('/', '.')];
      const ours = fromStored(parameter, recorded.data);
      expect(toStored(parameter, ours)).toEqual(recorded);
      return [parameter.name, ours] as const;
    });
    const image = permute(x, [0, 2, 3, 1]); // [N, C, H, W] to [N, H, W, C]
    const output = network.infer(input('x', image.shape), network.variables());
    const [result] = interpret([output], { ...Object.fromEntries(values), x: image.data });
    const expected = permute(y, [0, 2, 3, 1]).data;
    expect(result.length).toBe(expected.length);
    result.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 6);
    });
  });

  it('draw their filters by what a unit of one group sees', () => {
    const spread = (groups: number) => {
      const wide = new Network('net', conv(96, 3, { init: 'he-normal', groups }), [3, 3, 96]);
      const [weight] = Object.values(wide.initialize(1)); // the filter; then the bias
      return Math.sqrt(weight.reduce((sum, w) => sum + w * w, 0) / weight.length);
    };
    expect(spread(1)).toBeCloseTo(Math.sqrt(2 / (9 * 96)), 3);
    expect(spread(96) / Math.sqrt(2 / 9)).toBeGreaterThan(0.93); // 864 numbers: 1 ± 0.024
    expect(spread(96) / Math.sqrt(2 / 9)).toBeLessThan(1.07);
  });

  it('refuse groups that do not divide the channels in one sentence', () => {
    const make = () => new Network('net', inGroups(4), [3, 4, 4]);
    expect(make).toThrow(UserError);
    expect(make).toThrow(/conv: expected groups that divide 4 channels and 6 filters, got 4/);
  });
});
