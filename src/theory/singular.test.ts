import { describe, expect, it } from 'vitest';
import { Random } from '../util/random.ts';
import { symmetricEigenvalues } from './linear.ts';
import { singularValues } from './singular.ts';

const normals = (n: number, stream: string) => new Random(1, stream).normals(new Float64Array(n));

describe('singular values', () => {
  it('are known of a diagonal, an orthogonal and a rank-one matrix', () => {
    const [first, second] = singularValues([3, 0, 0, -4], 2, 2);
    expect(first).toBeCloseTo(4, 14);
    expect(second).toBeCloseTo(3, 14);
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    for (const value of singularValues([c, -s, s, c], 2, 2)) expect(value).toBeCloseTo(1, 14);
    const [u, v] = [normals(30, 'u'), normals(20, 'v')];
    const values = singularValues(
      Array.from({ length: 600 }, (_, i) => u[Math.floor(i / 20)] * v[i % 20]),
      30,
      20,
    );
    expect(values[0]).toBeCloseTo(Math.hypot(...u) * Math.hypot(...v), 12);
    expect(values[1]).toBeLessThan(1e-13 * values[0]);
    expect(singularValues(new Float64Array(12), 4, 3)).toEqual(new Float64Array(3));
  });

  it.each([
    [40, 40],
    [50, 23],
    [7, 31],
  ])('are the square roots of the eigenvalues of AᵀA: %i × %i', (rows, columns) => {
    const a = normals(rows * columns, `${rows}`);
    const n = Math.min(rows, columns);
    const row = (i: number) =>
      rows <= columns
        ? a.subarray(i * columns, (i + 1) * columns)
        : Float64Array.from({ length: rows }, (_, k) => a[k * columns + i]);
    const gram = Float64Array.from({ length: n * n }, (_, at) => {
      const other = row(at % n);
      return row(Math.floor(at / n)).reduce((sum, x, k) => sum + x * other[k], 0);
    });
    const eigenvalues = symmetricEigenvalues(gram, n).reverse();
    const values = singularValues(a, rows, columns);
    expect(values.length).toBe(n);
    for (const [i, value] of values.entries()) expect(value * value).toBeCloseTo(eigenvalues[i], 9);
  });

  it('tells small ones from 0 far below where their squares vanish', () => {
    const n = 24; // reflections on both sides of a diagonal from 1 to 1e-12
    const diagonal = Float64Array.from({ length: n }, (_, k) => 10 ** ((-12 * k) / (n - 1)));
    const [p, q] = ['p', 'q'].map(stream => {
      const w = normals(n, stream);
      const square = w.reduce((sum, x) => sum + x * x, 0);
      return (i: number, j: number) => Number(i === j) - (2 * w[i] * w[j]) / square;
    });
    const a = Float64Array.from({ length: n * n }, (_, at) =>
      diagonal.reduce((sum, d, k) => sum + p(Math.floor(at / n), k) * d * q(k, at % n), 0),
    );
    for (const [k, value] of singularValues(a, n, n).entries()) {
      expect(Math.abs(value - diagonal[k])).toBeLessThan(1e-14);
    }
  });
});
