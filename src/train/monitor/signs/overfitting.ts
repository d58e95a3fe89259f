import type { Channel } from '../history.ts';
import type { Estimate } from '../probe.ts';
import {
  count,
  type Detector,
  digits,
  mean,
  percent,
  presentSteps,
  type Sign,
  type Situation,
} from './sign.ts';

/**
 * D knows the training samples by heart instead of their law. With samples held out the sign is the gap
 * r_v = (E D(train) − E D(held out)) / (E D(train) − E D(generated)): 0 as it should be, 1 where D takes new real samples for
 * generated ones. Without, r_t = E sign D(train), which a strong D has as well.
 * @see Karras et al. (ADA), arXiv 2006.06676, section 3.1: r_v and r_t, target of r_t 0.6
 */
export const overfitting: Detector = (situation, active) =>
  situation.heldOut > 0 ? ofGap(situation, active) : ofSigns(situation, active);

function ofGap({ measured }: Situation, active: boolean): Sign | undefined {
  const judged = measured.at(-1)?.judged;
  if (!judged) return undefined;
  const { train, heldOut, fake } = judged;
  const gap = (train.mean - heldOut.mean) / (train.mean - fake.mean);
  if (!(gap > (active ? 0.25 : 0.4)) || !differ(train, heldOut) || !differ(train, fake)) return undefined;
  return {
    severity: gap > 0.8 ? 'serious' : 'warning',
    sentence: `D overfits: its logits are ${digits(train.mean)} on training, ${digits(heldOut.mean)} on held-out and ${digits(fake.mean)} on generated samples; r_v = ${digits(gap)}, where 0 is none and 1 complete`,
  };
}

/** Whether the first mean is the greater one beyond chance: by three standard errors. */
function differ(a: Estimate, b: Estimate): boolean {
  return a.mean - b.mean > 3 * Math.hypot(a.error, b.error);
}

function ofSigns(situation: Situation, active: boolean): Sign | undefined {
  const { objective, labelOfReal, imagesPerStep, data, history, step } = situation;
  const passes = (step * imagesPerStep) / data.size;
  if (objective.comparesWithReal || passes < 20) return undefined;
  const now = (name: Channel) => mean(history.last(name, presentSteps(step)));
  const sign = now('signReal');
  if (sign < (active ? 0.85 : 0.95) || (!objective.critic && now('scoreFake') < 0.1)) return undefined; // it wins, whatever the samples
  if (!objective.critic && now('scoreReal') < 0.7 * labelOfReal) return undefined;
  return {
    severity: 'warning',
    sentence: `D may overfit: r_t = ${digits(sign)}, so ${percent((1 + sign) / 2)} of the training samples are real to it, after ${count(passes)} passes over ${count(data.size)} samples (ADA keeps r_t at 0.6; --held-out 0.1 tells)`,
  };
}
