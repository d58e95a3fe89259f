import { describe, expect, it } from 'vitest';
import { interpret } from '../graph/interpret.ts';
import { nameOf } from '../graph/program.ts';
import { sizeOf } from '../graph/tensor.ts';
import { frozen, sequential } from '../nn/layer.ts';
import { activation } from '../nn/layers/activations.ts';
import { dense } from '../nn/layers/dense.ts';
import { batchNorm } from '../nn/layers/norm.ts';
import { Network } from '../nn/network.ts';
import { mlp } from '../nn/networks/mlp.ts';
import { adam } from '../nn/optimizers/adam.ts';
import type { Optimizer } from '../nn/optimizers/optimizer.ts';
import { sgd } from '../nn/optimizers/sgd.ts';
import { reparametrizations } from '../nn/reparametrize/index.ts';
import { Random } from '../util/random.ts';
import { objective } from './objectives/index.ts';
import { buildStep } from './step.ts';

/** A step of a plain game in the plane in double precision, from given values. */
function moved(
  networks: { generator: Network; discriminator: Network },
  rule: Optimizer,
  learningRate = 0.1,
) {
  const player = { rule, learningRate };
  const optimizers = { discriminator: player, generator: player };
  const step = buildStep({ ...networks, objective: objective('minimax'), optimizers, batch: 4 });
  const random = new Random(5, 'values');
  const initial = { ...networks.generator.initialize(1), ...networks.discriminator.initialize(1) };
  const state = step.program.state.map(({ value }) => {
    const name = nameOf(value);
    return [name, initial[name] ?? new Float64Array(sizeOf(value.shape))] as const;
  });
  const inputs = step.feeds.map(feed => {
    const values =
      feed.kind === 'scalar'
        ? Float64Array.of(feed.value(0))
        : random.normals(new Float64Array(sizeOf(feed.node.shape)));
    return [nameOf(feed.node), values] as const;
  });
  const given = Object.fromEntries([...state, ...inputs]);
  const { update } = step.moves[0];
  const roots = [...step.program.state.map(s => s.next), ...update.arrays.map(a => a.gradient)];
  const values = interpret(roots, given);
  const count = step.program.state.length;
  return {
    step,
    before: Object.fromEntries(state),
    after: Object.fromEntries(step.program.state.map((s, i) => [nameOf(s.value), values[i]])),
    gradientD: Object.fromEntries(update.arrays.map((a, i) => [a.name, values[count + i]])),
  };
}

describe('frozen layers', () => {
  const weight = Float32Array.of(1, -2, 0.5, 3, 1, -1);
  const features = sequential([dense(3, { bias: false }), batchNorm(), activation('tanh')]);
  const pretrained = {
    'dense1/weight': weight,
    'batchNorm1/running_mean': Float32Array.of(0.1, 0.2, 0.3),
    'batchNorm1/running_var': Float32Array.of(1, 2, 3),
    'batchNorm1/weight': Float32Array.of(1, 1, 2),
    'batchNorm1/bias': new Float32Array(3),
  };
  const networks = {
    generator: new Network('generator', mlp({ hidden: [], output: [2] }), [2]),
    discriminator: new Network('discriminator', sequential([frozen(features, pretrained), dense(1)]), [2], {
      reparametrize: reparametrizations.spectral,
    }),
  };
  const { step, before, after } = moved(networks, sgd({ momentum: false }));
  const inside = networks.discriminator.parameters.filter(p => p.name.includes('/frozen1/'));

  it('stay where they were trained to, running averages too', () => {
    expect(inside).toHaveLength(5);
    expect([...before['discriminator/frozen1/dense1/weight']]).toEqual([...weight]);
    for (const { name, trainable } of inside) {
      expect(trainable).toBe(false);
      expect([...after[name]], name).toEqual([...before[name]]);
    }
    expect(step.state.filter(a => a.role === 'moment')).toEqual([]);
    expect(networks.discriminator.parameters.some(p => p.name.endsWith('frozen1/dense1/weight_u'))).toBe(
      false,
    );
  });

  it('let gradients through to the head and to G', () => {
    for (const name of ['discriminator/dense1/weight', 'generator/dense1/weight']) {
      expect([...after[name]], name).not.toEqual([...before[name]]);
    }
  });

  it('do not couple a batch, since they use running averages', () => {
    expect(networks.discriminator.couplesBatch).toBe(false);
    expect(new Network('D', features, [2]).couplesBatch).toBe(true);
  });

  it('refuse values of other layers', () => {
    const wrong = () =>
      new Network('D', frozen(features, { ...pretrained, 'dense1/weight': new Float32Array(4) }), [2]);
    expect(wrong).toThrow('D/dense1/weight: expected 6 frozen values, got 4; they belong to another network');
  });
});

describe('a learning-rate factor', () => {
  const layers = [dense(3, { lrFactor: 0.01 }), activation('tanh'), dense(1)];
  const networks = {
    generator: new Network('generator', mlp({ hidden: [], output: [2] }), [2]),
    discriminator: new Network('discriminator', sequential(layers), [2]),
  };
  const rates = { 'dense1/weight': 0.001, 'dense1/bias': 0.001, 'dense2/weight': 0.1, 'dense2/bias': 0.1 };

  it.each(Object.entries(rates))('of %s is part of the rate of gradient descent', (name, rate) => {
    const { before, after, gradientD } = moved(networks, sgd({ momentum: false }));
    const full = `discriminator/${name}`;
    after[full].forEach((w, i) => {
      expect(w).toBeCloseTo(before[full][i] - rate * gradientD[full][i], 12);
    });
  });

  it.each(Object.entries(rates))('of %s is part of the rate and of the decay of AdamW', (name, rate) => {
    const { before, after, gradientD } = moved(networks, adam({ weightDecay: 0.5 }));
    const full = `discriminator/${name}`;
    after[full].forEach((w, i) => {
      const g = gradientD[full][i]; // in the first step m̂ = g and v̂ = g²
      expect(w).toBeCloseTo(before[full][i] * (1 - rate * 0.5) - (rate * g) / (Math.abs(g) + 1e-8), 10);
    });
  });
});
