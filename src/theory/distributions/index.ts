export { beta } from './beta.ts';
export { cauchy } from './cauchy.ts';
export { checkerboard } from './checkerboard.ts';
export { line, moons, spiral } from './curves.ts';
export { discrete, empirical } from './discrete.ts';
export { exponential } from './exponential.ts';
export { gamma } from './gamma.ts';
export { logistic } from './logistic.ts';
export { mixture } from './mixture.ts';
export { grid, modes, ring } from './modes.ts';
export { type MultivariateNormal, multivariateNormal } from './multivariate-normal.ts';
export { normal } from './normal.ts';
export {
  buildDistribution,
  buildPlanar,
  correlated,
  type DistributionName,
  type DistributionSpec,
  distributions,
  type Family,
  type PlanarName,
  planar,
} from './registry.ts';
export { scatter } from './scatter.ts';
export { studentT } from './student-t.ts';
export { truncatedNormal } from './truncated-normal.ts';
export type { Distribution, ModeDistribution, MultivariateDistribution } from './types.ts';
export { uniform } from './uniform.ts';
