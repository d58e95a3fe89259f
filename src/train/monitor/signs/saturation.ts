import { generatorSlope } from '../losses.ts';
import { type Detector, digits, mean, percent, presentSteps } from './sign.ts';

/**
 * G's loss is flat where D rejects with confidence, so G learns nothing exactly when it is bad. Measured as
 * |ℓ_G′(s)| / |ℓ_G′(0)| at the logit s of the mean score; minimax: D(G(z)) / ½.
 * @see arXiv 1406.2661, section 3
 */
export const saturation: Detector = ({ objectiveName, objective, history, step }, active) => {
  if (objective.critic || objective.comparesWithReal) return undefined;
  const score = mean(history.last('scoreFake', presentSteps(step)));
  if (score > 0.1) return undefined;
  const slope = generatorSlope(objective);
  const share = slope(Math.log(score / (1 - score))) / slope(0);
  if (!(share < (active ? 0.1 : 0.04))) return undefined;
  const gradient = mean(history.last('gradientG', presentSteps(step)));
  return {
    severity: share < 0.01 ? 'serious' : 'warning',
    sentence: `the loss of G saturates: D(G(z)) = ${digits(score)}, where ${objectiveName === undefined ? 'the objective' : `'${objectiveName}'`} passes on ${percent(share)} of the gradient that it passes on at D(G(z)) = 0.5; gradient at G ${digits(gradient)}`,
  };
};
