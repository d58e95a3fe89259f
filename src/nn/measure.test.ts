import { describe, expect, it } from 'vitest';
import { multiplyAdds, receptiveField } from './measure.ts';
import { Network } from './network.ts';
import { dcganDiscriminator, dcganGenerator } from './networks/dcgan.ts';
import { mlp } from './networks/mlp.ts';
import { resnetDiscriminator } from './networks/resnet.ts';
import { snganDiscriminator } from './networks/sngan.ts';
import { reparametrizations } from './reparametrize/index.ts';

const { spectral } = reparametrizations;
const image = [32, 32, 3];

describe('multiplyAdds', () => {
  it('counts what samples cost, and not what weights cost', () => {
    const network = (options = {}) => new Network('net', mlp({ hidden: [5], output: [2] }), [3], options);
    expect(multiplyAdds(network())).toBe(3 * 5 + 5 * 2);
    expect(multiplyAdds(network({ reparametrize: spectral }))).toBe(3 * 5 + 5 * 2);
  });

  it('counts convolutions by positions and filters', () => {
    const D = new Network('D', dcganDiscriminator({ channels: [4, 8] }), image);
    expect(multiplyAdds(D)).toBe(16 * 16 * (16 * 3 * 4) + 8 * 8 * (16 * 4 * 8) + 8 * 8 * 8);
    const G = new Network('G', dcganGenerator({ channels: [8, 4], output: image }), [10]);
    expect(multiplyAdds(G)).toBe(10 * 8 * 8 * 8 + 8 * 8 * (16 * 8 * 4) + 16 * 16 * (16 * 4 * 3));
  });
});

describe('receptiveField', () => {
  it.each([
    // r ← r + (k − 1)·j, j ← j·stride from the first layer to the last
    ['dcgan', dcganDiscriminator({ channels: [2, 2, 2] }), 1 + 3 + 3 * 2 + 3 * 4],
    ['sngan', snganDiscriminator({ channels: [2, 2, 2] }), 1 + 2 + 3 + 2 * 2 + 3 * 2 + 2 * 4],
    [
      'resnet',
      resnetDiscriminator({ channels: [2, 2, 2], downsamplings: 2 }),
      1 + 2 + 3 + 2 * 2 + 3 * 2 + 4 * 4,
    ],
  ])('is that of the chain of kernels and strides: %s', (_, layer, expected) => {
    expect(receptiveField(new Network('D', layer, image))).toEqual([expected, expected]);
  });

  it('is none where no image comes in or nothing has positions', () => {
    expect(
      receptiveField(new Network('G', dcganGenerator({ channels: [4], strides: [2], output: image }), [10])),
    ).toBeUndefined();
    expect(receptiveField(new Network('D', mlp({ hidden: [2], output: [1] }), image))).toBeUndefined();
  });
});
