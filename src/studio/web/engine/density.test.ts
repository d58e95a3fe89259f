import { expect, it } from 'vitest';
import { lineDataset } from '../../../data/loaders/synthetic.ts';
import { parseObjective } from '../../../gan/objectives/index.ts';
import { mixture } from '../../../theory/distributions/mixture.ts';
import { normal } from '../../../theory/distributions/normal.ts';
import { Random } from '../../../util/random.ts';
import { densityOf, lineDensity, optimumField, optimumOf } from './density.ts';
import type { Grid } from './scene.ts';

const line: Grid = { bounds: { x: [-4, 4] }, cells: 160 };
const plane: Grid = { bounds: { x: [-4, 4], y: [-5, 3] }, cells: 32 };
const plain = {
  objective: { kind: 'non-saturating' },
  labelSmoothing: 1,
  realWeight: 1,
  noisyLabels: 0,
} as const;

const integral = (values: Float64Array, area: number) => values.reduce((sum, v) => sum + v * area, 0);

it('gives densities whose integral is the share of samples inside', () => {
  const inside = new Random(1, 'test').normals(new Float32Array(2000)).map(v => v * 0.5);
  expect(integral(densityOf(inside, line), 8 / 160)).toBeCloseTo(1, 6);
  expect(integral(densityOf(inside, plane), (8 / 32) ** 2)).toBeCloseTo(1, 6);
  expect(integral(densityOf([0, 0, 99, 99], plane), (8 / 32) ** 2)).toBeCloseTo(0.5, 6);
});

it('comes near the density of the law', () => {
  const samples = new Random(2, 'test').normals(new Float32Array(200_000));
  const density = densityOf(samples, line);
  const [law] = [normal(0, Math.hypot(1, 8 / 160))];
  for (const i of [40, 80, 100]) {
    const truth = law.density(-4 + ((i + 0.5) * 8) / 160);
    expect(Math.abs(density[i] - truth)).toBeLessThan(0.02);
  }
  const exact = lineDensity(lineDataset({ name: 'normal', parameters: {} }, normal(0, 1)), line)!;
  for (const [i, value] of density.entries()) expect(Math.abs(value - exact[i])).toBeLessThan(0.03);
});

it('puts rows from low to high y', () => {
  const density = densityOf([2, -4], plane);
  const top = density.indexOf(Math.max(...density));
  expect([top % 32, Math.floor(top / 32)]).toEqual([24, 4]);
});

it('shows D* = p/(p + q), and NaN where nobody is', () => {
  const field = optimumField(optimumOf(plain)!, [3, 1, 0, 0], [1, 1, 2, 0]);
  expect([...field]).toEqual([0.75, 0.5, 0, Number.NaN]);
});

it('knows what smoothing and wrong labels do to D*', () => {
  expect(optimumOf({ ...plain, labelSmoothing: 0.9 })!(1, 1)).toBeCloseTo(0.45, 12);
  expect(optimumOf({ ...plain, noisyLabels: 0.1 })!(1, 0)).toBeCloseTo(0.9, 12);
  expect(optimumOf({ ...plain, realWeight: 2 })!(1, 1)).toBeCloseTo(2 / 3, 12);
});

it.each(['wasserstein', 'relativistic', 'lsgan:-1,1,0'])('knows of no pointwise D* for %s', text => {
  expect(optimumOf({ ...plain, objective: parseObjective(text) })).toBeUndefined();
});

it('takes the critic of an f-GAN from the theory', () => {
  expect(optimumOf({ ...plain, objective: parseObjective('f-kl') })!(Math.E, 1)).toBeCloseTo(2, 12);
  expect(optimumOf({ ...plain, objective: { kind: 'hinge' } })!(1, 3)).toBe(-1);
});

it('is undefined for laws without a density', () => {
  const atoms = {
    ...lineDataset({ name: 'x', parameters: {} }, mixture([1], [normal(0, 1)])),
    law: undefined,
  };
  expect(lineDensity(atoms, line)).toBeUndefined();
});
