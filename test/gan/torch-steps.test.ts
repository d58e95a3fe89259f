import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { nodeEngine } from '../../src/engine/node.ts';
import { referenceEngine } from '../../src/engine/reference.ts';
import { type TorchStep, torchSteps } from './torch-steps.ts';

async function follow(engine: Engine, { step, initial, inputs }: TorchStep) {
  const executable = await engine.compile(step.program);
  await executable.write(initial);
  const part = (from: number, to: number) =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, all]) => [
        name,
        all.slice((all.length / 3) * from, (all.length / 3) * to),
      ]),
    );
  const first = await executable.run(1, part(0, 1));
  const after1 = await executable.read();
  const rest = await executable.run(2, part(1, 3));
  const after3 = await executable.read();
  await executable.dispose();
  const losses = (name: string) => [...first[name], ...rest[name]];
  return { lossD: losses('lossD'), lossG: losses('lossG'), after1, after3 };
}

/** Relative to the largest element of the array, or to 1e-3 where all are smaller. */
function deviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Math.max(1e-3, ...Array.from(expected, Math.abs));
  return Math.max(...Array.from(expected, (e, i) => Math.abs(actual[i] - e))) / scale;
}

const engines: [string, Engine, number][] = [
  ['the interpreter', referenceEngine, 2e-6],
  ['ONNX Runtime on the CPU', nodeEngine('cpu', { threads: 1 }), 1e-4],
];

describe.each(engines)('three training steps of %s equal those of PyTorch', (_, engine, tolerance) => {
  it.each(torchSteps().map(step => [step.name, step] as const))('%s', async (_, recorded) => {
    const result = await follow(engine, recorded);
    expect(deviation(result.lossD, recorded.losses.lossD)).toBeLessThan(tolerance);
    expect(deviation(result.lossG, recorded.losses.lossG)).toBeLessThan(tolerance);
    for (const when of ['after1', 'after3'] as const) {
      for (const [name, expected] of Object.entries(recorded[when])) {
        expect(deviation(result[when][name], expected), `${name} ${when}`).toBeLessThan(tolerance);
      }
    }
    const moved = Object.entries(recorded.after1).filter(
      ([name, w]) => deviation(recorded.initial[name], w) > 1e-3,
    );
    expect(moved.length).toBeGreaterThan(8); // the step did something
  });
});
