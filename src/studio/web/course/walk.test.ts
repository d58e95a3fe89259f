import { describe, expect, it } from 'vitest';
import { radius, type State } from '../../../theory/index.ts';
import { diracValue, playedGame } from './games.ts';
import { growth, movesAtOnce, movesInTurn } from './walk.ts';

const start: State = [1, 0.6];

describe('diracValue', () => {
  it('is what D ascends along ψ and G descends along θ', () => {
    const h = 1e-5;
    for (const [theta, psi] of [start, [-0.7, 1.3], [0, 0]] as const) {
      const [dTheta, dPsi] = playedGame('gan').field([theta, psi]);
      const slope = (a: number, b: number) =>
        (diracValue(theta + a, psi + b) - diracValue(theta - a, psi - b)) / (2 * h);
      expect(-slope(h, 0)).toBeCloseTo(dTheta, 8);
      expect(slope(0, h)).toBeCloseTo(dPsi, 8);
    }
    expect(diracValue(0, 0)).toBeCloseTo(-Math.log(4), 12);
  });
});

describe('walks', () => {
  const system = playedGame('zero-centred', { gamma: 0.06 });
  const end = (moves: readonly { to: State }[]) => radius(moves.at(-1)!.to);

  it('each player moves along its own axis, and where the other has left off', () => {
    const moves = movesInTurn(system, start, 20, 0.5);
    moves.forEach(({ by, from, to }, i) => {
      expect(from[by === 'D' ? 0 : 1]).toBe(to[by === 'D' ? 0 : 1]);
      if (i > 0) expect(from).toEqual(moves[i - 1].to);
    });
  });

  it('with the same steps and the same penalty one order arrives and the other spirals out', () => {
    expect(end(movesInTurn(system, start, 60, 0.5))).toBeLessThan(0.6 * radius(start));
    expect(end(movesAtOnce(system, start, 60, 0.5))).toBeGreaterThan(1.5 * radius(start));
  });

  it.each(['inTurn', 'atOnce'] as const)(
    'near the solution the distance grows by what is said: %s',
    order => {
      const [h, gamma, steps] = [0.4, 0.2, 400];
      const near = playedGame('zero-centred', { gamma });
      const walk = order === 'inTurn' ? movesInTurn : movesAtOnce;
      const measured = (end(walk(near, [1e-3, 1e-3], steps, h)) / radius([1e-3, 1e-3])) ** (1 / steps);
      expect(measured).toBeCloseTo(growth(order, h, gamma), 3);
    },
  );
});
