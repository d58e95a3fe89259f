import { describe, expect, it } from 'vitest';
import { interpret } from '../../graph/interpret.ts';
import { input } from '../../graph/ops/leaf.ts';
import { sizeOf } from '../../graph/tensor.ts';
import { Random } from '../../util/random.ts';
import { Network } from '../network.ts';
import { dcganGenerator } from '../networks/dcgan.ts';
import { mlp } from '../networks/mlp.ts';
import { virtualBatchNorm, withReference } from './virtual.ts';

const normals = (count: number, stream: string) => new Random(1, stream).normals(new Float64Array(count));

function infer(
  network: Network,
  given: Readonly<Record<string, ArrayLike<number>>>,
  x: Float64Array,
): Float64Array {
  const z = input('x', [x.length / sizeOf(network.input), ...network.input]);
  return interpret([network.infer(z, network.variables())], { ...given, x })[0];
}

/** Mean and variance of some numbers with weights. */
function moments(x: readonly number[], w: readonly number[]): [mean: number, variance: number] {
  const mean = x.reduce((s, v, i) => s + w[i] * v, 0);
  return [mean, x.reduce((s, v, i) => s + w[i] * (v - mean) ** 2, 0)];
}

describe.each([
  ['vectors', 1],
  ['images', 4],
])('virtualBatchNorm of %s', (_, area) => {
  const [R, N, C] = [3, 2, 2];
  const shape = area === 1 ? [C] : [2, 2, C];
  const network = new Network(
    'G',
    withReference(R, { kind: 'normal', std: 1 }, virtualBatchNorm(R, { epsilon: 1e-3 })),
    shape,
  );
  const reference = normals(R * area * C, 'reference');
  const given = { 'G/reference': reference, 'G/weight': [2, 0.5], 'G/bias': [-1, 3] };

  it('normalises each sample as one more of the reference batch', () => {
    const x = normals(N * area * C, 'x').map(v => 5 + 2 * v);
    const y = infer(network, given, x);
    const values = (array: ArrayLike<number>, c: number) => Array.from(array).filter((_, i) => i % C === c);
    for (let i = 0; i < N; i++) {
      for (let c = 0; c < C; c++) {
        const own = values(x.slice(i * area * C, (i + 1) * area * C), c);
        const all = [...values(reference, c), ...own];
        const weights = all.map(() => 1 / all.length);
        const [mean, variance] = moments(all, weights);
        const [gain, bias] = [[2, 0.5][c], [-1, 3][c]];
        values(y.slice(i * area * C, (i + 1) * area * C), c).forEach((v, p) => {
          expect(v).toBeCloseTo((gain * (own[p] - mean)) / Math.sqrt(variance + 1e-3) + bias, 10);
        });
      }
    }
  });
});

describe.each([
  ['mlp', mlp({ hidden: [4, 3], norm: { kind: 'virtual', reference: 5 }, output: [2] }), [3]],
  [
    'dcgan',
    dcganGenerator({ channels: [3, 2], norm: { kind: 'virtual', reference: 5 }, output: [4, 4, 1] }),
    [3],
  ],
] as const)('the generator %s with virtual normalisation', (_, layer, inputShape) => {
  const network = new Network('generator', layer, inputShape);
  const initial = network.initialize(3);

  it('makes of a noise the same sample in any batch', () => {
    const z = normals(4 * 3, 'z');
    const together = infer(network, initial, z);
    const alone = infer(network, initial, z.slice(6, 9));
    const size = sizeOf(network.output);
    alone.forEach((v, i) => {
      expect(v).toBeCloseTo(together[2 * size + i], 12);
    });
  });

  it('keeps the reference batch as a buffer, drawn from the law of the noise', () => {
    const reference = network.parameters.find(p => p.name === 'generator/reference');
    expect(reference).toMatchObject({ shape: [5, 3], trainable: false, init: { kind: 'normal', std: 1 } });
    expect(network.couplesBatch).toBe(false);
    expect(network.parameters.some(p => p.name === 'generator/virtualNorm1/weight')).toBe(true);
  });
});
