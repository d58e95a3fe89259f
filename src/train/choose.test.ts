import { describe, expect, it } from 'vitest';
import { buildGan } from './build.ts';
import { chooseFor, type DataFacts, reasonsFor } from './choose.ts';
import { resolveConfig } from './resolve.ts';

const facts = (over: Partial<DataFacts>): DataFacts => ({
  shape: [64, 64, 3],
  size: 1000,
  classes: [],
  ...over,
});
const chosen = (over: Partial<DataFacts>) => resolveConfig({ recipe: 'folder', facts: facts(over) });

describe('the choice by the data', () => {
  it.each([8, 12, 16, 20, 25, 28, 30, 32, 48, 64, 96, 100, 128, 256])('fits pictures of %i × that', side => {
    for (const channels of [1, 3]) {
      const shape = [side, side, channels];
      const { generator, discriminator } = buildGan(chosen({ shape }), { shape });
      expect([generator.output, discriminator.output]).toEqual([shape, [1]]);
    }
  });

  it('halves the sides down to 4 to 7, with twice the channels each time', () => {
    const { discriminator, generator } = chooseFor(facts({ shape: [64, 64, 3] }));
    expect(discriminator).toMatchObject({ channels: [32, 64, 128, 256], strides: [2, 2, 2, 2] });
    expect(generator).toMatchObject({ channels: [256, 128, 64, 32], strides: [2, 2, 2, 2] });
    expect(chooseFor(facts({ shape: [28, 28, 1] })).discriminator).toMatchObject({ channels: [32, 64] });
  });

  it('tells the networks the classes where each has enough samples', () => {
    expect(chosen({ classes: [500, 500] }).discriminator.condition).toBe('projection');
    for (const classes of [[980, 20], [1000], []])
      expect(chosen({ classes }).generator.condition).toBe('none');
  });

  it('never asks for more samples in a batch than there are', () => {
    for (const size of [16, 20, 33, 100]) {
      expect(chosen({ size: size / 8, shape: [2] }).batch).toBeLessThanOrEqual(size / 8);
      expect(chosen({ size }).batch).toBeLessThanOrEqual(size);
      expect(chosen({ size, shape: [2] }).batch).toBeLessThanOrEqual(size);
    }
  });

  it('gives points networks for points', () => {
    expect(chosen({ shape: [2] })).toMatchObject({ generator: { family: 'mlp' }, latent: { dim: 2 } });
  });

  it('leaves the last word to flags, and says what came of them', () => {
    const given = facts({ classes: [600, 400] });
    const flags = [{ path: 'steps', text: '50', flag: '--steps' }];
    const config = resolveConfig({ recipe: 'folder', facts: given, flags });
    expect(config.steps).toBe(50);
    expect(reasonsFor(given, config)).toEqual([
      expect.stringMatching(/^64 × 64 pixels in colour/),
      expect.stringMatching(/^dcgan networks, D of 32, 64, 128, 256/),
      '2 classes, told to both networks: each can be asked for',
      '50 steps of 32: each of 1,000 samples is seen about 2 times',
    ]);
  });

  it.each<[string, number[], Record<string, unknown>, RegExp]>([
    ['few samples', [60, 20], {}, /: the smallest has 20 samples; 50 of each are enough$/],
    [
      'many classes',
      new Array<number>(201).fill(60),
      {},
      /^201 classes, not told to the networks: they are told up to 200$/,
    ],
    [
      'the user',
      [60, 60],
      { generator: { condition: 'none' }, discriminator: { condition: 'none' } },
      /not told to the networks$/,
    ],
  ])('says why classes are not told: %s', (_, classes, overrides, reason) => {
    const given = facts({ classes });
    expect(reasonsFor(given, resolveConfig({ recipe: 'folder', facts: given, overrides }))[2]).toMatch(
      reason,
    );
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [
      {},
      /^dcgan networks, D of 32, 64, 128, 256: as many layers as halve the sides, to no fewer than 4 pixels$/,
    ],
    [{ discriminator: { channels: [16, 32], strides: [2, 2] } }, /^dcgan networks, D of 16, 32$/],
    [{ discriminator: { family: 'projected' } }, /^dcgan networks, D projected of 64$/],
    [
      { generator: { family: 'sngan' }, discriminator: { family: 'sngan' } },
      /^sngan networks, D of [\d, ]+$/,
    ],
  ])('says why so many layers only where the data decided it: %j', (overrides, reason) => {
    const given = facts({});
    expect(reasonsFor(given, resolveConfig({ recipe: 'folder', facts: given, overrides }))[1]).toMatch(
      reason,
    );
  });
});
