import { describe, expect, it } from 'vitest';
import { objective } from '../../src/gan/objectives/index.ts';
import { penalty } from '../../src/gan/penalties/index.ts';
import { sourceOf, stateName } from '../../src/gan/state.ts';
import { buildStep, type GanStep, type StepOptions } from '../../src/gan/step.ts';
import { add, mul } from '../../src/graph/ops/elementwise.ts';
import { nameOf } from '../../src/graph/program.ts';
import { layer } from '../../src/nn/layer.ts';
import { dense } from '../../src/nn/layers/dense.ts';
import { Network } from '../../src/nn/network.ts';
import { mlp } from '../../src/nn/networks/mlp.ts';
import { adam, optimisticAdam } from '../../src/nn/optimizers/adam.ts';
import type { Optimizer } from '../../src/nn/optimizers/optimizer.ts';
import { sgd } from '../../src/nn/optimizers/sgd.ts';
import { UserError } from '../../src/util/error.ts';
import { type Doubles, feed, firstState, takeStep } from './float64.ts';

const plain = sgd({ momentum: false });

/** The game of points: data at 0, G(z) = θ, D(x) = ψ·x. With `wasserstein` D descends ψθ and G −ψθ. */
function points(rule: Optimizer, h: number, options: Partial<StepOptions>): GanStep {
  const theta = layer('point', (z, scope) => {
    const at = scope.parameter('theta', { shape: [1], init: 'zeros' });
    return add(mul(z, 0), at);
  });
  const player = { rule, learningRate: h };
  return buildStep({
    generator: new Network('generator', theta, [1]),
    discriminator: new Network('discriminator', dense(1, { bias: false }), [1]),
    objective: objective('wasserstein'),
    optimizers: { discriminator: player, generator: player },
    batch: 1,
    ...options,
  });
}

const [THETA, PSI] = ['generator/theta', 'discriminator/weight'];
type Point = readonly [theta: number, psi: number];

/** The path of (θ, ψ) from a point, one entry a step. */
function path(step: GanStep, [theta, psi]: Point, steps: number): Point[] {
  const start: Record<string, number> = { [THETA]: theta, [PSI]: psi };
  let state: Doubles = Object.fromEntries(
    step.state.map(array => [stateName(array), Float64Array.of(start[sourceOf(array) ?? ''] ?? 0)]),
  );
  return Array.from({ length: steps }, (_, n) => {
    const inputs = feed(step, n);
    for (const name of Object.keys(inputs)) if (/^x\d/.test(name)) inputs[name].fill(0);
    ({ state } = takeStep(step, state, inputs));
    return [state[THETA][0], state[PSI][0]];
  });
}

function expectPath(actual: readonly Point[], expected: readonly Point[]): void {
  actual.forEach((point, n) => {
    expect(point[0], `θ after step ${n + 1}`).toBeCloseTo(expected[n][0], 10);
    expect(point[1], `ψ after step ${n + 1}`).toBeCloseTo(expected[n][1], 10);
  });
}

/** Adam of one number as its paper writes it; returns the direction m̂ / (√v̂ + ε). */
function adamByHand(beta1: number, beta2: number) {
  let [m, v, t] = [0, 0, 0];
  return (g: number) => {
    t++;
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    return m / (1 - beta1 ** t) / (Math.sqrt(v / (1 - beta2 ** t)) + 1e-8);
  };
}

const steps = Array.from({ length: 12 }, (_, n) => n);

describe('extragradient', () => {
  it('by gradient descent shrinks the circle of the bilinear game by 1 − h² + h⁴ a step', () => {
    const h = 0.3;
    let [theta, psi] = [1, 0.5];
    const expected = steps.map((): Point => {
      const ahead = [theta + h * psi, psi - h * theta];
      [theta, psi] = [theta + h * ahead[1], psi - h * ahead[0]];
      return [theta, psi];
    });
    const actual = path(points(plain, h, { update: 'extragradient' }), [1, 0.5], 12);
    expectPath(actual, expected);
    expect(Math.hypot(...actual[11]) ** 2 / Math.hypot(...actual[10]) ** 2).toBeCloseTo(
      1 - h ** 2 + h ** 4,
      10,
    );
  });

  it('by Adam updates the moments at both points, with t = 2n − 1 and 2n', () => {
    const h = 0.1;
    const [forTheta, forPsi] = [adamByHand(0.5, 0.9), adamByHand(0.5, 0.9)];
    let [theta, psi] = [1, 0.5];
    const expected = steps.map((): Point => {
      const ahead = [theta - h * forTheta(-psi), psi - h * forPsi(theta)];
      [theta, psi] = [theta - h * forTheta(-ahead[1]), psi - h * forPsi(ahead[0])];
      return [theta, psi];
    });
    const step = points(adam({ beta1: 0.5, beta2: 0.9 }), h, { update: 'extragradient' });
    expectPath(path(step, [1, 0.5], 12), expected);
  });
});

