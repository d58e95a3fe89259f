import type { NoiseLaw } from '../../../gan/feeds.ts';

/** Orthonormal directions in the space of z, those first along which pictures change most. */
export interface Directions {
  /** [count, dimension] */
  readonly axes: Float32Array;
  /** Of all change, the share of each. */
  readonly shares: Float32Array;
}

/** How far each coordinate of z reaches: all of a bounded law, three standard deviations of the normal. */
export const reach: Readonly<Record<NoiseLaw, readonly [low: number, high: number]>> = {
  normal: [-3, 3],
  uniform: [-1, 1],
  'uniform-unit': [-Math.sqrt(3), Math.sqrt(3)],
  'uniform-01': [0, 1],
};

/** Points at which it is measured. */
export const POINTS = 16;
const [COUNT, SWEEPS, STEP] = [8, 60, 0.25];

/**
 * The eigenvectors of E[JᵀJ], with J = ∂G/∂z by finite differences at some points: a unit step along the first one
 * changes the squared pixels most, on average.
 * @param points [n, dimension]
 * @param generate pictures [n, …] of noise [n, dimension]
 * @see Constantine, Active Subspaces, 2015, section 3.1
 */
export async function directionsOf(
  points: Float32Array,
  dimension: number,
  generate: (noise: Float32Array) => Promise<Float32Array>,
): Promise<Directions> {
  const gram = new Float64Array(dimension * dimension);
  for (let at = 0; at < points.length; at += dimension) {
    addGram(gram, await generate(around(points.subarray(at, at + dimension))), dimension);
  }
  return principal(gram, dimension);
}

/** A point, and the same with each coordinate moved a little. */
function around(point: Float32Array): Float32Array {
  const out = new Float32Array((point.length + 1) * point.length);
  for (let i = 0; i <= point.length; i++) out.set(point, i * point.length);
  for (let i = 0; i < point.length; i++) out[(i + 1) * point.length + i] += STEP;
  return out;
}

/** Adds JᵀJ. */
function addGram(gram: Float64Array, pictures: Float32Array, d: number): void {
  const length = pictures.length / (d + 1);
  const base = pictures.subarray(0, length);
  const moved = Array.from({ length: d }, (_, i) =>
    pictures.subarray((i + 1) * length, (i + 2) * length).map((x, p) => (x - base[p]) / STEP),
  );
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let p = 0; p < length; p++) sum += moved[i][p] * moved[j][p];
      gram[i * d + j] += sum;
      if (i !== j) gram[j * d + i] += sum;
    }
  }
}

/** The first eigenvectors of a symmetric matrix with eigenvalues ≥ 0, by orthogonal iteration. */
export function principal(matrix: Float64Array, d: number, count = Math.min(COUNT, d)): Directions {
  const axes = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: d }, (_, j) => Number(i === j)),
  );
  let values = axes.map(() => 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const axis of axes) axis.set(times(matrix, axis, d));
    values = axes.map((axis, i) => orthonormalise(axis, axes.slice(0, i)));
  }
  let trace = 0;
  for (let i = 0; i < d; i++) trace += matrix[i * d + i];
  const order = [...values.keys()].sort((a, b) => values[b] - values[a]);
  return {
    axes: Float32Array.from(order.flatMap(i => [...axes[i]])),
    shares: Float32Array.from(order, i => (trace > 0 ? values[i] / trace : 0)),
  };
}

function times(matrix: Float64Array, vector: Float64Array, d: number): Float64Array {
  return Float64Array.from({ length: d }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < d; j++) sum += matrix[i * d + j] * vector[j];
    return sum;
  });
}

/** Makes a vector orthogonal to others and of length 1; returns the length that it had. */
function orthonormalise(vector: Float64Array, others: readonly Float64Array[]): number {
  for (const other of others) {
    const along = dot(vector, other);
    for (let j = 0; j < vector.length; j++) vector[j] -= along * other[j];
  }
  const length = Math.sqrt(dot(vector, vector));
  for (let j = 0; j < vector.length; j++) vector[j] /= length || 1;
  return length;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}
