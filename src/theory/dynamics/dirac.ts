import { UserError } from '../../util/error.ts';
import { unknownName } from '../../util/text.ts';
import { checkPositive } from '../check.ts';
import { gaussLegendre } from '../quadrature.ts';

/** Parameters of the two players: p_g = δ_θ, D(x) = ψx; the data are δ₀, so (0, 0) is the equilibrium. */
export type State = readonly [theta: number, psi: number];

/** Complex number. */
export interface Complex {
  re: number;
  im: number;
}

/** A two-player game on (θ, ψ) as a dynamical system: θ̇ = field[0], ψ̇ = field[1]. */
export interface DynamicalSystem {
  readonly name: string;
  /** Update directions in words. */
  readonly formula: string;
  /** Velocity: minus the generator's gradient, plus the discriminator's. */
  field(state: State): [dTheta: number, dPsi: number];
  /** Eigenvalues of the Jacobian at (0, 0), closed form; undefined where the field is not smooth there. */
  readonly eigenvalues?: readonly [Complex, Complex];
  /** Whether gradient descent with small steps converges to the equilibrium from nearby. */
  readonly converges: boolean;
}

/** f(t) = −log(1 + e^{−t}) of the GAN: f′ = σ(−t), f″ = −σ(t)σ(−t). For WGAN f(t) = t. */
const sigmoid = (t: number) => (t < 0 ? Math.exp(t) / (1 + Math.exp(t)) : 1 / (1 + Math.exp(-t)));
const slope = (t: number) => sigmoid(-t);
const curvature = (t: number) => -sigmoid(t) * sigmoid(-t);
/** f′(0) and f″(0). */
const SLOPE = 0.5;
const CURVATURE = -0.25;

/** Roots of λ² − tλ + d = 0, from trace and determinant; the pair with the larger imaginary part first. */
export function eigenvalues2(trace: number, determinant: number): [Complex, Complex] {
  const square = trace * trace - 4 * determinant;
  const root = Math.sqrt(Math.abs(square)) / 2;
  if (square < 0)
    return [
      { re: trace / 2, im: root },
      { re: trace / 2, im: -root },
    ];
  return [
    { re: trace / 2 + root, im: 0 },
    { re: trace / 2 - root, im: 0 },
  ];
}

const rule = gaussLegendre(96);
/** E h(Z) for Z ~ N(0, 1), by Gauss-Legendre on ±9. */
function gaussianMean(h: (z: number) => number): number {
  let sum = 0;
  for (let i = 0; i < 96; i++) {
    const z = 9 * rule.nodes[i];
    sum += 9 * rule.weights[i] * Math.exp(-0.5 * z * z) * h(z);
  }
  return sum / Math.sqrt(2 * Math.PI);
}

/** Strengths of the remedies. */
export interface DynamicsOptions {
  /** Weight γ of a zero-centred gradient penalty (γ/2)ψ². Default 0.3. */
  gamma?: number;
  /** Weight of consensus optimisation. Default 0.3. */
  weight?: number;
  /** Deviation of instance noise. Default 0.7. */
  sigma?: number;
  /** Weight λ of WGAN-GP's (λ/2)(|ψ| − target)². Default 1. */
  lambda?: number;
  /** Target of WGAN-GP. Default 1. */
  target?: number;
}

type Build = (o: Required<DynamicsOptions>) => Omit<DynamicalSystem, 'name'>;

const gan = ([theta, psi]: State): [number, number] => {
  const s = slope(theta * psi);
  return [-psi * s, theta * s];
};

/**
 * The games of Mescheder, Geiger & Nowozin 2018, section 3, on one screen. L(θ, ψ) = f(ψθ) + f(0);
 * simultaneous descent on θ and ascent on ψ give v = (−ψ f′(θψ), θ f′(θψ)).
 * @see arXiv 1801.04406
 */
export const dynamics = {
  gan: () => ({
    formula: '(−ψ f′(θψ), θ f′(θψ)), f′(t) = σ(−t)',
    field: gan,
    eigenvalues: eigenvalues2(0, SLOPE ** 2),
    converges: false, // closed orbits: θ² + ψ² is conserved by the flow
  }),
  'non-saturating': () => ({
    formula: '(−ψ f′(−θψ), θ f′(θψ))',
    field: ([theta, psi]) => [-psi * slope(-theta * psi), theta * slope(theta * psi)],
    eigenvalues: eigenvalues2(0, SLOPE ** 2),
    converges: false, // the flow does, like r² ~ 8/t; steps of size h circle at r ≈ √(2h)
  }),
  wgan: () => ({
    formula: '(−ψ, θ): the bilinear game θψ, unclipped WGAN',
    field: ([theta, psi]) => [-psi, theta],
    eigenvalues: eigenvalues2(0, 1),
    converges: false,
  }),
  'wgan-gp': ({ lambda, target }) => ({
    formula: '(−ψ, θ − λ sign(ψ)(|ψ| − target))',
    field: ([theta, psi]) => [-psi, theta - lambda * Math.sign(psi) * (Math.abs(psi) - target)],
    converges: false, // the penalty jumps at the equilibrium
  }),
  'instance-noise': ({ sigma }) => ({
    formula: 'E over N(0, σ²) added to θ and to the data',
    field: ([theta, psi]) => [
      -psi * gaussianMean(z => slope(psi * (theta + sigma * z))),
      gaussianMean(
        z => (theta + sigma * z) * slope(psi * (theta + sigma * z)) - sigma * z * slope(-psi * sigma * z),
      ),
    ],
    eigenvalues: eigenvalues2(2 * CURVATURE * sigma ** 2, SLOPE ** 2),
    converges: true,
  }),
  'zero-centred': ({ gamma }) => ({
    formula: '(−ψ f′(θψ), θ f′(θψ) − γψ): R1, which here equals R2',
    field: state => {
      const [dTheta, dPsi] = gan(state);
      return [dTheta, dPsi - gamma * state[1]];
    },
    eigenvalues: eigenvalues2(-gamma, SLOPE ** 2),
    converges: true,
  }),
  consensus: ({ weight }) => ({
    formula: 'v − weight · ∇½‖v‖²',
    field: ([theta, psi]) => {
      const t = theta * psi;
      const [s, c] = [slope(t), curvature(t)];
      const common = (theta * theta + psi * psi) * s * c; // ½‖v‖² = ½(θ² + ψ²) f′(θψ)²
      return [
        -psi * s - weight * (theta * s * s + common * psi),
        theta * s - weight * (psi * s * s + common * theta),
      ];
    },
    eigenvalues: eigenvalues2(-2 * weight * SLOPE ** 2, (weight * SLOPE ** 2) ** 2 + SLOPE ** 2),
    converges: true,
  }),
} satisfies Record<string, Build>;