describe('optimistic Adam', () => {
  it.each([0, 0.5])('with β₁ = %d steps by twice its direction less the last one', beta1 => {
    const h = 0.1;
    const [forTheta, forPsi] = [adamByHand(beta1, 0.9), adamByHand(beta1, 0.9)];
    let [theta, psi] = [1, 0.5];
    let last = [0, 0];
    const expected = steps.map((): Point => {
      const now = [forTheta(-psi), forPsi(theta)];
      theta -= 2 * h * now[0] - h * last[0];
      psi -= 2 * h * now[1] - h * last[1];
      last = now;
      return [theta, psi];
    });
    const step = points(optimisticAdam({ beta1, beta2: 0.9 }), h, { update: 'simultaneous' });
    expectPath(path(step, [1, 0.5], 12), expected);
  });

  it('spirals inwards in the bilinear game where Adam spirals outwards, but not with momentum', () => {
    const radius = (rule: Optimizer) => {
      const step = points(rule, 0.05, { update: 'simultaneous' });
      return Math.hypot(...path(step, [1, 1], 1000)[999]);
    };
    expect(radius(adam({ beta1: 0 }))).toBeGreaterThan(2);
    expect(radius(optimisticAdam({ beta1: 0 }))).toBeLessThan(0.01);
    expect(radius(optimisticAdam({ beta1: 0.5 }))).toBeGreaterThan(2);
  });
});

describe('consensus optimisation', () => {
  it('has on the Dirac-GAN the eigenvalues −γf′(0)² ± i f′(0), f′(0) = ½', () => {
    const [h, gamma] = [0.1, 2];
    const step = points(plain, h, {
      objective: objective('minimax'),
      update: 'simultaneous',
      consensus: gamma,
    });
    const e = 1e-6; // a linear map next to the equilibrium: its columns
    const [a, b] = [path(step, [e, 0], 1)[0], path(step, [0, e], 1)[0]].map(p => p.map(x => x / e));
    expect((a[0] + b[1]) / 2).toBeCloseTo(1 - (h * gamma) / 4, 6); // real part of 1 + hλ
    expect(a[0] * b[1] - a[1] * b[0]).toBeCloseTo((1 - (h * gamma) / 4) ** 2 + (h / 2) ** 2, 6);
    const far = path(step, [1, 1], 400).map(p => Math.hypot(...p));
    expect(far[399] / far[398]).toBeCloseTo(Math.hypot(1 - (h * gamma) / 4, h / 2), 4);
  });

  it('moves both players along −γ∇½‖v‖² besides', () => {
    const networks = {
      generator: new Network('generator', mlp({ hidden: [3], activation: 'tanh', output: [2] }), [2]),
      discriminator: new Network('discriminator', mlp({ hidden: [3], activation: 'tanh', output: [1] }), [2]),
    };
    const player = { rule: plain, learningRate: 1 };
    const build = (consensus: number) =>
      buildStep({
        ...networks,
        objective: objective('non-saturating'),
        optimizers: { discriminator: player, generator: player },
        batch: 3,
        update: 'simultaneous',
        consensus,
      });
    const [without, step] = [build(0), build(0.7)];
    const start = firstState(step);
    const inputs = feed(step, 0);
    const v = (at: Doubles) => {
      const { state } = takeStep(without, at, inputs);
      return Object.fromEntries(
        Object.keys(at).map(name => [name, at[name].map((w, i) => w - state[name][i])]),
      );
    };
    const half = (at: Doubles) =>
      Object.values(v(at)).reduce((s, g) => s + g.reduce((t, x) => t + x * x, 0) / 2, 0);
    const [base, moved] = [v(start), takeStep(step, start, inputs).state];
    for (const name of Object.keys(start)) {
      const at = (i: number, e: number) => ({
        ...start,
        [name]: start[name].map((w, j) => (i === j ? w + e : w)),
      });
      start[name].forEach((w, i) => {
        const slope = (half(at(i, 1e-5)) - half(at(i, -1e-5))) / 2e-5;
        expect(w - moved[name][i], `${name}[${i}]`).toBeCloseTo(base[name][i] + 0.7 * slope, 7);
      });
    }
  });

  it('is a penalty in the log: the losses are those of the objective', () => {
    const at = (consensus: number) => {
      const step = points(plain, 0.1, { update: 'simultaneous', consensus });
      return takeStep(step, { [THETA]: Float64Array.of(3), [PSI]: Float64Array.of(2) }, feed(step, 0))
        .outputs;
    };
    const [without, outputs] = [at(0), at(1)];
    expect(outputs['lossG']).toBe(without['lossG']);
    expect(outputs['lossG']).toBeCloseTo(-6, 12); // −ψθ
    expect(outputs['penaltyG']).toBe(outputs['penaltyD']);
  });

  it('is refused where players take turns, or penalties come and go', () => {
    expect(() => points(plain, 0.1, { consensus: 1 })).toThrow(UserError);
    const options = { update: 'simultaneous', penaltyEvery: 2 } as const;
    expect(() => points(plain, 0.1, { ...options, consensus: 1 })).toThrow(UserError);
    expect(() => points(plain, 0.1, options)).not.toThrow();
  });
});

