import type { Engine } from '../../engine/engine.ts';
import { fillFeeds } from '../../gan/feeds.ts';
import { sourceOf, stateName } from '../../gan/state.ts';
import { buildStep, type StepOptions } from '../../gan/step.ts';
import { add, mul, neg } from '../../graph/ops/elementwise.ts';
import { nameOf, type Program } from '../../graph/program.ts';
import { sizeOf } from '../../graph/tensor.ts';
import { layer } from '../../nn/layer.ts';
import { Network } from '../../nn/network.ts';
import { sgd } from '../../nn/optimizers/sgd.ts';
import type { State } from '../../theory/dynamics/dirac.ts';

/** What a method changes of the plain game; k, batch and so on are those of {@link StepOptions}. */
export type DiracOptions = Partial<Omit<StepOptions, 'generator' | 'discriminator'>> &
  Pick<StepOptions, 'objective'>;

export interface DiracRun {
  readonly start: State;
  readonly steps: number;
  /** Step size h of both players. */
  readonly rate: number;
  readonly seed?: number;
}

/** G(z) = θ: all samples at one point. */
const generator = new Network(
  'generator',
  layer('dirac', (z, scope) => add(mul(z, 0), scope.parameter('theta', { shape: [1], init: 'zeros' }))),
  [1],
);

/** D(x) = −ψx on logits: D of Mescheder et al. is large where it takes a sample for generated, ours where for real. */
const discriminator = new Network(
  'discriminator',
  layer('linear', (x, scope) => mul(x, neg(scope.parameter('psi', { shape: [1], init: 'zeros' })))),
  [1],
);

const [THETA] = generator.parameters.map(p => p.name);
const [PSI] = discriminator.parameters.map(p => p.name);

/**
 * Trains the Dirac-GAN with the step that trains everything else: p_g = δ_θ, data δ₀, D linear.
 * @returns (θ, ψ) at the start and after each step; with an average of G, that average in place of θ
 */
export async function trainDirac(
  engine: Engine,
  options: DiracOptions,
  { start: [theta, psi], steps, rate, seed = 0 }: DiracRun,
): Promise<State[]> {
  const player = { rule: sgd({ momentum: false }), learningRate: rate };
  const step = buildStep({
    batch: 1,
    generator,
    discriminator,
    optimizers: { discriminator: player, generator: player },
    ...options,
  });
  const executable = await engine.compile(watching(step.program));
  const initial: Record<string, number> = { [THETA]: theta, [PSI]: psi };
  const state = step.state.map(array => {
    const value = initial[sourceOf(array) ?? ''] ?? 0;
    return [stateName(array), new Float32Array(sizeOf(array.value.shape)).fill(value)];
  });
  try {
    await executable.write(Object.fromEntries(state));
    const inputs = await fillFeeds(step.feeds, seed, { fill: (_, x) => void x.fill(0) }, 0, steps);
    const path = await executable.run(steps, inputs);
    return [[theta, psi], ...Array.from(path['theta'], (value, i): State => [value, path['psi'][i]])];
  } finally {
    await executable.dispose();
  }
}

/** The step with the players' parameters after it as outputs. */
function watching({ inputs, state }: Program): Program {
  const next = (name: string) => state.find(({ value }) => nameOf(value) === name)?.next;
  return {
    inputs,
    state,
    outputs: { theta: next(stateName({ role: 'ema', of: THETA })) ?? next(THETA)!, psi: next(PSI)! },
  };
}
