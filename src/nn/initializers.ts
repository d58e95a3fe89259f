import { sizeOf } from '../graph/tensor.ts';
import { UserError } from '../util/error.ts';
import type { Random } from '../util/random.ts';
import { unknownName } from '../util/text.ts';

/** What an initialiser knows of the parameter that it fills. */
export interface InitContext {
  readonly shape: readonly number[];
  /** Inputs and outputs of one unit: kernel area times channels for convolutions. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Mean of each data value over the training set, in [0, 1], for `marginals`. */
  readonly dataMean?: ArrayLike<number>;
}

type Fill = (random: Random, context: InitContext, argument: number) => Float32Array;

const normal =
  (std: number): Fill =>
  (random, { shape }, scale) =>
    random.normals(new Float32Array(sizeOf(shape))).map(x => x * std * scale);

const uniform = (random: Random, { shape }: InitContext, limit: number) =>
  random.uniforms(new Float32Array(sizeOf(shape))).map(u => (2 * u - 1) * limit);

/**
 * Initial laws of parameters by name; each takes one number after a colon, as in `normal:0.02`.
 * Glorot: 2010, AISTATS; He: arXiv 1502.01852; orthogonal: arXiv 1312.6120.
 */
export const initializers = {
  zeros: { default: 0, fill: (_, { shape }) => new Float32Array(sizeOf(shape)) },
  constant: { default: 0, fill: (_, { shape }, value) => new Float32Array(sizeOf(shape)).fill(value) },
  /** N(0, σ²), σ the argument. */
  normal: { default: 0.02, fill: normal(1) },
  /** U(−a, a), a the argument. */
  uniform: { default: 0.05, fill: uniform },
  /** U(0, a), a the argument. */
  'uniform-01': {
    default: 1,
    fill: (random, { shape }, limit) => random.uniforms(new Float32Array(sizeOf(shape))).map(u => u * limit),
  },
  /** U(−a, a), a = gain·√(6 / (fan in + fan out)). */
  'glorot-uniform': {
    default: 1,
    fill: (random, context, gain) =>
      uniform(random, context, gain * Math.sqrt(6 / (context.fanIn + context.fanOut))),
  },
  /** N(0, gain²·2 / fan in). */
  'he-normal': {
    default: 1,
    fill: (random, context, gain) => normal(1)(random, context, gain * Math.sqrt(2 / context.fanIn)),
  },
  /** U(−a, a), a = gain / √fan in: PyTorch's default for Linear and Conv. */
  'fan-in-uniform': {
    default: 1,
    fill: (random, context, gain) => uniform(random, context, gain / Math.sqrt(context.fanIn)),
  },
  /** N(0, gain² / fan in). */
  'fan-in-normal': {
    default: 1,
    fill: (random, context, gain) => normal(1)(random, context, gain / Math.sqrt(context.fanIn)),
  },
  /** Orthonormal rows or columns, times the argument. */
  orthogonal: { default: 1, fill: orthogonal },
  /** logit(mean of the data), clipped to ±logit(1e-7): the output bias of Goodfellow et al. 2014. */
  marginals: { default: 0, fill: (_, context) => marginals(context) },
} satisfies Record<string, { default: number; fill: Fill }>;

export type InitializerName = keyof typeof initializers;

/** An initial law: a name of {@link initializers}, with an argument after a colon where it takes one. */
export type Initializer = InitializerName | `${InitializerName}:${number}`;

/** Splits `normal:0.02` into the law and its argument. */
export function parseInitializer(text: string): { name: InitializerName; argument: number } {
  const [name, argument] = text.split(':');
  if (!Object.hasOwn(initializers, name)) {
    throw new UserError(unknownName('initialiser', name, Object.keys(initializers)));
  }
  const value = argument === undefined ? initializers[name as InitializerName].default : Number(argument);
  if (!Number.isFinite(value))
    throw new UserError(`initialiser ${name}: expected a number after ':', got '${argument}'`);
  return { name: name as InitializerName, argument: value };
}

/** Draws a parameter's initial value. */
export function initialize(initializer: Initializer, random: Random, context: InitContext): Float32Array {
  const { name, argument } = parseInitializer(initializer);
  return (initializers[name].fill as Fill)(random, context, argument);
}

function marginals({ shape, dataMean }: InitContext): Float32Array {
  if (dataMean?.length !== sizeOf(shape)) {
    throw new UserError(
      `initialiser marginals: expected the mean of ${sizeOf(shape)} data values in [0, 1], got ${dataMean?.length ?? 'none'}`,
    );
  }
  return Float32Array.from(dataMean, mean => {
    const p = Math.min(Math.max(mean, 1e-7), 1 - 1e-7);
    return Math.log(p / (1 - p));
  });
}

/** Gram-Schmidt on the rows or columns of a normal matrix, whichever are fewer. */
function orthogonal(random: Random, { shape }: InitContext, gain: number): Float32Array {
  const columns = shape[shape.length - 1];
  const rows = sizeOf(shape) / columns;
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const basis: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const v = random.normals(new Float64Array(length));
    for (let pass = 0; pass < 2; pass++) {
      for (const u of basis) {
        const dot = v.reduce((total, x, j) => total + x * u[j], 0);
        u.forEach((x, j) => {
          v[j] -= dot * x;
        });
      }
    }
    const norm = Math.hypot(...v);
    basis.push(v.map(x => x / norm));
  }
  const at = (i: number, j: number) => (rows <= columns ? basis[i][j] : basis[j][i]);
  return Float32Array.from(
    { length: rows * columns },
    (_, i) => gain * at(Math.floor(i / columns), i % columns),
  );
}