describe.each(['alternating', 'simultaneous', 'extragradient'] as const)('lazy penalties, %s', update => {
  it('act in every n-th step, n times as strong', () => {
    const psiAfter = (n: number, gamma: number, penaltyEvery: number) => {
      const step = points(plain, 0.1, {
        update,
        penalties: [penalty({ kind: 'r1', weight: gamma })],
        penaltyEvery,
      });
      const state = { [THETA]: Float64Array.of(3), [PSI]: Float64Array.of(2) };
      const memories = step.program.state.map(({ value }) => [nameOf(value), new Float64Array(1)] as const);
      return takeStep(step, { ...Object.fromEntries(memories), ...state }, feed(step, n)).state[PSI][0];
    };
    const change = (n: number) => psiAfter(n, 0.4, 3) - psiAfter(n, 0, 1);
    expect(change(0)).toBeCloseTo(psiAfter(0, 1.2, 1) - psiAfter(0, 0, 1), 12);
    expect(Math.abs(change(0))).toBeGreaterThan(0.1);
    expect([1, 2].map(change)).toEqual([0, 0]);
  });
});

describe('lookahead', () => {
  it('goes back every n-th step to a share of the way, and averages what is left', () => {
    const h = 0.2;
    let [theta, psi] = [1, 0.5];
    let [slow, mean] = [[theta, psi], theta];
    const averages: number[] = [];
    const expected = steps.map((n): Point => {
      psi -= h * theta;
      theta += h * psi;
      if ((n + 1) % 4 === 0) {
        [theta, psi] = [slow[0] + 0.3 * (theta - slow[0]), slow[1] + 0.3 * (psi - slow[1])];
        slow = [theta, psi];
      }
      mean += 0.1 * (theta - mean);
      averages.push(mean);
      return [theta, psi];
    });
    const step = points(plain, h, { lookahead: { every: 4, share: 0.3 }, ema: () => 0.1 });
    expectPath(path(step, [1, 0.5], 12), expected);
    const start = { [THETA]: Float64Array.of(1), [PSI]: Float64Array.of(0.5) };
    const copies = {
      [`slow/${THETA}`]: start[THETA],
      [`slow/${PSI}`]: start[PSI],
      [`average/${THETA}`]: start[THETA],
    };
    const inputs = { ...feed(step, 3), x1: new Float64Array(1) }; // a step that looks back
    const { state } = takeStep(step, { ...start, ...copies }, inputs);
    expect(state[`slow/${THETA}`]).toEqual(state[THETA]);
    expect(state[`average/${THETA}`][0]).toBeCloseTo(1 + 0.1 * (state[THETA][0] - 1), 12);
  });
});

describe('generatorEvery', () => {
  it('gives D n ascents for one descent of G, whose Adam counts its own updates', () => {
    const h = 0.1;
    const [forTheta, forPsi] = [adamByHand(0.5, 0.9), adamByHand(0.5, 0.9)];
    let [theta, psi] = [1, 0.5];
    const expected = steps.map((n): Point => {
      psi -= h * forPsi(theta);
      if (n % 3 === 0) theta -= h * forTheta(-psi);
      return [theta, psi];
    });
    const step = points(adam({ beta1: 0.5, beta2: 0.9 }), h, { generatorEvery: 3 });
    const actual = path(step, [1, 0.5], 12);
    expectPath(actual, expected);
    expect(actual[1][0]).toBe(actual[0][0]);
  });
});
