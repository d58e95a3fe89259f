import { describe, expect, it } from 'vitest';
import { interpret } from '../../graph/interpret.ts';
import { input } from '../../graph/ops/leaf.ts';
import { sizeOf } from '../../graph/tensor.ts';
import type { Condition } from '../../util/condition.ts';
import { Random } from '../../util/random.ts';
import type { Layer } from '../layer.ts';
import { Network, type NetworkOptions } from '../network.ts';
import { dcganDiscriminator, dcganGenerator } from '../networks/dcgan.ts';
import { mlp } from '../networks/mlp.ts';
import { concatCondition, conditionalBatchNorm, projection } from './condition.ts';
import { dense } from './dense.ts';
import { embedding } from './shape.ts';

const classes = { kind: 'class', names: ['a', 'b', 'c'] } as const satisfies Condition;
const vector = { kind: 'vector', dim: 2 } as const satisfies Condition;
const image = { kind: 'image', shape: [2, 2, 1] } as const satisfies Condition;

/** What a network says of samples, and its values by name without the network's. */
function applied(
  layer: Layer,
  shape: readonly number[],
  options: NetworkOptions,
  x: readonly number[],
  y: readonly number[],
) {
  const network = new Network('D', layer, shape, options);
  const n = x.length / sizeOf(shape);
  const random = new Random(1, 'values');
  const values = Object.fromEntries(
    network.parameters.map(p => {
      const drawn = [...random.normals(new Float64Array(sizeOf(p.shape)))];
      return [p.name, p.name.endsWith('running_var') ? drawn.map(Math.abs) : drawn];
    }),
  );
  const [node, condition] = [input('x', [n, ...shape]), network.conditionInput('y', n)];
  const output = network.infer(node, network.variables(), condition);
  const [result] = interpret([output], { ...values, x, y });
  return { result: [...result], value: (name: string) => values[`D/${name}`] };
}

const close = (values: readonly number[]) => values.map(v => expect.closeTo(v, 12));

describe('projection', () => {
  const [x, y] = [
    [1, 2, -1, 3],
    [2, 0],
  ];

  it('adds ⟨V y, φ⟩ to the affine map', () => {
    const { result, value } = applied(projection(), [2], { condition: classes }, x, y);
    const [w, [b], V] = [value('weight'), value('bias'), value('embedding')];
    const logit = (i: number) => b + [0, 1].reduce((s, k) => s + x[2 * i + k] * (w[k] + V[2 * y[i] + k]), 0);
    expect(result).toEqual(close([logit(0), logit(1)]));
  });

  it('maps a vector linearly', () => {
    const { result, value } = applied(projection(), [2], { condition: vector }, x, [5, 6, 7, 8]);
    const [w, [b], V] = [value('weight'), value('bias'), value('map')];
    const logit = (i: number) => {
      const [p, q] = [5 + 2 * i, 6 + 2 * i];
      return b + [0, 1].reduce((s, k) => s + x[2 * i + k] * (w[k] + p * V[k] + q * V[2 + k]), 0);
    };
    expect(result).toEqual(close([logit(0), logit(1)]));
  });

  it('takes the classes of a pack together', () => {
    const { result, value } = applied(projection(), [4], { condition: classes, pac: 2 }, x, y);
    const [w, [b], V] = [value('weight'), value('bias'), value('embedding')];
    const logit = b + x.reduce((s, v, k) => s + v * (w[k] + V[4 * 2 + k] + V[k]), 0);
    expect(result).toEqual(close([logit]));
  });
});

describe('concatCondition', () => {
  it('appends the vector of the class', () => {
    const layer = concatCondition({ features: 2 });
    const { result, value } = applied(layer, [1], { condition: classes }, [7, 8], [1, 2]);
    const E = value('embedding');
    expect(result).toEqual([7, E[2], E[3], 8, E[4], E[5]]);
  });

  it('appends it to images as constant channels', () => {
    const layer = concatCondition({ features: 1 });
    const { result, value } = applied(layer, [1, 2, 1], { condition: classes }, [7, 8], [2]);
    const [, , e] = value('embedding');
    expect(result).toEqual([7, e, 8, e]);
  });

  it('appends images as channels, and vectors as they are', () => {
    const images = applied(concatCondition(), [2, 2, 1], { condition: image }, [1, 2, 3, 4], [5, 6, 7, 8]);
    expect(images.result).toEqual([1, 5, 2, 6, 3, 7, 4, 8]);
    expect(applied(concatCondition(), [1], { condition: vector }, [1], [5, 6]).result).toEqual([1, 5, 6]);
  });
});

