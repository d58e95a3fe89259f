import { describe, expect, it } from 'vitest';
import { batchSource } from '../../src/data/batches.ts';
import { openDataset } from '../../src/data/registry.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { referenceEngine } from '../../src/engine/reference.ts';
import { startFeeds } from '../../src/gan/feeds.ts';
import { type MoveTrace, movesOf, tracedProgram } from '../../src/gan/trace.ts';
import type { Program } from '../../src/graph/program.ts';
import { buildGan } from '../../src/train/build.ts';
import type { Config, PartialConfig } from '../../src/train/config.ts';
import { resolveConfig } from '../../src/train/resolve.ts';
import { initialState } from '../../src/train/state.ts';

const node = nodeEngine('cpu', { threads: 1 });

const games: Readonly<Record<string, Partial<PartialConfig>>> = {
  'the plain game': {},
  'three ascents under a gradient penalty': {
    objective: { kind: 'wasserstein' },
    k: 3,
    penalties: [{ kind: 'wgan-gp' }],
  },
  // by gradient descent: the gradient of D's last bias is zero, and Adam would make whole steps of rounding errors
  'a relativistic game with penalties on both': {
    objective: { kind: 'relativistic' },
    penalties: [{ kind: 'r1' }, { kind: 'r2' }, { kind: 'historical' }],
    optimizer: { discriminator: { kind: 'sgd', lr: 0.01 } },
  },
  'separate updates': { realFake: 'separate' },
  'packs, noise and smooth labels': { pac: 2, instanceNoise: 0.1, labelSmoothing: 0.9, topK: 0.5 },
  'penalties and G now and then': {
    penalties: [{ kind: 'r1' }],
    penaltyEvery: 2,
    generatorEvery: 2,
    unroll: 2,
  },
  'both at once': { update: 'simultaneous', consensus: 0.1 },
  'a look ahead': { update: 'extragradient', emaHalfLife: 100 },
};

async function gameOf(overrides: Partial<PartialConfig>) {
  const config: Config = resolveConfig({
    recipe: 'lab',
    overrides: {
      generator: { hidden: [8] },
      discriminator: { hidden: [8, 8] },
      batch: 20,
      ...overrides,
    },
  });
  const dataset = await openDataset(config.data);
  const gan = buildGan(config, dataset);
  const source = batchSource(dataset, config);
  const inputs = (n: number) =>
    startFeeds(gan.step.feeds, config.seed, { fill: (i, x) => source.fill(i, x) }, n, 1).values;
  return { step: gan.step, inputs, initial: await initialState(gan, config.seed, dataset) };
}
type Game = Awaited<ReturnType<typeof gameOf>>;

/** Outputs of the last of three steps, and the state that they leave. */
async function threeSteps(engine: Engine, program: Program, { inputs, initial }: Game) {
  const executable = await engine.compile(program);
  await executable.write(initial);
  let outputs: Record<string, Float32Array> = {};
  for (let n = 0; n < 3; n++) outputs = await executable.run(1, inputs(n));
  const state = await executable.read();
  await executable.dispose();
  return { outputs, state };
}

const mean = (values: Float32Array) => values.reduce((sum, v) => sum + v / values.length, 0);

/** Every number of a trace with a name. */
function* numbersOf(move: MoveTrace): Generator<readonly [string, ArrayLike<number>]> {
  const { generated, logits, terms, loss, penalty, sampleGradients, arrays } = move;
  yield* Object.entries({
    generated,
    ...logits,
    loss: [loss],
    penalty: [penalty ?? 0],
    sampleGradients: sampleGradients ?? [],
  });
  yield* Object.entries(terms);
  for (const { name, gradient, value } of arrays)
    yield* [
      [`gradient of ${name}`, gradient],
      [name, value],
    ] as const;
}

describe.each(Object.entries(games))('a traced step of %s', (_, overrides) => {
  it('leaves the state and the outputs of the plain step to the bit, and the interpreter agrees with it', async () => {
    const game = await gameOf(overrides);
    const plain = await threeSteps(node, game.step.program, game);
    const traced = await threeSteps(node, tracedProgram(game.step), game);
    expect(traced.state).toEqual(plain.state);
    for (const [name, value] of Object.entries(plain.outputs))
      expect(traced.outputs[name], name).toEqual(value);
    const exact = await threeSteps(referenceEngine, tracedProgram(game.step), game);
    const moves = movesOf(game.step, game.inputs(2), traced.outputs);
    movesOf(game.step, game.inputs(2), exact.outputs).forEach((expected, i) => {
      expect(moves[i].x).toEqual(expected.x);
      const found = new Map(numbersOf(moves[i]));
      for (const [name, values] of numbersOf(expected)) {
        for (let j = 0; j < values.length; j++) {
          const near = 1e-4 + 1e-3 * Math.abs(values[j]);
          expect(Math.abs(found.get(name)![j] - values[j]), `${expected.phase}: ${name}`).toBeLessThan(near);
        }
      }
    });
  });
});

it('shows the parts of what the step reports', async () => {
  const game = await gameOf({ k: 2 });
  const { outputs } = await threeSteps(node, tracedProgram(game.step), game);
  const [first, last, descent] = movesOf(game.step, game.inputs(2), outputs);
  expect([first, last, descent].map(move => move.phase)).toEqual([
    'ascent 1 of D',
    'ascent 2 of D',
    'descent of G',
  ]);
  expect(last.loss).toBe(outputs['lossD'][0]);
  expect(mean(last.terms[0]) + mean(last.terms[1])).toBeCloseTo(last.loss, 5);
  expect(mean(last.logits.real.map(s => 1 / (1 + Math.exp(-s))))).toBeCloseTo(outputs['scoreReal'][0], 5);
  expect(descent.loss).toBe(outputs['lossG'][0]);
  expect(mean(descent.terms[0])).toBeCloseTo(descent.loss, 5);
  const squares = descent.sampleGradients!.map(v => v * v);
  expect(Math.sqrt(2 * mean(squares))).toBeCloseTo(outputs['gradientG'][0], 5);
  expect([first.x, first.z]).not.toEqual([last.x, last.z]);
  expect(descent.z).not.toEqual(last.z);
});
