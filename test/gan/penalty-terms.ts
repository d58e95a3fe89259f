import type { Objective } from '../../src/gan/objectives/objective.ts';
import { parsePenalty, penalty } from '../../src/gan/penalties/index.ts';
import type { Penalty } from '../../src/gan/penalties/penalty.ts';
import { buildStep, type StepOptions } from '../../src/gan/step.ts';
import { interpret } from '../../src/graph/interpret.ts';
import { mul } from '../../src/graph/ops/elementwise.ts';
import { nameOf } from '../../src/graph/program.ts';
import { sizeOf } from '../../src/graph/tensor.ts';
import { layer } from '../../src/nn/layer.ts';
import { Network } from '../../src/nn/network.ts';
import { sgd } from '../../src/nn/optimizers/sgd.ts';
import { Random } from '../../src/util/random.ts';

type Given = Readonly<Record<string, ArrayLike<number>>>;

/** What one training step says of a penalty, in float64. */
export interface Evaluated {
  readonly penaltyD: number;
  readonly penaltyG: number;
  /** By the name of each parameter of either player. */
  readonly gradient: Readonly<Record<string, Float64Array>>;
  /** What the step leaves for the next, by name. */
  readonly next: Readonly<Record<string, Float64Array>>;
}

/** A training step in which nothing but penalties counts. */
export interface PenaltyStep {
  /** Initial parameters, zero memory, and noise drawn from the name of each input. */
  readonly defaults: Given;
  evaluate(given: Given): Evaluated;
}

const nothing: Objective = {
  discriminator: ({ real }) => mul(real, 0),
  generator: ({ fake }) => mul(fake, 0),
};

/** A generator that hands on what it is given: `z1` is what D sees as generated. */
export function identity(shape: readonly number[]): Network {
  return new Network(
    'generator',
    layer('identity', x => x),
    shape,
  );
}

/** Steps of gradient descent at rate 1, so that what a parameter loses is the gradient of the penalties. */
export function penaltyStep(
  chosen: readonly (string | Penalty)[],
  networks: { readonly discriminator: Network; readonly generator: Network },
  options: Partial<StepOptions> = {},
): PenaltyStep {
  const player = { rule: sgd({ momentum: false }), learningRate: 1 };
  const { program, feeds } = buildStep({
    ...networks,
    objective: nothing,
    optimizers: { discriminator: player, generator: player },
    batch: 4,
    penalties: chosen.map(p => (typeof p === 'string' ? penalty(parsePenalty(p)) : p)),
    ...options,
  });
  const initial = { ...networks.discriminator.initialize(3), ...networks.generator.initialize(3) };
  const inputs = feeds.map(feed => {
    const [name, random] = [nameOf(feed.node), new Random(5, nameOf(feed.node))];
    const out = new Float64Array(sizeOf(feed.node.shape));
    if (feed.kind === 'scalar') return [name, out.fill(feed.value(0))] as const;
    const uniform = feed.kind === 'noise' && feed.law !== 'normal';
    return [name, uniform ? random.uniforms(out) : random.normals(out)] as const;
  });
  const state = program.state.map(({ value }) => {
    const name = nameOf(value);
    return [name, initial[name] ?? new Float64Array(sizeOf(value.shape))] as const;
  });
  const defaults: Given = Object.fromEntries([...inputs, ...state]);
  const { penaltyD, penaltyG } = program.outputs;
  const terms = [penaltyD, penaltyG].filter(t => t !== undefined);
  const parameters = Object.keys(initial);
  return {
    defaults,
    evaluate: given => {
      const all = { ...defaults, ...given };
      const results = interpret([...terms, ...program.state.map(s => s.next)], all);
      const next = Object.fromEntries(
        program.state.map(({ value }, i) => [nameOf(value), results[terms.length + i]]),
      );
      const lost = (name: string) => next[name].map((after, i) => all[name][i] - after);
      return {
        penaltyD: penaltyD ? results[0][0] : 0,
        penaltyG: penaltyG ? results[terms.length - 1][0] : 0,
        gradient: Object.fromEntries(parameters.map(name => [name, lost(name)])),
        next,
      };
    },
  };
}
