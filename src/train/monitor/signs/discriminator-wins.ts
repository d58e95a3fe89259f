import { lossOfIndifference } from '../losses.ts';
import { type Detector, digits, mean, percent, presentSteps, quantile, type Situation } from './sign.ts';

/** Gradients below this share of what they were have collapsed. */
const COLLAPSED = 0.05;

/**
 * D tells real from generated samples without fail: with a perfect D the gradient that G gets has no reason to point
 * anywhere, and under many losses it vanishes. Seen in the scores; for a critic, whose scores have no scale, in a
 * loss that ends at 0.
 * @see arXiv 1701.07875; Arjovsky and Bottou, arXiv 1701.04862, theorems 2.1 to 2.4
 */
export const discriminatorWins: Detector = (situation, active) => {
  const seen = situation.objective.critic ? ofLoss(situation, active) : ofScores(situation, active);
  if (!seen) return undefined;
  const { now, before } = gradients(situation);
  const collapsed = now < COLLAPSED * before;
  const gradient = `gradient at G ${digits(now)}`;
  return {
    severity: collapsed ? 'serious' : 'warning',
    sentence: `D wins: ${seen}; ${gradient}${collapsed ? `, ${percent(now / before)} of what it was` : ''}`,
  };
};

function ofScores({ labelOfReal, history, step }: Situation, active: boolean): string | undefined {
  const reals = history.last('scoreReal', presentSteps(step)).map(score => score / labelOfReal);
  const fakes = history.last('scoreFake', presentSteps(step));
  const [real, fake] = [mean(reals), mean(fakes)];
  const limit = active ? 0.05 : 0.02;
  if (real < 1 - limit || fake > limit) return undefined;
  if (!active && (Math.min(...reals) < 0.9 || Math.max(...fakes) > 0.1)) return undefined;
  return `D(x) = ${digits(mean(history.last('scoreReal', presentSteps(step))))}, D(G(z)) = ${digits(fake)}`;
}

/** Only where the loss has a lower end at 0, which D comes near to: hinge, least squares, relativistic. */
function ofLoss({ objective, history, step }: Situation, active: boolean): string | undefined {
  const undecided = lossOfIndifference(objective);
  const now = mean(history.last('lossD', presentSteps(step)));
  if (!(now >= 0 && now < (active ? 0.1 : 0.05) * undecided)) return undefined;
  return `loss of D ${digits(now)}, where one that cannot tell has ${digits(undecided)}`;
}

function gradients({ history, step }: Situation): Record<'now' | 'before', number> {
  const all = history.of('gradientG');
  return { now: mean(history.last('gradientG', presentSteps(step))), before: quantile(all, 0.9) };
}
