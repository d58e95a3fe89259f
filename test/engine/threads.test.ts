import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type NodeEngineOptions, nodeEngine } from '../../src/engine/node.ts';
import { mul } from '../../src/graph/ops/elementwise.ts';
import { input } from '../../src/graph/ops/leaf.ts';
import { matmul } from '../../src/graph/ops/linear.ts';
import { sum } from '../../src/graph/ops/reduce.ts';
import { Random } from '../../src/util/random.ts';

const SIZE = 256;
const RUNS = 10;

/** Two threads multiply matrices, then have nothing to do for a moment, ten times. */
async function work(options: NodeEngineOptions) {
  const x = input('x', [SIZE, SIZE]);
  const next = mul(matmul(x, x), 1 / SIZE);
  const program = { inputs: [], state: [{ value: x, next }], outputs: { total: sum(next) } };
  const executable = await nodeEngine('cpu', { threads: 2, ...options }).compile(program);
  await executable.write({ x: new Random(1, 'x').normals(new Float32Array(SIZE * SIZE)) });
  const idleMs: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    await executable.run(5, {});
    const begin = process.cpuUsage();
    await setTimeout(100);
    const { user, system } = process.cpuUsage(begin);
    idleMs.push((user + system) / 1000);
  }
  const state = (await executable.read())['x'];
  await executable.dispose();
  idleMs.sort((a, b) => a - b);
  return { state, usualMs: idleMs[RUNS / 2], mostMs: idleMs[RUNS - 1] };
}

it('threads that have nothing to do leave the processor to others, and no number depends on it', async () => {
  const [ours, awake, asleep] = [await work({}), await work({ spinUs: 50_000 }), await work({ spinUs: 0 })];
  expect(awake.mostMs).toBeGreaterThan(8); // processor time, which other load on the machine does not lengthen
  expect(ours.usualMs).toBeLessThan(awake.mostMs / 3);
  expect(ours.state.every(Number.isFinite)).toBe(true);
  expect(ours.state).toEqual(awake.state);
  expect(ours.state).toEqual(asleep.state);
});
