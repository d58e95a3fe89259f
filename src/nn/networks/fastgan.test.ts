import { expect, it } from 'vitest';
import { interpret } from '../../graph/interpret.ts';
import { input } from '../../graph/ops/leaf.ts';
import { Network } from '../network.ts';
import { fastganGenerator } from './fastgan.ts';

const network = new Network(
  'G',
  fastganGenerator({ channels: [3, 2], output: [4, 4, 1], norm: 'layer' }),
  [3],
);
const factors = network.parameters.filter(p => /noise\d\/weight$/.test(p.name)).map(p => p.name);

/** What G makes in a mode, its factors of the noise being so large. */
function made(training: boolean, factor: number, drawn: number): number[] {
  const values = network.variables();
  const noises: string[] = [];
  const normal = (shape: readonly number[]) => {
    noises.push(`noise${noises.length}`);
    return input(noises.at(-1)!, shape);
  };
  const z = input('z', [1, 3]);
  const { output } = network.forward(z, { values, training, random: { uniform: normal, normal } });
  const given = {
    ...network.initialize(1),
    ...Object.fromEntries(factors.map(name => [name, [factor]])),
    ...Object.fromEntries(
      noises.map(name => [name, new Float32Array(16).map((_, i) => drawn * Math.sin(i))]),
    ),
    z: [1, 2, 3],
  };
  return [...interpret([output], given)[0]];
}

it('adds noise by trained factors in training, and none after it', () => {
  expect(factors.length).toBe(2);
  expect(made(true, 0, 1)).toEqual(made(true, 0, 2));
  expect(made(true, 0.5, 1)).not.toEqual(made(true, 0.5, 2));
  expect(made(false, 0.5, 1)).toEqual(made(false, 0, 1));
});

it.each([{ place: 'after' }, { bias: 'zeros' }] as const)('refuses a normalisation with %j', words => {
  const norm = { kind: 'batch', ...words } as const;
  expect(() => fastganGenerator({ channels: [3, 2], output: [4, 4, 1], norm })).toThrow(
    /^generator.norm: expected place 'before' and bias 'none'/,
  );
});
