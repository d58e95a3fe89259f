import { describe, expect, it } from 'vitest';
import { firstState, interpretStep, type Values } from '../../test/gan/float64.ts';
import { interpret } from '../graph/interpret.ts';
import { abs, mul, sub } from '../graph/ops/elementwise.ts';
import { input } from '../graph/ops/leaf.ts';
import { mean } from '../graph/ops/statistics.ts';
import { sizeOf } from '../graph/tensor.ts';
import { Network } from '../nn/network.ts';
import { mlp } from '../nn/networks/mlp.ts';
import { sgd } from '../nn/optimizers/sgd.ts';
import { Random } from '../util/random.ts';
import { startFeeds } from './feeds.ts';
import type { Game } from './game.ts';
import { objective } from './objectives/index.ts';
import { penalty } from './penalties/index.ts';
import { splitStep } from './split.ts';
import { stateName } from './state.ts';
import { buildStep, type GanStep, type StepOptions } from './step.ts';

const player = { rule: sgd({ momentum: false }), learningRate: 0.1 };
const network = (name: string, input: number, output: number) =>
  new Network(name, mlp({ hidden: [4], activation: 'tanh', output: [output] }), [input]);
const common = {
  objective: objective('non-saturating'),
  optimizers: { discriminator: player, generator: player },
  batch: 4,
} as const;

/** One step in double precision: outputs and state. */
function taken(step: GanStep) {
  const before = firstState(step);
  const fill = (i: number, x: Float32Array, y?: ArrayLike<number>) => {
    new Random(3, 'data', i).normals(x);
    if (y) new Random(3, 'other', i).normals(y as Float32Array);
  };
  const inputs = startFeeds(step.feeds, 2, { fill }, 0, 1).values;
  const { outputs, state: after } = interpretStep(step, before, inputs);
  const scalars = Object.entries(outputs).map(([name, [value]]) => [name, value]);
  return { before, inputs, after, outputs: Object.fromEntries(scalars) as Record<string, number> };
}

const run = (n: Network, state: Values, x: ArrayLike<number>, y?: ArrayLike<number>) => {
  const [node, condition] = [n.variables(), n.conditionInput('y', x.length / sizeOf(n.input))];
  const output = n.infer(input('x', [x.length / sizeOf(n.input), ...n.input]), node, condition);
  return interpret([output], { ...state, x, ...(y && { y }) })[0];
};

const softplus = (t: number) => Math.log1p(Math.exp(t));
const average = (values: ArrayLike<number>, f: (v: number) => number) =>
  Array.from(values).reduce((s, v) => s + f(v) / values.length, 0);

describe('a bidirectional game', () => {
  const generator = network('generator', 3, 2);
  const encoder = network('encoder', 2, 3);
  const layer = mlp({ hidden: [5], output: [1], condition: 'concat' });
  const discriminator = new Network('discriminator', layer, [2], { condition: { kind: 'vector', dim: 3 } });
  const game: Game = {
    matches: ({ real: { x }, z }, G) => [
      { real: { x, y: G(encoder, x) }, fake: { x: G(generator, z!), y: z }, bothSides: true },
    ],
  };
  const build = (options: Partial<StepOptions> = {}) =>
    buildStep({ ...common, generator, discriminator, networks: { generator: [encoder] }, game, ...options });

  it('lets D compare pairs (x, E(x)) and (G(z), z), and swaps the labels for G and E', () => {
    const { before, inputs, after, outputs } = taken(build());
    const judged = (state: Values, z: ArrayLike<number>) => ({
      real: run(discriminator, state, inputs['x1'], run(encoder, before, inputs['x1'])),
      fake: run(discriminator, state, run(generator, before, z), z),
    });
    const D = judged(before, inputs['z1']);
    expect(outputs['lossD']).toBeCloseTo(average(D.real, s => softplus(-s)) + average(D.fake, softplus), 10);
    const G = judged({ ...after }, inputs['z']);
    expect(outputs['lossG']).toBeCloseTo(average(G.fake, s => softplus(-s)) + average(G.real, softplus), 10);
  });

  it('moves the encoder in the descent of G only', () => {
    const step = build();
    const [ascent, descent] = step.moves.map(({ update }) => update.arrays.map(a => a.name));
    expect(ascent.every(name => name.startsWith('discriminator/'))).toBe(true);
    expect(descent.some(name => name.startsWith('encoder/'))).toBe(true);
    const { before, after } = taken(step);
    const weight = 'encoder/dense1/weight';
    expect([...after[weight]]).not.toEqual(Array.from(before[weight]));
  });

  it.each<Partial<StepOptions>>([
    { update: 'simultaneous' },
    { update: 'extragradient' },
    { unroll: 1 },
    { realFake: 'separate' },
    { objective: objective('relativistic'), penalties: (['r1', 'historical'] as const).map(penalty) },
    { ema: () => 0.1, lookahead: { every: 2, share: 0.5 } },
  ])('is played with %j', options => {
    const step = build(options);
    expect(Object.values(taken(step).outputs).every(Number.isFinite)).toBe(true);
    expect(splitStep(step).length).toBeGreaterThan(1);
  });

  it('has no best samples where G makes both sides', () => {
    expect(() => build({ topK: 0.5 })).toThrow(/^topK: expected a game whose real samples are data/);
  });
});

