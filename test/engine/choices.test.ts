import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodeEngine } from '../../src/engine/node.ts';
import { referenceEngine } from '../../src/engine/reference.ts';
import * as e from '../../src/graph/ops/elementwise.ts';
import { input } from '../../src/graph/ops/leaf.ts';
import { matmul } from '../../src/graph/ops/linear.ts';
import { mean } from '../../src/graph/ops/statistics.ts';
import type { Program } from '../../src/graph/program.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { Random } from '../../src/util/random.ts';

const state = ['x', 'y', 'z'].map(name => input(name, [3, 3]));
const flags = ['p', 'q'].map(name => input(name, []));
const conditions = [...flags, mean(state[0])].map(value => e.greater(value, 0));

/** Steps that build a random graph of choices, all values in [−1, 1]. */
const builders: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => e.tanh(e.add(a, b)),
  (a, b) => e.mul(a, b),
  (a, b) => e.tanh(matmul(a, b)),
  a => e.neg(a),
  ...conditions.flatMap(condition => [
    (a: Tensor, b: Tensor) => e.where(condition, a, b),
    (a: Tensor, b: Tensor) => e.where(condition, e.sin(a), b),
    (a: Tensor) => e.where(condition, e.tanh(a), 0.5),
  ]),
];

const program = fc
  .array(fc.record({ build: fc.constantFrom(...builders), a: fc.nat(40), b: fc.nat(40) }), {
    minLength: 6,
    maxLength: 40,
  })
  .map((steps): Program => {
    const nodes = [...state];
    for (const { build, a, b } of steps) nodes.push(build(nodes[a % nodes.length], nodes[b % nodes.length]));
    const [first, second, third, output] = nodes.slice(-4);
    return {
      inputs: flags,
      state: [first, second, third].map((next, i) => ({ value: state[i], next })),
      outputs: { output, again: first },
    };
  });

const initial = Object.fromEntries(
  ['x', 'y', 'z'].map(name => [name, new Random(1, name).uniforms(new Float32Array(9))]),
);
/** Both flags in every combination. */
const inputs = { p: Float32Array.of(0, 1, 0, 1), q: Float32Array.of(0, 0, 1, 1) };

it('random graphs of choices take the same steps as in the interpreter', async () => {
  const cpu = nodeEngine('cpu', { threads: 1 });
  await fc.assert(
    fc.asyncProperty(program, async drawn => {
      const [actual, expected] = await Promise.all(
        [cpu, referenceEngine].map(async engine => {
          const executable = await engine.compile(drawn);
          await executable.write(initial);
          const results = { ...(await executable.run(4, inputs)), ...(await executable.read()) };
          await executable.dispose();
          return results;
        }),
      );
      for (const [name, values] of Object.entries(expected)) {
        values.forEach((value, i) => {
          expect(Math.abs(actual[name][i] - value)).toBeLessThan(1e-5);
        });
      }
    }),
    { numRuns: 120, seed: 7 },
  );
});
