import { sizeOf } from '../graph/tensor.ts';
import {
  type Choice,
  type ChoiceOptions,
  type ChoiceParameter,
  type Choices,
  createChoice,
} from '../util/choice.ts';
import { UserError } from '../util/error.ts';
import type { Random } from '../util/random.ts';

/** What an initialiser knows of the parameter that it fills. */
export interface InitContext {
  readonly shape: readonly number[];
  /** Inputs and outputs of one unit: kernel area times channels for convolutions. */
  readonly fanIn: number;
  readonly fanOut: number;
  /** Mean of each data value over the training set, in [0, 1], for `marginals`. */
  readonly dataMean?: ArrayLike<number>;
}

/** Draws the initial values of one parameter. */
type Fill = (random: Random, context: InitContext) => Float32Array;

const drawNormal = (random: Random, { shape }: InitContext, std: number) =>
  random.normals(new Float32Array(sizeOf(shape))).map(x => x * std);

const drawUniform = (random: Random, { shape }: InitContext, range: number) =>
  random.uniforms(new Float32Array(sizeOf(shape))).map(u => (2 * u - 1) * range);

const scale = (standard: number, meaning: string): ChoiceParameter => ({
  default: standard,
  min: 0,
  max: Infinity,
  meaning,
});

const range = (standard: number): Choice<Fill, 'range'>['parameters'] => ({
  range: scale(standard, 'the largest value a'),
});

const gain = { gain: scale(1, 'factor of all values') };

const zeros: Choice<Fill> = {
  summary: 'all 0',
  source: 'Glorot and Bengio 2010, AISTATS',
  create:
    () =>
    (_, { shape }) =>
      new Float32Array(sizeOf(shape)),
};

const constant: Choice<Fill, 'value'> = {
  summary: 'all the same value',
  source: 'arXiv 1502.03167 (γ = 1)',
  parameters: { value: { default: 0, min: -Infinity, max: Infinity, meaning: 'the value' } },
  create:
    ({ value }) =>
    (_, { shape }) =>
      new Float32Array(sizeOf(shape)).fill(value),
};

const normal: Choice<Fill, 'std'> = {
  summary: 'N(0, σ²)',
  source: 'arXiv 1511.06434, section 4',
  parameters: { std: { ...scale(0.02, 'standard deviation'), symbol: 'σ' } },
  create:
    ({ std }) =>
    (random, context) =>
      drawNormal(random, context, std),
};

const uniform: Choice<Fill, 'range'> = {
  summary: 'U(−a, a)',
  source: 'pylearn2, irange',
  parameters: range(0.05),
  create: options => (random, context) => drawUniform(random, context, options.range),
};

const positiveUniform: Choice<Fill, 'range'> = {
  summary: 'U(0, a)',
  source: 'as uniform',
  parameters: range(1),
  create:
    options =>
    (random, { shape }) =>
      random.uniforms(new Float32Array(sizeOf(shape))).map(u => u * options.range),
};

const glorotUniform: Choice<Fill, 'gain'> = {
  summary: 'U(−a, a), a = gain·√(6 / (fan in + fan out))',
  source: 'Glorot and Bengio 2010, AISTATS',
  parameters: gain,
  create: options => (random, context) =>
    drawUniform(random, context, options.gain * Math.sqrt(6 / (context.fanIn + context.fanOut))),
};

const heNormal: Choice<Fill, 'gain'> = {
  summary: 'N(0, gain²·2 / fan in)',
  source: 'arXiv 1502.01852',
  parameters: gain,
  create: options => (random, context) =>
    drawNormal(random, context, options.gain * Math.sqrt(2 / context.fanIn)),
};

const fanInUniform: Choice<Fill, 'gain'> = {
  summary: 'U(−a, a), a = gain / √fan in',
  source: "PyTorch's default for Linear and Conv",
  parameters: gain,
  create: options => (random, context) =>
    drawUniform(random, context, options.gain / Math.sqrt(context.fanIn)),
};

const fanInNormal: Choice<Fill, 'gain'> = {
  summary: 'N(0, gain² / fan in)',
  source: 'LeCun et al. 1998, Efficient BackProp',
  parameters: gain,
  create: options => (random, context) =>
    drawNormal(random, context, options.gain / Math.sqrt(context.fanIn)),
};

const orthogonal: Choice<Fill, 'gain'> = {
  summary: 'orthonormal rows or columns, times the gain',
  source: 'arXiv 1312.6120',
  parameters: gain,
  create: options => (random, context) => gramSchmidt(random, context, options.gain),
};

const sparse: Choice<Fill, 'count'> = {
  summary: 'into each unit so many weights of N(0, 1), the others 0',
  source: 'Martens 2010, ICML; pylearn2, sparse_init',
  parameters: { count: { default: 15, min: 1, max: Infinity, whole: true, meaning: 'weights into a unit' } },
  create:
    ({ count }) =>
    (random, { shape }) => {
      const [inputs, units] = shape;
      const weights = new Float32Array(inputs * units);
      for (let unit = 0; unit < units; unit++) {
        const places = random.permutation(inputs).subarray(0, count);
        for (const place of places) weights[place * units + unit] = random.normal();
      }
      return weights;
    },
};

const marginals: Choice<Fill> = {
  summary: 'logit(mean of the data), clipped to ±logit(1e-7): an output bias',
  source: 'goodfeli/adversarial, mnist.yaml (arXiv 1406.2661)',
  create: () => (_, context) => logits(context),
};

/** Laws of the initial values of parameters, by kind. */
export const initializers = {
  zeros,
  constant,
  normal,
  uniform,
  'uniform-01': positiveUniform,
  'glorot-uniform': glorotUniform,
  'he-normal': heNormal,
  'fan-in-uniform': fanInUniform,
  'fan-in-normal': fanInNormal,
  orthogonal,
  sparse,
  marginals,
} satisfies Choices<Fill>;

export type InitializerName = keyof typeof initializers;

/** An initial law such as `{ kind: 'normal', std: 0.02 }`, or its kind alone. */
export type Initializer = InitializerName | ChoiceOptions<typeof initializers>;

/** Whether a law has to know the mean of the data. */
export function needsDataMean(initializer: Initializer): boolean {
  return (typeof initializer === 'string' ? initializer : initializer.kind) === 'marginals';
}

/**
 * Draws a parameter's initial value.
 * @throws UserError naming the nearest law or option, or the number that is out of range
 */
export function initialize(initializer: Initializer, random: Random, context: InitContext): Float32Array {
  return createChoice<Fill>('initialiser', initializer, initializers)(random, context);
}

function logits({ shape, dataMean }: InitContext): Float32Array {
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
function gramSchmidt(random: Random, { shape }: InitContext, gain: number): Float32Array {
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
