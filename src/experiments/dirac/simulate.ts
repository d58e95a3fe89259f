import type { DynamicalSystem, State } from '../../theory/dynamics/dirac.ts';
import type { Order } from './methods.ts';

/** How steps are taken where not by plain gradients. */
export type Rule =
  | { readonly kind: 'clipped'; readonly bound: number }
  | { readonly kind: 'extragradient' }
  | { readonly kind: 'optimistic' }
  | { readonly kind: 'lookahead'; readonly every: number; readonly share: number }
  /** Of θ only. */
  | { readonly kind: 'average'; readonly share: number };

export interface SimulationOptions {
  readonly start: State;
  readonly steps: number;
  readonly rate: number;
  readonly order: Order;
  readonly rule?: Rule;
}

/**
 * The motion of a game in plain float64 numbers, by the same rules as the step: alternating, D moves first.
 * @returns [steps + 1] states; by the rule `average` the averaged θ
 */
export function simulate(system: DynamicalSystem, options: SimulationOptions): State[] {
  const { start, steps, rule } = options;
  const motion = new Motion(system, options);
  const states: State[] = [start];
  let mean = start[0];
  for (let k = 1; k <= steps; k++) {
    motion.move();
    if (rule?.kind === 'lookahead' && k % rule.every === 0) motion.goBack(rule.share);
    if (rule?.kind === 'average') mean += rule.share * (motion.theta - mean);
    states.push([rule?.kind === 'average' ? mean : motion.theta, motion.psi]);
  }
  return states;
}

class Motion {
  theta: number;
  psi: number;
  private readonly system: DynamicalSystem;
  private readonly options: SimulationOptions;
  /** Gradients of the step before, for the optimistic rule. */
  private last: [number, number] = [0, 0];
  private slow: State;

  constructor(system: DynamicalSystem, options: SimulationOptions) {
    this.system = system;
    this.options = options;
    [this.theta, this.psi] = options.start;
    this.slow = options.start;
  }

  move(): void {
    const { rate, rule, order } = this.options;
    if (rule?.kind === 'extragradient') {
      const [a, b] = this.system.field([this.theta, this.psi]);
      const [c, d] = this.system.field([this.theta + rate * a, this.psi + rate * b]);
      this.theta += rate * c;
      this.psi += rate * d;
    } else if (order === 'simultaneous') {
      const velocity = this.system.field([this.theta, this.psi]);
      this.movePsi(velocity[1]);
      this.moveTheta(velocity[0]);
    } else {
      this.movePsi(this.system.field([this.theta, this.psi])[1]);
      this.moveTheta(this.system.field([this.theta, this.psi])[0]);
    }
  }

  goBack(share: number): void {
    const [theta, psi] = this.slow;
    this.theta = theta + share * (this.theta - theta);
    this.psi = psi + share * (this.psi - psi);
    this.slow = [this.theta, this.psi];
  }

  private moveTheta(velocity: number): void {
    this.theta += this.options.rate * this.foreseen(0, velocity);
  }

  private movePsi(velocity: number): void {
    const { rate, rule } = this.options;
    this.psi += rate * this.foreseen(1, velocity);
    if (rule?.kind === 'clipped') this.psi = Math.max(-rule.bound, Math.min(rule.bound, this.psi));
  }

  private foreseen(player: 0 | 1, velocity: number): number {
    if (this.options.rule?.kind !== 'optimistic') return velocity;
    const ahead = 2 * velocity - this.last[player];
    this.last[player] = velocity;
    return ahead;
  }
}
