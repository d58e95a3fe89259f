import { type DynamicalSystem, type State, step } from '../../../theory/index.ts';
import type { Line } from '../surface/lines.ts';
import type { Spot } from '../surface/mesh.ts';

/** One move on the way: D's along ψ, G's along θ, or both at once. */
export interface Move {
  readonly by: 'D' | 'G' | 'both';
  readonly from: Spot;
  readonly to: Spot;
}

/** The moves of so many steps in turn: D up from where both are, then G down from where D has come. */
export function movesInTurn(system: DynamicalSystem, start: State, steps: number, rate: number): Move[] {
  const moves: Move[] = [];
  let at = start;
  for (let k = 0; k < steps; k++) {
    const next = step(system, at, { rate, order: 'alternating' });
    const corner: Spot = [at[0], next[1]];
    moves.push({ by: 'D', from: at, to: corner }, { by: 'G', from: corner, to: next });
    at = next;
  }
  return moves;
}

/** The moves of so many steps of both at once. */
export function movesAtOnce(system: DynamicalSystem, start: State, steps: number, rate: number): Move[] {
  const moves: Move[] = [];
  let at = start;
  for (let k = 0; k < steps; k++) {
    const to = step(system, at, { rate });
    moves.push({ by: 'both', from: at, to });
    at = to;
  }
  return moves;
}

const kinds = { D: 'optimum', G: 'fake', both: 'accent' } as const;

/** The moves as ways over a surface, each in the colour of who moves. */
export const linesOf = (moves: readonly Move[]): Line[] =>
  moves.map(({ by, from, to }) => ({ points: [from, to], kind: kinds[by] }));

/**
 * By what a step of size h multiplies the distance from the solution of the Dirac-GAN, near it, with a penalty (γ/2)ψ²:
 * √(1 − γh) in turn, √(1 − γh + h²/4) both at once, the roots of the determinants of the two maps.
 */
export function growth(order: 'inTurn' | 'atOnce', h: number, gamma: number): number {
  return Math.sqrt(Math.max(0, 1 - gamma * h + (order === 'atOnce' ? (h * h) / 4 : 0)));
}
