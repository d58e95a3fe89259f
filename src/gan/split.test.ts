import { describe, expect, it } from 'vitest';
import { firstState, interpretStep, type Values } from '../../test/gan/float64.ts';
import { interpret } from '../graph/interpret.ts';
import { nameOf } from '../graph/program.ts';
import { sizeOf } from '../graph/tensor.ts';
import { Network } from '../nn/network.ts';
import { dcganDiscriminator, dcganGenerator } from '../nn/networks/dcgan.ts';
import { mlp } from '../nn/networks/mlp.ts';
import { adam } from '../nn/optimizers/adam.ts';
import { reparametrizations } from '../nn/reparametrize/index.ts';
import { Random } from '../util/random.ts';
import { startFeeds } from './feeds.ts';
import { objective } from './objectives/index.ts';
import { parsePenalty, penalty } from './penalties/index.ts';
import { nextOf, type Stage, splitStep } from './split.ts';
import { buildStep, type GanStep, type StepOptions } from './step.ts';

function plain(options: Partial<StepOptions>): GanStep {
  const player = { rule: adam({ beta1: 0.5 }), learningRate: 0.01 };
  return buildStep({
    generator: new Network('generator', mlp({ hidden: [5], output: [3], norm: 'batch' }), [2]),
    discriminator: new Network('discriminator', mlp({ hidden: [4, 4], output: [1] }), [3], {
      reparametrize: reparametrizations.spectral,
    }),
    objective: objective('non-saturating'),
    optimizers: { discriminator: player, generator: player },
    batch: 4,
    ...options,
  });
}

function fed({ feeds }: GanStep, n: number): Values {
  const fill = (i: number, x: Float32Array) => void new Random(3, 'data', i).normals(x);
  return startFeeds(feeds, 2, { fill }, n, 1).values;
}

function inStages(step: GanStep, stages: readonly Stage[], state: Values, inputs: Values) {
  const values: Record<string, ArrayLike<number>> = { ...state, ...inputs };
  for (const { program } of stages) {
    const results = interpret(Object.values(program.outputs), values);
    Object.keys(program.outputs).forEach((name, i) => void (values[name] = results[i]));
  }
  const { program } = step;
  return {
    outputs: Object.fromEntries(Object.keys(program.outputs).map(name => [name, values[name]])),
    state: Object.fromEntries(
      Object.keys(state).map(name => [name, Float64Array.from(values[nextOf(name)] ?? state[name])]),
    ),
  };
}

const games: Record<string, Partial<StepOptions>> = {
  'k ascents': {
    k: 2,
    penalties: ['lecam:0.3,0.9,1', 'r1'].map(text => penalty(parsePenalty(text))),
    ema: () => 0.1,
  },
  'separate updates': { realFake: 'separate', generatorMode: 'eval' },
  unrolling: { unroll: 2, penalties: [penalty('historical')] },
  'both at once': { update: 'simultaneous', consensus: 0.1, instanceNoise: 0.1 },
  'a look ahead': { update: 'extragradient', topK: 0.5 },
  'lazy penalties, G now and then': { penalties: [penalty('r1')], penaltyEvery: 2, generatorEvery: 2 },
  'clipping and lookahead': {
    lookahead: { every: 2, share: 0.5 },
    optimizers: {
      discriminator: { rule: adam({ weightDecay: 0.1 }), learningRate: 0.01, clipNorm: 0.1 },
      generator: { rule: adam(), learningRate: 0.01, clipValue: 0.01 },
    },
  },
};

describe.each(Object.entries(games))('a split step with %s', (_, options) => {
  const step = plain(options);
  const stages = splitStep(step);

  it('gives the numbers of the whole step to the bit', () => {
    let state = firstState(step);
    for (let n = 0; n < 3; n++) {
      const inputs = fed(step, n);
      const expected = interpretStep(step, state, inputs);
      expect(inStages(step, stages, state, inputs)).toEqual(expected);
      state = expected.state;
    }
  });
});

const nodesOf = (stages: readonly Stage[]) =>
  stages.map(({ program }) => Object.keys(program.outputs).filter(name => name.startsWith('value ')).length);

it('has a stage for each place where gradients are known, and one more', () => {
  const count = (options: Partial<StepOptions>) => splitStep(plain(options)).map(s => s.gradients.length);
  expect(count({})).toEqual([6, 5, 0]);
  expect(count({ k: 2 })).toEqual([6, 6, 5, 0]);
  expect(count({ realFake: 'separate' })).toEqual([6, 6, 5, 0]);
  expect(count({ unroll: 3 })).toEqual([6, 5, 0]);
  expect(count({ update: 'simultaneous' })).toEqual([11, 0]);
  expect(count({ update: 'extragradient' })).toEqual([11, 11, 0]);
});

it('passes no activations from stage to stage', () => {
  const image = [8, 8, 1];
  const step = plain({
    generator: new Network('generator', dcganGenerator({ channels: [4, 3], output: image }), [2]),
    discriminator: new Network('discriminator', dcganDiscriminator({ channels: [3, 4] }), image),
  });
  const stages = splitStep(step);
  expect(nodesOf(stages)).toEqual([0, 0, 0]);
});

it('averages gradients of halves of a minibatch to the step on the whole', () => {
  const networks = {
    generator: new Network('generator', mlp({ hidden: [5], output: [3] }), [2]),
    discriminator: new Network('discriminator', mlp({ hidden: [4], output: [1] }), [3]),
  };
  const [full, half] = [plain({ ...networks, batch: 4 }), plain({ ...networks, batch: 2 })];
  const inputs = fed(full, 0);
  const state = firstState(full);
  const expected = interpretStep(full, state, inputs).state;
  const parts = [0, 1].map(part => {
    const mine = half.feeds.map(({ node, kind }) => {
      const [name, size] = [nameOf(node), sizeOf(node.shape)];
      const all = Array.from(inputs[name]);
      return [name, kind === 'scalar' ? all : all.slice(part * size, (part + 1) * size)] as const;
    });
    return Object.fromEntries<ArrayLike<number>>([...Object.entries(state), ...mine]);
  });
  for (const { program, gradients } of splitStep(half)) {
    const names = Object.keys(program.outputs);
    const results = parts.map(values => interpret(Object.values(program.outputs), values));
    for (const [p, values] of parts.entries()) {
      for (const [i, name] of names.entries()) values[name] = results[p][i];
    }
    for (const name of gradients) {
      const [a, b] = parts.map(values => Array.from(values[name]));
      for (const values of parts) values[name] = a.map((g, i) => (g + b[i]) / 2);
    }
  }
  for (const { name } of [...networks.generator.parameters, ...networks.discriminator.parameters]) {
    const next = Array.from(parts[0][nextOf(name)]);
    expect(next, name).toEqual(Array.from(expected[name], v => expect.closeTo(v, 12)));
  }
});