describe('a game of two domains', () => {
  const [toX, toY] = [network('to x', 2, 2), network('to y', 2, 2)];
  const [ofX, ofY] = [network('critic of x', 2, 1), network('critic of y', 2, 1)];
  const game: Game = {
    noise: false,
    matches: ({ real: { x, y } }, G) => [
      { real: { x }, fake: { x: G(toX, y!) } },
      { real: { x: y! }, fake: { x: G(toY, x) }, discriminator: ofY },
    ],
    generatorTerm: ({ minibatch: { real }, matches: [, there], G }) =>
      mul(10, mean(abs(sub(G(toX, there.fake.x), real.x)))),
  };
  const step = buildStep({
    ...common,
    generator: toX,
    discriminator: ofX,
    networks: { generator: [toY], discriminator: [ofY] },
    condition: { kind: 'vector', dim: 2 },
    game,
    penalties: (['r1', 'historical', 'orthogonal-d'] as const).map(penalty),
  });

  it('takes both domains from a minibatch, and no noise', () => {
    expect(step.feeds.map(f => f.kind).filter(kind => kind !== 'scalar')).toEqual(['data', 'condition']);
  });

  it('trains all four networks, on the sums of both matches and the term of G', () => {
    const { before, after, inputs, outputs } = taken(step);
    for (const a of step.state.filter(s => s.role === 'parameter')) {
      const name = stateName(a);
      if (!name.endsWith('dense2/bias')) expect([...after[name]], name).not.toEqual(Array.from(before[name]));
    }
    const [x, y] = [inputs['x1'], inputs['y1']];
    const there = run(toY, before, x);
    const parts = [
      average(run(ofX, before, x), s => softplus(-s)) +
        average(run(ofX, before, run(toX, before, y)), softplus),
      average(run(ofY, before, y), s => softplus(-s)) + average(run(ofY, before, there), softplus),
    ];
    expect(outputs['lossD']).toBeCloseTo(parts[0] + parts[1], 10);
    const back = run(toX, before, there);
    const cycle =
      10 *
      average(
        back.map((v, i) => Math.abs(v - x[i])),
        v => v,
      );
    const fooled = [run(ofX, after, run(toX, before, y)), run(ofY, after, there)];
    const lossG = fooled.reduce((sum, logits) => sum + average(logits, s => softplus(-s)), cycle);
    expect(outputs['lossG']).toBeCloseTo(lossG, 10);
  });

  it('keeps the memories of matches apart', () => {
    const memories = step.state.filter(a => a.role === 'memory').map(a => stateName(a));
    expect(memories).toContain('memory/historical/critic of y/dense1/weight/match2');
    expect(new Set(memories).size).toBe(memories.length);
  });
});