describe('conditionalBatchNorm', () => {
  it('has a gain and a shift of each class', () => {
    const { result, value } = applied(
      conditionalBatchNorm(),
      [1, 1, 2],
      { condition: classes },
      [1, 2, 3, 4],
      [2, 0],
    );
    const [g, b, scale] = [
      value('weight'),
      value('bias'),
      value('running_var').map(v => 1 / Math.sqrt(v + 1e-5)),
    ];
    const shifted = [1, 2, 3, 4].map((x, i) => (x - value('running_mean')[i % 2]) * scale[i % 2]);
    expect(result).toEqual(close([4, 5, 0, 1].map((row, i) => shifted[i] * g[row] + b[row])));
  });

  it('adds a linear map of other conditions', () => {
    const { result, value } = applied(conditionalBatchNorm(), [1], { condition: vector }, [7], [5, 6]);
    const [g, b] = ['weight', 'bias'].map(name => 5 * value(name)[0] + 6 * value(name)[1]);
    const scale = 1 / Math.sqrt(value('running_var')[0] + 1e-5);
    expect(result).toEqual(close([(7 - value('running_mean')[0]) * scale * (1 + g) + b]));
  });

  it('is refused where batches are not normalised', () => {
    const make = () => dcganGenerator({ channels: [2], output: [4, 4, 1], condition: 'batch-norm' });
    expect(make).toThrow(/^condition: expected batch normalisation .* set norm 'batch'$/);
  });
});

describe('a network with a condition', () => {
  it('refuses layers that do not read it, and layers without one', () => {
    expect(() => new Network('D', dense(1), [2], { condition: classes })).toThrow(
      /^D: expected a layer that reads the condition/,
    );
    expect(() => new Network('D', projection(), [2])).toThrow(
      /expected a network with a condition, got one without/,
    );
    const virtual = () =>
      dcganGenerator({ channels: [2], output: [4, 4, 1], norm: 'virtual', condition: 'concat' });
    expect(virtual).toThrow(/its reference batch has none/);
  });

  it('refuses conditions of another shape or type', () => {
    const network = new Network('D', projection(), [2], { condition: classes });
    const apply = (y?: ReturnType<typeof input>) => () =>
      network.infer(input('x', [3, 2]), network.variables(), y);
    expect(apply()).toThrow('D: expected conditions int [3], got none');
    expect(apply(input('y', [3]))).toThrow('D: expected conditions int [3], got float [3]');
    expect(apply(input('y', [2], 'int'))).toThrow('D: expected conditions int [3], got int [2]');
    expect(apply(input('y', [3], 'int'))).not.toThrow();
  });

  it.each([
    ['mlp', mlp({ hidden: [4], output: [1], condition: 'projection' }), [3]],
    ['mlp, at the input', mlp({ hidden: [4], output: [1], condition: 'concat', conditionFeatures: 2 }), [3]],
    ['dcgan', dcganDiscriminator({ channels: [2, 3], condition: 'projection' }), [8, 8, 1]],
    ['dcgan, at the input', dcganDiscriminator({ channels: [2, 3], condition: 'concat' }), [8, 8, 1]],
    [
      'a generator, by gains and shifts',
      dcganGenerator({ channels: [3, 2], output: [8, 8, 1], norm: 'batch', condition: 'batch-norm' }),
      [3],
    ],
    ['a generator', dcganGenerator({ channels: [3, 2], output: [8, 8, 1], condition: 'concat' }), [3]],
  ] as const)('says another thing of another class: %s', (_, layer, shape) => {
    const x = [...new Random(2, 'x').normals(new Float64Array(sizeOf(shape)))];
    const of = (y: number) => applied(layer, shape, { condition: classes }, x, [y]).result;
    expect(of(0)).not.toEqual(of(1));
    expect(of(2)).toEqual(of(2));
  });
});

it('an embedding is a first layer of a network of classes', () => {
  const network = new Network('E', embedding(3, 2), [], { dtype: 'int' });
  expect(network.output).toEqual([2]);
  const given = { 'E/weight': [1, 2, 3, 4, 5, 6], x: [2, 0] };
  const [rows] = interpret([network.infer(input('x', [2], 'int'), network.variables())], given);
  expect([...rows]).toEqual([5, 6, 1, 2]);
});
