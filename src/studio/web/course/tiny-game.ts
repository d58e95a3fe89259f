import { gameValueFromSamples, sigmoid, softplus } from '../../../theory/index.ts';
import { Random } from '../../../util/random.ts';

/** The smallest GAN with data: G(z) = θ + z, D(x) = σ(w x + b); data are normal about `DATA` with deviation 1. */
export interface Parameters {
  readonly theta: number;
  readonly w: number;
  readonly b: number;
}

/** Mean of the data. */
export const DATA = 2;

/** How to play it. */
export interface Rules {
  /** Samples in a minibatch, m. */
  readonly m: number;
  /** Discriminator steps per generator step, k. */
  readonly k: number;
  readonly rate: number;
  /** Whether G descends log(1 − D(G(z))), as in Algorithm 1, or −log D(G(z)). */
  readonly loss: 'saturating' | 'non-saturating';
  readonly seed: number;
}

/** What happens next in an iteration. */
export type Phase = 'data' | 'fakes' | 'judge' | 'ascend' | 'noise' | 'descend';
export const phases: readonly Phase[] = ['data', 'fakes', 'judge', 'ascend', 'noise', 'descend'];

/** Everything that is known after a phase. */
export interface State extends Parameters {
  /** Finished iterations. */
  readonly step: number;
  /** The phase that was done last. */
  readonly phase: Phase;
  /** Discriminator steps done in this iteration. */
  readonly inner: number;
  readonly real: readonly number[];
  readonly noise: readonly number[];
  readonly fake: readonly number[];
  /** V on the minibatch, as D saw it before its step. */
  readonly value: number;
  /** Gradients of V in w and b, and of G's loss in θ. */
  readonly dw: number;
  readonly db: number;
  readonly dTheta: number;
  /** G's loss on its minibatch. */
  readonly loss: number;
  /** θ after each iteration, the start included. */
  readonly history: readonly number[];
}

const START: Parameters = { theta: -1, w: 0, b: 0 };

/** Before the first step. */
export function begin(start: Parameters = START): State {
  return {
    ...start,
    step: 0,
    phase: 'descend',
    inner: 0,
    real: [],
    noise: [],
    fake: [],
    value: Number.NaN,
    dw: 0,
    db: 0,
    dTheta: 0,
    loss: Number.NaN,
    history: [start.theta],
  };
}

export const logit = ({ w, b }: Parameters, x: number) => w * x + b;
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

/** V on a minibatch. */
export function valueOn(p: Parameters, real: readonly number[], fake: readonly number[]): number {
  return gameValueFromSamples(
    real.map(x => logit(p, x)),
    fake.map(x => logit(p, x)),
  );
}

/** ∂V/∂w and ∂V/∂b: each real sample pulls with 1 − D(x), each fake pushes with D(x). */
export function discriminatorGradient(p: Parameters, real: readonly number[], fake: readonly number[]) {
  const pull = real.map(x => sigmoid(-logit(p, x)));
  const push = fake.map(x => sigmoid(logit(p, x)));
  return {
    dw: mean(real.map((x, i) => pull[i] * x)) - mean(fake.map((x, i) => push[i] * x)),
    db: mean(pull) - mean(push),
  };
}

/** G's loss on a minibatch of fakes. */
export function generatorLoss(p: Parameters, fake: readonly number[], loss: Rules['loss']): number {
  const sign = loss === 'saturating' ? 1 : -1;
  return mean(fake.map(x => -sign * softplus(sign * logit(p, x)))); // log(1 − D) or −log D
}

/** Its derivative in θ, through x = θ + z: the slope of the logit is w. */
export function generatorGradient(p: Parameters, fake: readonly number[], loss: Rules['loss']): number {
  const slope = (s: number) => (loss === 'saturating' ? -sigmoid(s) : -sigmoid(-s));
  return p.w * mean(fake.map(x => slope(logit(p, x))));
}

/** The next phase of Algorithm 1. */
export function advance(s: State, rules: Rules): State {
  switch (following(s, rules)) {
    case 'data':
      return drawData(s, rules);
    case 'fakes':
      return { ...s, phase: 'fakes', ...fakes(s, rules, `noise for D ${s.inner}`) };
    case 'judge':
      return { ...s, phase: 'judge', value: valueOn(s, s.real, s.fake) };
    case 'ascend': {
      const { dw, db } = discriminatorGradient(s, s.real, s.fake);
      const moved = { w: s.w + rules.rate * dw, b: s.b + rules.rate * db };
      return { ...s, ...moved, dw, db, phase: 'ascend', inner: s.inner + 1 };
    }
    case 'noise': {
      const made = fakes(s, rules, 'noise for G');
      return { ...s, ...made, phase: 'noise', loss: generatorLoss(s, made.fake, rules.loss) };
    }
    case 'descend': {
      const dTheta = generatorGradient(s, s.fake, rules.loss);
      const theta = s.theta - rules.rate * dTheta;
      return { ...s, theta, dTheta, phase: 'descend', step: s.step + 1, history: [...s.history, theta] };
    }
  }
}

/** Which phase comes next: D's four are repeated k times. */
export function following(s: State, rules: Rules): Phase {
  if (s.phase === 'ascend' && s.inner < rules.k) return 'data';
  return phases[(phases.indexOf(s.phase) + 1) % phases.length];
}

function drawData(s: State, rules: Rules): State {
  const inner = s.phase === 'ascend' ? s.inner : 0;
  const random = new Random(rules.seed, `data ${inner}`, s.step);
  return { ...s, phase: 'data', inner, real: draws(random, rules.m).map(z => DATA + z) };
}

function fakes(s: State, rules: Rules, stream: string) {
  const noise = draws(new Random(rules.seed, stream, s.step), rules.m);
  return { noise, fake: noise.map(z => s.theta + z) };
}

const draws = (random: Random, m: number) => Array.from({ length: m }, () => random.normal());

/** Whole iterations. */
export function iterate(state: State, rules: Rules, count: number): State {
  let s = state;
  for (const end = s.step + count; s.step < end; ) s = advance(s, rules);
  return s;
}

/** V(θ, ψ) of the same game without sampling: data N(0, 1), G(z) = θ + z, D(x) = σ(ψ x), by a fixed rule on ±6. */
export function saddleValue(theta: number, psi: number): number {
  let value = 0;
  for (let i = 0; i <= 96; i++) {
    const z = -6 + i / 8;
    const weight = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) / 8;
    value -= weight * (softplus(-psi * z) + softplus(psi * (theta + z)));
  }
  return value;
}
