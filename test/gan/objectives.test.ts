import { beforeAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '../../src/engine/node.ts';
import { referenceEngine } from '../../src/engine/reference.ts';
import { objective, objectives, parseObjective } from '../../src/gan/objectives/index.ts';
import { grad } from '../../src/graph/grad.ts';
import { input } from '../../src/graph/ops/leaf.ts';
import { sum } from '../../src/graph/ops/reduce.ts';
import type { Program } from '../../src/graph/program.ts';
import type { Tensor } from '../../src/graph/tensor.ts';

/** e^v leaves float32 above 88; these have it in their formula, and hold to ±80 instead. */
const EXPONENTIAL = ['f-kl', 'f-reverse-kl', 'f-hellinger', 'f-kl:0', 'f-reverse-kl:1', 'f-hellinger:0'];
const SHARES = [-1, -0.31, -0.08, -0.01, 0, 0.004, 0.02, 0.17, 1];
const pairs = SHARES.flatMap(real => SHARES.map(fake => [real, fake]));
const names = [...Object.keys(objectives), 'lsgan:-1,1,0', 'f-kl:0', 'f-reverse-kl:1', 'f-hellinger:0'];
const players = ['discriminator', 'generator'] as const;

/** Losses and gradients of every objective as one program. */
function program(): Program {
  const outputs: Record<string, Tensor> = {};
  const side = (name: string) => input(name, [pairs.length]);
  const ends = {
    100: { real: side('real100'), fake: side('fake100') },
    80: { real: side('real80'), fake: side('fake80') },
  };
  for (const name of names) {
    const logits = ends[EXPONENTIAL.includes(name) ? 80 : 100];
    for (const player of players) {
      const losses = objective(parseObjective(name))[player](logits);
      const [real, fake] = grad(sum(losses), [logits.real, logits.fake]);
      Object.assign(outputs, {
        [`${name} ${player} losses`]: losses,
        [`${name} ${player} real`]: real,
        [`${name} ${player} fake`]: fake,
      });
    }
  }
  return { inputs: Object.values(ends).flatMap(({ real, fake }) => [real, fake]), state: [], outputs };
}

describe('in float32 at logits up to ±100', () => {
  let exact: Record<string, ArrayLike<number>>;
  let got: Record<string, ArrayLike<number>>;
  beforeAll(async () => {
    const inputs = Object.fromEntries(
      [100, 80].flatMap(end => [
        [`real${end}`, Float32Array.from(pairs, ([real]) => end * real)],
        [`fake${end}`, Float32Array.from(pairs, ([, fake]) => end * fake)],
      ]),
    );
    const [slow, fast] = await Promise.all(
      [referenceEngine, nodeEngine('cpu', { threads: 1 })].map(async engine => {
        const executable = await engine.compile(program());
        const outputs = await executable.run(1, inputs);
        await executable.dispose();
        return outputs;
      }),
    );
    [exact, got] = [slow, fast];
  });

  it.each(names)('%s: ONNX Runtime on the CPU agrees with float64', name => {
    for (const player of players) {
      for (const what of ['losses', 'real', 'fake']) {
        const key = `${name} ${player} ${what}`;
        expect(got[key].length).toBe(pairs.length);
        // Sums over the batch in relativistic averages have terms of up to 200².
        const scale = name === 'relativistic-average-ls' ? 100 : 1;
        Array.from(exact[key]).forEach((e, i) => {
          const error = Math.abs(got[key][i] - e) / Math.max(scale, Math.abs(e));
          expect(error, `${key} at ${pairs[i]}: ${got[key][i]} is not ${e}`).toBeLessThan(2e-6);
        });
      }
    }
  });
});
