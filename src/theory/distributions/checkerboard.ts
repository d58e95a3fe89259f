import type { Random } from '../../util/random.ts';
import { checkInteger, checkPositive } from '../check.ts';
import { mixture } from './mixture.ts';
import type { MultivariateDistribution } from './types.ts';
import { uniform } from './uniform.ts';

/** Uniform on the dark squares (i + j even) of a cells × cells board over [−extent, extent]². */
export function checkerboard(cells = 4, extent = 2): MultivariateDistribution {
  checkInteger('checkerboard', 'cells', cells, 1);
  checkPositive('checkerboard', 'extent', extent);
  const side = (2 * extent) / cells;
  const dark: [i: number, j: number][] = [];
  for (let i = 0; i < cells; i++) for (let j = i % 2; j < cells; j += 2) dark.push([i, j]);
  const edge = (i: number) => -extent + side * i;
  const strip = (i: number) => uniform(edge(i), edge(i + 1));
  const cell = (x: number) => Math.min(cells - 1, Math.floor((x + extent) / side));
  const logHeight = -Math.log(dark.length * side * side);
  const inside = (x: ArrayLike<number>) =>
    Math.abs(x[0]) <= extent && Math.abs(x[1]) <= extent && (cell(x[0]) + cell(x[1])) % 2 === 0;
  const average = (f: (i: number, j: number) => number) =>
    dark.reduce((sum, [i, j]) => sum + f(i, j), 0) / dark.length;
  const centre = (i: number) => edge(i + 0.5);
  const [x, y] = [average(centre), average((_, j) => centre(j))];
  const mean = Float64Array.of(x, y);
  const covariance = average((i, j) => (centre(i) - mean[0]) * (centre(j) - mean[1]));
  const variance = average(i => (centre(i) - mean[0]) ** 2) + (side * side) / 12;
  return {
    name: 'checkerboard',
    dimension: 2,
    mean,
    covariance: Float64Array.of(variance, covariance, covariance, variance),
    logDensity: x => (inside(x) ? logHeight : -Infinity),
    density: x => (inside(x) ? Math.exp(logHeight) : 0),
    draw(random: Random, out: Float64Array) {
      const [i, j] = dark[random.integer(dark.length)];
      out[0] = edge(i + random.uniform());
      out[1] = edge(j + random.uniform());
    },
    conditional(prefix) {
      const strips =
        prefix.length === 0 ? dark.map(d => d[0]) : dark.filter(d => d[0] === cell(prefix[0])).map(d => d[1]);
      const weights = strips.map(() => 1 / strips.length);
      return mixture(weights, strips.map(strip));
    },
  };
}
