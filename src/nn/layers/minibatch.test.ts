import { describe, expect, it } from 'vitest';
import { grad } from '../../graph/grad.ts';
import { interpret } from '../../graph/interpret.ts';
import { mul } from '../../graph/ops/elementwise.ts';
import { input } from '../../graph/ops/leaf.ts';
import { sum } from '../../graph/ops/reduce.ts';
import { nameOf } from '../../graph/program.ts';
import { UserError } from '../../util/error.ts';
import { Random } from '../../util/random.ts';
import type { Layer } from '../layer.ts';
import { Network } from '../network.ts';
import { minibatchDiscrimination, minibatchStddev } from './minibatch.ts';

const normals = (count: number, stream: string) => new Random(1, stream).normals(new Float64Array(count));

/** The layer on a batch [n, f], with what it was given. */
function run(layer: Layer, n: number, f: number, x = normals(n * f, 'x')) {
  const network = new Network('D', layer, [f]);
  const values = network.variables();
  const batch = input('x', [n, f]);
  const y = network.forward(batch, { values, training: true, random: undefined as never }).output;
  const given: Record<string, ArrayLike<number>> = { x };
  for (const { name, shape } of network.parameters)
    given[name] = normals(shape[0] * shape[1], name).map(w => 0.3 * w);
  return { network, values, batch, y, given, x, value: interpret([y], given)[0] };
}

describe('minibatchDiscrimination', () => {
  const [n, f, B, C] = [5, 3, 4, 2];
  const layer = minibatchDiscrimination({ kernels: B, dims: C });

  it('appends the mean of exp(−‖Mᵢᵦ − Mⱼᵦ‖₁) over the others for each kernel', () => {
    const { value, given, x } = run(layer, n, f);
    const T = given['D/weight'];
    const M = (i: number, b: number, c: number) =>
      [0, 1, 2].reduce((s, k) => s + x[i * f + k] * T[k * B * C + b * C + c], 0);
    const closeness = (i: number, b: number) => {
      let o = 0;
      for (let j = 0; j < n; j++) {
        if (j === i) continue;
        o += Math.exp(-[0, 1].reduce((d, c) => d + Math.abs(M(i, b, c) - M(j, b, c)), 0));
      }
      return o / (n - 1);
    };
    for (let i = 0; i < n; i++) {
      const row = Array.from(value.slice(i * (f + B), (i + 1) * (f + B)));
      expect(row.slice(0, f)).toEqual(Array.from(x.slice(i * f, (i + 1) * f)));
      row.slice(f).forEach((o, b) => {
        expect(o).toBeCloseTo(closeness(i, b), 12);
      });
    }
  });

  it('says 1 of a batch of equal samples, and couples the batch', () => {
    const { value, network } = run(layer, n, f, new Float64Array(n * f).fill(0.7));
    expect(Array.from(value.slice(f, f + B))).toEqual(new Array(B).fill(1));
    expect(network.couplesBatch).toBe(true);
  });

  it('has the gradient of its differences', () => {
    const { y, batch, values, given } = run(layer, n, f);
    const weight = values.get('D/weight')!;
    const r = input('r', y.shape);
    given['r'] = normals(n * (f + B), 'r');
    const loss = sum(mul(y, r));
    for (const node of [batch, weight]) {
      const [analytic] = interpret(grad(loss, [node]), given);
      const at = given[nameOf(node)];
      const moved = (i: number, h: number) => {
        const values = Float64Array.from(at, (v, j) => v + (i === j ? h : 0));
        return interpret([loss], { ...given, [nameOf(node)]: values })[0][0];
      };
      analytic.forEach((g, i) => {
        expect((moved(i, 1e-6) - moved(i, -1e-6)) / 2e-6).toBeCloseTo(g, 7);
      });
    }
  });
});

describe('minibatchStddev', () => {
  it('appends the mean deviation of each group, whose members are strided', () => {
    const { value, x } = run(minibatchStddev(2), 4, 3); // groups {0, 2} and {1, 3}
    const half = (i: number, j: number) =>
      [0, 1, 2].reduce((s, k) => s + Math.sqrt((x[i * 3 + k] - x[j * 3 + k]) ** 2 / 4 + 1e-8), 0) / 3;
    expect([3, 7, 11, 15].map(i => value[i])).toEqual(
      [half(0, 2), half(1, 3), half(0, 2), half(1, 3)].map(e => expect.closeTo(e, 12)),
    );
  });

  it('takes the whole batch for a group of 0, and is finite for equal samples', () => {
    const { y, batch, given, value } = run(minibatchStddev(0), 3, 2, new Float64Array(6).fill(1));
    expect(value[2]).toBeCloseTo(1e-4, 12);
    const [slope] = interpret(grad(sum(y), [batch]), given);
    expect(Array.from(slope)).toEqual(new Array(6).fill(1));
  });

  it('refuses groups that do not divide the batch', () => {
    expect(() => run(minibatchStddev(4), 6, 2)).toThrow(UserError);
  });
});