export type DynamicsName = keyof typeof dynamics;

/** Builds one of the games. */
export function dynamicalSystem(name: DynamicsName, options: DynamicsOptions = {}): DynamicalSystem {
  if (!Object.hasOwn(dynamics, name)) throw new UserError(unknownName('game', name, Object.keys(dynamics)));
  const build: Build = dynamics[name];
  return { name, ...build({ gamma: 0.3, weight: 0.3, sigma: 0.7, lambda: 1, target: 1, ...options }) };
}

/** Jacobian [[∂θ̇/∂θ, ∂θ̇/∂ψ], [∂ψ̇/∂θ, ∂ψ̇/∂ψ]] at a state, by central differences (error about 1e-10). */
export function jacobian(system: DynamicalSystem, state: State): [State, State] {
  const h = 1e-5;
  const [theta, psi] = state;
  const [a, b] = [system.field([theta + h, psi]), system.field([theta - h, psi])];
  const [c, d] = [system.field([theta, psi + h]), system.field([theta, psi - h])];
  const row = (i: 0 | 1): State => [(a[i] - b[i]) / (2 * h), (c[i] - d[i]) / (2 * h)];
  return [row(0), row(1)];
}

/** Eigenvalues of the Jacobian at a state. */
export function eigenvaluesAt(system: DynamicalSystem, state: State): [Complex, Complex] {
  const [[a, b], [c, d]] = jacobian(system, state);
  return eigenvalues2(a + d, a * d - b * c);
}

/** How to step. */
export interface StepOptions {
  /** Step size h. */
  rate: number;
  /** `simultaneous`: both from the same state; `alternating`: the second sees the first's new value. Default simultaneous. */
  order?: 'simultaneous' | 'alternating';
  /** Who moves first when alternating: `discriminator` as in Algorithm 1 (default), or `generator` as in Mescheder et al. */
  first?: 'discriminator' | 'generator';
  /** Discriminator steps per generator step when alternating. Default 1. */
  discriminatorSteps?: number;
}

/** One gradient step. */
export function step(system: DynamicalSystem, state: State, options: StepOptions): State {
  const { rate, order = 'simultaneous', first = 'discriminator', discriminatorSteps = 1 } = options;
  checkPositive('dynamics.step', 'rate', rate);
  let [theta, psi] = state;
  if (order === 'simultaneous') {
    const [dTheta, dPsi] = system.field(state);
    return [theta + rate * dTheta, psi + rate * dPsi];
  }
  const moveGenerator = () => (theta += rate * system.field([theta, psi])[0]);
  if (first === 'generator') moveGenerator();
  for (let k = 0; k < discriminatorSteps; k++) psi += rate * system.field([theta, psi])[1];
  if (first === 'discriminator') moveGenerator();
  return [theta, psi];
}

/** States of `steps` gradient steps, the start included: [steps + 1] pairs (θ, ψ). */
export function trajectory(
  system: DynamicalSystem,
  start: State,
  steps: number,
  options: StepOptions,
): State[] {
  const states: State[] = [start];
  for (let k = 0; k < steps; k++) states.push(step(system, states[k], options));
  return states;
}

/** The continuous flow by Runge-Kutta (order 4): what infinitely small steps do. */
export function flow(system: DynamicalSystem, start: State, time: number, steps = 1000): State {
  const h = time / steps;
  let [x, y] = start;
  for (let k = 0; k < steps; k++) {
    const [a, b] = system.field([x, y]);
    const [c, d] = system.field([x + (h / 2) * a, y + (h / 2) * b]);
    const [e, f] = system.field([x + (h / 2) * c, y + (h / 2) * d]);
    const [g, i] = system.field([x + h * e, y + h * f]);
    x += (h / 6) * (a + 2 * c + 2 * e + g);
    y += (h / 6) * (b + 2 * d + 2 * f + i);
  }
  return [x, y];
}

/** Distance √(θ² + ψ²) from the equilibrium. */
export function radius([theta, psi]: State): number {
  return Math.hypot(theta, psi);
}
