import { describe, expect, it } from 'vitest';
import { Network } from '../nn/network.ts';
import { mlp } from '../nn/networks/mlp.ts';
import { sgd } from '../nn/optimizers/sgd.ts';
import { UserError } from '../util/error.ts';
import { startFeeds } from './feeds.ts';
import { objective, parseObjective } from './objectives/index.ts';
import { smoothLabels } from './objectives/smoothing.ts';
import { buildStep, type StepOptions } from './step.ts';

function build(options: Partial<StepOptions>) {
  const player = { rule: sgd({ momentum: false }), learningRate: 0.1 };
  return buildStep({
    generator: new Network('generator', mlp({ hidden: [], output: [1] }), [2]),
    discriminator: new Network('discriminator', mlp({ hidden: [], output: [1] }), [1]),
    objective: objective('minimax'),
    optimizers: { discriminator: player, generator: player },
    batch: 2,
    ...options,
  });
}

describe('buildStep', () => {
  it('takes a fresh minibatch for each of the k ascents, none twice', () => {
    const { feeds } = build({ k: 3 });
    const { values } = startFeeds(feeds, 0, { fill: (n, x) => void x.fill(n) }, 5, 2);
    const first = ['x1', 'x2', 'x3'].map(name => [values[name][0], values[name][2]]);
    expect(first).toEqual([
      [15, 18],
      [16, 19],
      [17, 20],
    ]);
  });

  it.each<Partial<StepOptions>>([{ k: 2 }, { realFake: 'separate' }, { generatorMode: 'eval' }])(
    'refuses %j where both players move at once',
    options => {
      expect(() => build({ update: 'simultaneous', ...options })).toThrow(UserError);
      expect(() => build(options)).not.toThrow();
    },
  );

  it.each(['wasserstein', 'relativistic', 'relativistic-average-ls'])(
    'refuses weights of samples with %s, and label smoothing',
    name => {
      const chosen = objective(parseObjective(name));
      expect(() => build({ objective: chosen, weights: { real: () => 0.95 } })).toThrow('remove the weights');
      expect(() => smoothLabels(chosen, 0.9)).toThrow('remove the smoothing');
      expect(() => build({ objective: objective('hinge'), weights: { real: () => 0.95 } })).not.toThrow();
    },
  );
});
