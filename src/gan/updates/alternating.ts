import { stopGradient } from '../../graph/ops/elementwise.ts';
import type { Loss, Round } from '../losses.ts';
import type { Player } from '../player.ts';
import type { StepWriter } from '../writer.ts';
import { ascendSeparately } from './separate.ts';

/**
 * Algorithm 1: k ascents of D on fresh minibatches, then one descent of G on fresh noise.
 * @see arXiv 1406.2661
 */
export function alternating(step: StepWriter): void {
  const { k = 1, realFake } = step.options;
  let seen!: Loss;
  for (let i = 1; i <= k; i++) {
    const round = roundOfD(step, i);
    seen = realFake === 'separate' ? ascendSeparately(step, round, i) : ascend(step, round, i);
  }
  descend(step, seen);
}

/** A minibatch of noise and one of data, and what G makes of them, without a gradient to G. */
function roundOfD(step: StepWriter, i: number): Round {
  const z = step.noise(`z${i}`);
  const real = step.data();
  const training = step.options.generatorMode !== 'eval';
  const G = step.G.applied(`generator${i}`, stopGradient, training);
  return step.round({ real, z, asked: real.y }, step.G, G);
}

/** D ascends V(D, G) by descending its loss. */
function ascend(step: StepWriter, round: Round, i: number): Loss {
  const loss = step.losses.ofD(step.D, round, `discriminator${i}`);
  step.report(loss);
  step.descendD(step.D, loss, `ascent ${i} of D`);
  return loss;
}

/**
 * G descends its loss on a minibatch of noise.
 * @param seen what D saw last
 */
function descend(step: StepWriter, seen: Loss): void {
  const { G, losses } = step;
  step.D.freeze();
  const before = G.fork('before');
  const { real } = seen.round.minibatch;
  const z = step.noise('z');
  const asked = step.asked('asked', real);
  const round = step.round({ real, z, asked }, G, G.applied('generator'));
  const D = unrolled(step, round);
  const outputs = losses.judgeForG(D, round, seen.outputs, 'discriminator');
  step.descendG(G, losses.ofG(D, round, outputs, 'generator'), 'descent of G');
  step.holdG(before);
}

/** D after some more ascents on the same minibatch, through which G's gradient flows. @see arXiv 1611.02163 */
function unrolled(step: StepWriter, round: Round): Player {
  const { unroll = 0 } = step.options;
  if (unroll === 0) return step.D;
  const D = step.D.fork('unroll');
  for (let i = 1; i <= unroll; i++) {
    const loss = step.losses.ofD(D, round, `unroll${i}`, true);
    step.descendD(D, loss, `ascent ${i} of D ahead`, { differentiated: true });
  }
  return D;
}
