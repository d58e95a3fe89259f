import { expect, it } from 'vitest';
import { sigmoid } from '../../../theory/index.ts';
import { playedGame } from './games.ts';

it('moves D up and G down the value of D(x) = σ(ψx), as on the page of the value', () => {
  const value = (theta: number, psi: number) => Math.log(sigmoid(0)) + Math.log(1 - sigmoid(psi * theta));
  const h = 1e-6;
  for (const [theta, psi] of [
    [1, 1],
    [-0.4, 1.3],
  ] as const) {
    const [dTheta, dPsi] = playedGame('gan').field([theta, psi]);
    expect(dTheta).toBeCloseTo(-(value(theta + h, psi) - value(theta - h, psi)) / (2 * h), 6);
    expect(dPsi).toBeCloseTo((value(theta, psi + h) - value(theta, psi - h)) / (2 * h), 6);
  }
});
