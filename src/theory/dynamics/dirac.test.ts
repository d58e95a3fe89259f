import { describe, expect, it } from 'vitest';
import { UserError } from '../../util/error.ts';
import {
  type DynamicsName,
  dynamicalSystem,
  dynamics,
  eigenvaluesAt,
  flow,
  jacobian,
  radius,
  step,
  trajectory,
} from './dirac.ts';

const names = Object.keys(dynamics) as DynamicsName[];
const lastRadius = (
  name: DynamicsName,
  order: 'simultaneous' | 'alternating',
  first: 'generator' | 'discriminator' = 'generator',
) => radius(trajectory(dynamicalSystem(name), [1, 1], 5000, { rate: 0.1, order, first }).at(-1)!);

describe('closed-form eigenvalues', () => {
  it.each(names.filter(n => n !== 'wgan-gp'))('%s: equal those of the numerical Jacobian', name => {
    for (const strength of [0.1, 0.7, 1.3, 3]) {
      const system = dynamicalSystem(name, { gamma: strength, weight: strength, sigma: strength });
      const key = (z: { re: number; im: number }) => z.re * 10 + z.im;
      const [a, b] = eigenvaluesAt(system, [0, 0]).sort((x, y) => key(x) - key(y));
      const [c, d] = [...system.eigenvalues!].sort((x, y) => key(x) - key(y));
      for (const [got, want] of [
        [a, c],
        [b, d],
      ]) {
        expect(Math.abs(got.re - want.re)).toBeLessThan(1e-7);
        expect(Math.abs(got.im - want.im)).toBeLessThan(1e-7);
      }
      const stable = system.eigenvalues!.every(z => z.re < 0);
      expect(stable).toBe(system.converges);
    }
  });

  it('GAN ± i/2, WGAN ± i, instance noise .7: −.1225 ± .4848i', () => {
    expect(dynamicalSystem('gan').eigenvalues).toEqual([
      { re: 0, im: 0.5 },
      { re: 0, im: -0.5 },
    ]);
    expect(dynamicalSystem('wgan').eigenvalues![0].im).toBe(1);
    const noisy = dynamicalSystem('instance-noise', { sigma: 0.7 }).eigenvalues![0];
    expect(noisy.re).toBeCloseTo(-0.1225, 12);
    expect(noisy.im).toBeCloseTo(0.4848, 4);
  });

  it('zero-centred penalty: −γ/2 ± √(γ²/4 − f′(0)²), critical at γ = 1 (the square is missing in one paper)', () => {
    const at = (gamma: number) => dynamicalSystem('zero-centred', { gamma }).eigenvalues!;
    expect(at(1)[0].re).toBeCloseTo(-0.5, 12);
    expect(at(1)[0].im).toBe(0);
    expect(at(2)[0].re).toBeCloseTo(-1 + Math.sqrt(1 - 0.25), 12);
    expect(at(0.999)[0].im).toBeGreaterThan(0);
  });
});

describe('5000 steps from (1, 1), h = .1: simultaneous / alternating with the generator first', () => {
  it.each<[DynamicsName, number, number]>([
    ['gan', 3.63, 1.38],
    ['non-saturating', 0.445, 0.125],
    ['wgan', 8.99e10, 1.39],
    ['wgan-gp', 1.51, 1.41],
    ['zero-centred', 6.6e-31, 9.8e-34],
  ])('%s: %f / %f', (name, simultaneous, alternating) => {
    expect(lastRadius(name, 'simultaneous') / simultaneous).toBeCloseTo(1, 1.5);
    expect(lastRadius(name, 'alternating') / alternating).toBeCloseTo(1, 1.5);
  });

  it('the discriminator first turns the same orbits, seen half a step later', () => {
    expect(lastRadius('gan', 'alternating', 'discriminator')).toBeCloseTo(1.4147, 3);
    expect(lastRadius('zero-centred', 'alternating', 'discriminator')).toBeLessThan(1e-30);
  });

  it('consensus optimisation and instance noise converge', () => {
    expect(lastRadius('consensus', 'simultaneous')).toBeLessThan(1e-12);
    const noisy = trajectory(dynamicalSystem('instance-noise'), [1, 1], 1500, { rate: 0.1 });
    expect(radius(noisy.at(-1)!)).toBeLessThan(1e-6);
  });
});

describe('laws of motion', () => {
  it('GAN flow conserves θ² + ψ²; simultaneous steps grow it by 1 + h² f′²', () => {
    const system = dynamicalSystem('gan');
    expect(radius(flow(system, [1, 0.5], 50, 20000))).toBeCloseTo(Math.hypot(1, 0.5), 9);
    const h = 0.2;
    const [theta, psi] = [0.3, -0.4];
    const s = 1 / (1 + Math.exp(theta * psi));
    const grown = radius(step(system, [theta, psi], { rate: h })) / radius([theta, psi]);
    expect(grown).toBeCloseTo(Math.sqrt(1 + h * h * s * s), 14);
    const near = trajectory(system, [1e-4, 0], 1, { rate: h });
    expect(radius(near[1]) / radius(near[0])).toBeCloseTo(1.004987, 5); // √(1 + h²/4)
  });

  it('non-saturating: the flow decays like r² = 8/t, steps circle at √(2h)', () => {
    const system = dynamicalSystem('non-saturating');
    const time = 4000;
    expect((radius(flow(system, [0.5, 0.5], time, 40000)) ** 2 * time) / 8).toBeCloseTo(1, 1);
    for (const [rate, want] of [
      [0.2, 0.64],
      [0.1, 0.45],
      [0.05, 0.316],
    ]) {
      const r = radius(trajectory(system, [0.1, 0.1], 40000, { rate }).at(-1)!);
      expect(Math.abs(r - want)).toBeLessThan(0.01); // the cycle is not quite a circle
      expect(r / Math.sqrt(2 * rate)).toBeGreaterThan(0.98);
      expect(r / Math.sqrt(2 * rate)).toBeLessThan(1.03);
    }
  });

  it('alternating bilinear steps lie on the unit circle up to h = 2, beyond it they explode', () => {
    const system = dynamicalSystem('wgan');
    const top = (rate: number) =>
      Math.max(...trajectory(system, [1, 0], 500, { rate, order: 'alternating' }).map(radius));
    expect(top(1.9)).toBeLessThan(10);
    expect(top(2.1)).toBeGreaterThan(1e6);
  });

  it('more discriminator steps turn the critic further', () => {
    const one = step(dynamicalSystem('wgan'), [1, 0], {
      rate: 0.1,
      order: 'alternating',
      discriminatorSteps: 5,
    });
    expect(one[1]).toBeCloseTo(0.5, 12);
    expect(one[0]).toBeCloseTo(1 - 0.05, 12);
  });

  it('Jacobian of the bilinear game is a rotation', () => {
    const [[a, b], [c, d]] = jacobian(dynamicalSystem('wgan'), [0.2, 0.4]);
    expect([a, b, c, d].map(x => Math.round(x * 1e8) / 1e8 + 0)).toEqual([0, -1, 1, 0]);
  });
});

it('errors', () => {
  expect(() => dynamicalSystem('wgn' as DynamicsName)).toThrow(UserError);
  expect(() => dynamicalSystem('wgn' as DynamicsName)).toThrow("did you mean 'wgan'?");
  expect(() => step(dynamicalSystem('gan'), [0, 0], { rate: 0 })).toThrow('expected rate > 0, got 0');
});
