import { mul } from '../graph/ops/elementwise.ts';
import { input } from '../graph/ops/leaf.ts';
import { matmul } from '../graph/ops/linear.ts';
import { sum } from '../graph/ops/reduce.ts';
import type { Program } from '../graph/program.ts';
import type { Engine } from './engine.ts';

const SIZE = 512;
/** Longest that measuring takes after the first step, unless one step takes longer. */
const BUDGET_MS = 150;

/** A step that multiplies two carried matrices; its output is a number, so a step ends when it is computed. */
function product(): Program {
  const [a, b] = ['a', 'b'].map(name => input(name, [SIZE, SIZE]));
  const next = matmul(a, b);
  return {
    inputs: [],
    state: [
      { value: a, next: mul(next, 1 / SIZE) },
      { value: b, next: b },
    ],
    outputs: { total: sum(next) },
  };
}

/** The rate of matrix products on an engine, 10⁹ floating-point operations a second: the best of several steps. */
export async function measureGflops(engine: Engine): Promise<number> {
  const executable = await engine.compile(product());
  const ones = new Float32Array(SIZE * SIZE).fill(1);
  await executable.write({ a: ones, b: ones });
  await executable.run(1, {});
  let best = Infinity;
  const end = performance.now() + BUDGET_MS;
  for (let start = performance.now(); start < end; start = performance.now()) {
    await executable.run(1, {});
    best = Math.min(best, performance.now() - start);
  }
  await executable.dispose();
  return (2 * SIZE ** 3) / (best * 1e6);
}
