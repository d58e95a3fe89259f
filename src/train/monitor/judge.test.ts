import { describe, expect, it } from 'vitest';
import { referenceEngine } from '../../engine/reference.ts';
import { pack } from '../../gan/pack.ts';
import { interpret } from '../../graph/interpret.ts';
import { constant } from '../../graph/ops/leaf.ts';
import { Random } from '../../util/random.ts';
import { buildGan } from '../build.ts';
import { resolveConfig } from '../resolve.ts';
import { Judge } from './judge.ts';

const config = resolveConfig({
  recipe: 'pixel',
  overrides: { discriminator: { hidden: [5] }, generator: { hidden: [5] }, batch: 6, pac: 2 },
});
const { discriminator } = buildGan(config, { shape: [3] });
const state = discriminator.initialize(1);
const random = new Random(0, 'samples');
const samples = Float32Array.from({ length: 20 * 3 }, () => random.normal());

/** Logits of the first 18 samples, which make three whole minibatches of 6. */
function expected(): number[] {
  const x = constant(Float64Array.from(samples.subarray(0, 54)), [18, 3]);
  return [...interpret([discriminator.infer(pack(x, 2), discriminator.variables())], state)[0]];
}

describe('Judge', () => {
  it("gives D's logits of the packs of whole minibatches, and their mean with its error", async () => {
    const judge = await Judge.create(referenceEngine, discriminator, config);
    await judge.load(state);
    const logits = await judge.logits(samples);
    const truth = expected();
    expect(logits).toHaveLength(9);
    for (const [i, logit] of logits.entries()) expect(Math.abs(logit - truth[i])).toBeLessThan(1e-6);
    const { mean, error } = await judge.estimate(samples);
    const average = truth.reduce((a, b) => a + b) / 9;
    const variance = truth.reduce((sum, s) => sum + (s - average) ** 2, 0) / 8;
    expect(Math.abs(mean - average)).toBeLessThan(1e-6);
    expect(Math.abs(error - Math.sqrt(variance / 9))).toBeLessThan(1e-6);
    await judge.dispose();
  });

  it('repeats samples that make no minibatch', async () => {
    const judge = await Judge.create(referenceEngine, discriminator, config);
    await judge.load(state);
    const logits = await judge.logits(samples.subarray(0, 6)); // a pack of 2
    expect([...logits]).toEqual([logits[0], logits[0], logits[0]]);
    await judge.dispose();
  });
});
