export { Random } from '../util/random.ts';
export {
  beta,
  buildDistribution,
  buildPlanar,
  cauchy,
  checkerboard,
  correlated,
  type Distribution,
  type DistributionName,
  type DistributionSpec,
  discrete,
  distributions,
  empirical,
  exponential,
  type Family,
  gamma,
  grid,
  line,
  logistic,
  type ModeDistribution,
  type MultivariateDistribution,
  type MultivariateNormal,
  mixture,
  modes,
  moons,
  multivariateNormal,
  normal,
  type PlanarName,
  planar,
  ring,
  scatter,
  spiral,
  studentT,
  truncatedNormal,
  uniform,
} from './distributions/index.ts';
export { parseLaw } from './distributions/parse.ts';
export type { Law } from './divergences/compare.ts';
export {
  type DivergenceOptions,
  fDivergence,
  jensenShannonDistance,
  jsd,
  kl,
  neyman,
  pearson,
  renyi,
  squaredHellinger,
  totalVariation,
} from './divergences/divergences.ts';
export {
  type Estimate,
  fDivergenceFromCounts,
  fDivergenceFromSamples,
  klFromSamples,
  nearestNeighbourEntropy,
  type Points,
  permutationFloor,
  renyiFromCounts,
} from './divergences/estimate.ts';
export { type FDivergence, type FDivergenceName, fDivergences } from './divergences/family.ts';
export {
  type Gaussian,
  gaussianKl,
  gaussianPearson,
  gaussianRenyi,
  gaussianSquaredHellinger,
  gaussianTotalVariation,
  gaussianWasserstein2,
  onTheLine,
} from './divergences/gaussian.ts';
export {
  type Complex,
  type DynamicalSystem,
  type DynamicsName,
  type DynamicsOptions,
  dynamicalSystem,
  dynamics,
  eigenvaluesAt,
  flow,
  jacobian,
  radius,
  type State,
  type StepOptions,
  step,
  trajectory,
} from './dynamics/dirac.ts';
export { expectation } from './expectation.ts';
export { type Arguments, evaluate, type FunctionName, functions, type ListedFunction } from './functions.ts';
export {
  type CriterionName,
  criteria,
  optimalCritic,
  type Smoothing,
  smoothedDiscriminator,
  type VirtualCriterion,
  weightedDiscriminator,
} from './game/criteria.ts';
export { type Equilibrium, equilibria } from './game/equilibria.ts';
export {
  COMMON_CODES,
  type LeastSquaresCodes,
  leastSquares,
  PEARSON_CODES,
  type RelativisticOptimum,
  relativisticLeastSquares,
  triangular,
} from './game/least-squares.ts';
export {
  criterion,
  gameValue,
  gameValueFromLogits,
  gameValueFromSamples,
  type Judge,
  type LogitGradients,
  logitGradients,
  optimalDiscriminator,
  optimalLogit,
  sigmoid,
  softplus,
} from './game/value.ts';
export {
  differentialCrossEntropy,
  differentialEntropy,
} from './information/differential.ts';
export {
  conditionalEntropy,
  crossEntropy,
  entropy,
  type Joint,
  jointEntropy,
  marginals,
  mutualInformation,
  selfInformation,
} from './information/entropy.ts';
export {
  countLabels,
  differentialEntropyFromSamples,
  type EntropyEstimate,
  entropyFromCounts,
  mutualInformationFromCounts,
} from './information/estimate.ts';
export {
  averageKernel,
  energyKernel,
  gaussianKernel,
  gaussianMmd,
  type Kernel,
  medianBandwidth,
  mmd,
  mmdDiscrete,
  mmdFromSamples,
} from './kernel/mmd.ts';
export { cholesky, symmetricEigenvalues } from './linear.ts';
export { COLOURS, curve, type Figure, renderSvg } from './plot/chart.ts';
export { integrate, integrateBox, type QuadratureOptions } from './quadrature.ts';
export { aliasSampler, type IndexSampler, searchSampler } from './sampling/discrete.ts';
export {
  decreasingGenerator,
  distanceInLaw,
  type LawDistance,
  monotoneGenerator,
  pushforwardDensity,
} from './sampling/generator.ts';
export { drawn, type FromCdf, fromCdf, fromDensity, type Tabulation } from './sampling/inverse.ts';
export { drawByRearrangement, rearrangement, rosenblatt } from './sampling/rearrangement.ts';
export {
  kolmogorovSmirnov,
  slicedWasserstein,
  wasserstein,
  wassersteinDiscrete,
  wassersteinFromSamples,
} from './transport/wasserstein.ts';
export type { UnitOption } from './units.ts';
