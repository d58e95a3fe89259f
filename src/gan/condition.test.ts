import { describe, expect, it } from 'vitest';
import { firstState, interpretStep, type Values } from '../../test/gan/float64.ts';
import { add, mul } from '../graph/ops/elementwise.ts';
import { sum } from '../graph/ops/reduce.ts';
import { layer, sequential } from '../nn/layer.ts';
import { projection } from '../nn/layers/condition.ts';
import { Network } from '../nn/network.ts';
import { mlp } from '../nn/networks/mlp.ts';
import { sgd } from '../nn/optimizers/sgd.ts';
import { Random } from '../util/random.ts';
import { startFeeds } from './feeds.ts';
import { objective } from './objectives/index.ts';
import { packedShape } from './pack.ts';
import { penalty } from './penalties/index.ts';
import { buildStep, type GanStep, type StepOptions } from './step.ts';
import { movesOf, tracedProgram } from './trace.ts';

const K = 3;
const condition = { kind: 'class', names: ['a', 'b', 'c'] } as const;
const player = { rule: sgd({ momentum: false }), learningRate: 0.1 };

const generator = () =>
  new Network(
    'generator',
    mlp({ hidden: [4], output: [2], condition: 'concat', conditionFeatures: 3 }),
    [2],
    {
      condition,
    },
  );

function game(options: Partial<StepOptions>): GanStep {
  const { pac = 1 } = options;
  const D = mlp({ hidden: [5], activation: 'tanh', output: [1], condition: 'projection' });
  return buildStep({
    generator: generator(),
    discriminator: new Network('discriminator', D, packedShape([2], pac), { condition, pac }),
    objective: objective('non-saturating'),
    optimizers: { discriminator: player, generator: player },
    batch: 4,
    ...options,
  });
}

/** Normal data, and classes at random. */
function fed({ feeds }: GanStep, n = 0): Values {
  const classes = (y: Float32Array | Int32Array, stream: string, step: number) => {
    const random = new Random(4, stream, step);
    for (let i = 0; i < y.length; i++) y[i] = random.integer(K);
  };
  const fill = (i: number, x: Float32Array, y?: Float32Array | Int32Array) => {
    new Random(3, 'data', i).normals(x);
    if (y) classes(y, 'classes', i);
  };
  return startFeeds(feeds, 2, { fill, ask: (stream, step, y) => classes(y, stream, step) }, n, 1).values;
}

const games: Record<string, Partial<StepOptions>> = {
  'k ascents': { k: 2, ema: () => 0.1 },
  'relativistic pairs': { objective: objective('relativistic'), penalties: [penalty('r1'), penalty('r2')] },
  'gradient penalties': { penalties: [penalty('wgan-gp'), penalty('dragan'), penalty('gp0')] },
  consistency: { penalties: [penalty('bcr'), penalty('zcr')] },
  packs: { pac: 2, penalties: [penalty('r1')], instanceNoise: 0.1 },
  unrolling: { unroll: 2 },
  'both at once': { update: 'simultaneous', consensus: 0.1 },
  'a look ahead': { update: 'extragradient' },
  'separate updates': { realFake: 'separate' },
  'feature matching and top-k': { featureMatching: 0.5, topK: 0.5, noisyLabels: 0.1 },
};

describe.each(Object.entries(games))('a conditional game with %s', (_, options) => {
  const step = game(options);
  const state = firstState(step);
  const inputs = fed(step);
  const isClass = (name: string) => /^(y\d|asked)/.test(name);

  /** Class c is called c + 1 mod K. */
  const renamed = (values: Values): Values =>
    Object.fromEntries(
      Object.entries(values).map(([name, v]) => {
        if (isClass(name)) return [name, Array.from(v, c => (c + 1) % K)];
        if (!name.includes('embedding')) return [name, v];
        const width = v.length / K;
        return [name, Array.from(v, (__, i) => v[(i - width + v.length) % v.length])];
      }),
    );

  it('knows classes by their rows only', () => {
    const [plain, other] = [
      interpretStep(step, state, inputs),
      interpretStep(step, renamed(state), renamed(inputs)),
    ];
    const close = (values: Values) =>
      Object.fromEntries(
        Object.entries(values).map(([name, v]) => [name, Array.from(v, x => expect.closeTo(x, 10))]),
      );
    const arrays = (values: Values) =>
      Object.fromEntries(Object.entries(values).map(([name, v]) => [name, Array.from(v)]));
    expect(arrays(other.outputs)).toEqual(close(plain.outputs));
    expect(arrays(other.state)).toEqual(close(renamed(plain.state)));
  });

  it('depends on every condition that it is fed', () => {
    const { state: plain } = interpretStep(step, state, inputs);
    for (const name of Object.keys(inputs).filter(isClass)) {
      const changed = { ...inputs, [name]: Array.from(inputs[name], c => (c + 1) % K) };
      expect(interpretStep(step, state, changed).state, name).not.toEqual(plain);
    }
  });
});

describe('conditions of samples', () => {
  /** D says w + V of the class, whatever the sample. */
  const one = layer('one', x => add(mul(sum(x, [1], { keepDims: true }), 0), 1));
  const discriminator = new Network('discriminator', sequential([one, projection()]), [2], { condition });
  const softplus = (t: number) => Math.log1p(Math.exp(t));
  const mean = (values: readonly number[]) => values.reduce((s, v) => s + v, 0) / values.length;
  const logits = (state: Values, classes: ArrayLike<number>) => {
    const at = (name: string) => state[`discriminator/projection1/${name}`];
    return Array.from(classes, c => at('weight')[0] + at('bias')[0] + at('embedding')[c]);
  };

  it("are the data's own in D's loss, and those asked for in G's", () => {
    const step = game({ discriminator });
    const [state, inputs] = [firstState(step), fed(step)];
    const after = interpretStep(step, state, inputs);
    const seen = logits(state, inputs['y1']);
    const lossD = mean(seen.map(s => softplus(-s))) + mean(seen.map(softplus));
    expect(after.outputs['lossD'][0]).toBeCloseTo(lossD, 12);
    const lossG = mean(logits(after.state, inputs['asked']).map(s => softplus(-s)));
    expect(after.outputs['lossG'][0]).toBeCloseTo(lossG, 12);
  });

  it('are the same on both sides where a loss compares real and generated samples', () => {
    const step = game({ discriminator, objective: objective('relativistic') });
    const { outputs } = interpretStep(step, firstState(step), fed(step));
    expect(step.feeds.some(f => f.kind === 'asked')).toBe(false);
    expect(outputs['lossG'][0]).toBeCloseTo(Math.LN2, 12);
  });

  it('are told by a trace', () => {
    const step = game({});
    const inputs = fed(step) as Record<string, Float32Array>;
    const { outputs } = interpretStep({ program: tracedProgram(step) }, firstState(step), inputs);
    const [ascent, descent] = movesOf(step, inputs, outputs as never);
    expect(ascent.y).toBe(inputs['y1']);
    expect(ascent.asked).toBe(inputs['y1']);
    expect(descent.asked).toBe(inputs['asked']);
  });

  it('are refused where one network alone has them, or other ones', () => {
    const plain = new Network('discriminator', mlp({ hidden: [], output: [1] }), [2]);
    expect(() => game({ discriminator: plain })).toThrow(
      'condition: expected the same condition in both networks, got 3 classes in the generator and none in the discriminator',
    );
    const other = { kind: 'vector', dim: 4 } as const;
    expect(() => game({ condition: other })).toThrow(
      'expected that of the data (a vector of 4) in the networks',
    );
  });
});
