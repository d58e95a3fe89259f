import { slopePenalties } from '../gan/penalties/index.ts';
import { at } from '../nn/schedule.ts';
import { type Config, imagesPerStep, type OptimizerConfig } from './config.ts';

/** A combination that can be trained and is doubtful all the same. */
export interface Lint {
  applies(config: Config): boolean;
  /** What is doubtful, why, and what to do instead. */
  readonly sentence: string;
  readonly source: string;
}

/**
 * Doubtful combinations by name. What cannot work is refused instead: see `validate` and `checkOptions`.
 * Every entry has a source that reports the trouble, or from which it follows.
 */
export const lints = {
  'free-critic': {
    applies: config => config.objective.kind === 'wasserstein' && !holdsLipschitz(config),
    sentence:
      'wasserstein: nothing holds D Lipschitz, so its loss has no end; add --penalty wgan-gp:10, --spectral-norm d or --optimizer.discriminator.clip-weights 0.01',
    source: 'arXiv 1701.07875, section 3',
  },
  'critic-with-momentum': {
    applies: ({ objective, optimizer: { discriminator } }) =>
      objective.kind === 'wasserstein' && momentumOf(discriminator) > 0,
    sentence:
      'wasserstein: training can get unstable where D has momentum; set --optimizer.discriminator.beta1 0',
    source: 'arXiv 1701.07875, section 3',
  },
  'critic-behind': {
    applies: ({ objective, k, generatorEvery, optimizer: { discriminator, generator } }) =>
      objective.kind === 'wasserstein' &&
      k * at(generatorEvery, 0) < 2 &&
      at(discriminator.lr, 0) <= at(generator.lr, 0),
    sentence:
      'wasserstein: the distance means something only where D is near its best; set --k 5, or a greater --lr-d than --lr-g',
    source: 'arXiv 1701.07875, algorithm 1; arXiv 1706.08500',
  },
  spiral: {
    applies: config =>
      config.update === 'simultaneous' &&
      ['minimax', 'wasserstein'].includes(config.objective.kind) &&
      config.consensus === 0 &&
      !hasSlopePenalty(config),
    sentence:
      'update simultaneous: in a zero-sum game without a penalty both players spiral away from the equilibrium; set --update extragradient, or --penalty r1:1',
    source: 'arXiv 1801.04406, section 2',
  },
  saturating: {
    applies: ({ objective }) => ['minimax', 'linear'].includes(objective.kind),
    sentence:
      'objective: the loss of G is flat where D rejects its samples, as it does at first; --objective non-saturating has the same fixed point and is not',
    source: 'arXiv 1406.2661, section 3',
  },
  'lazy-zero-centred': {
    applies: config => config.penaltyEvery > 1 && has(config, 'r1', 'r2'),
    sentence:
      'penaltyEvery: R₁ and R₂ every 8 steps are reported as complete convergence failure on small data; set --penalty-every 1',
    source: 'arXiv 2501.05441',
  },
  'half-of-r3gan': {
    applies: config => config.objective.kind === 'relativistic' && has(config, 'r1') && !has(config, 'r2'),
    sentence:
      'penalties: relativistic pairing with R₁ alone is reported to diverge, with R₁ and R₂ to converge; use both',
    source: 'arXiv 2501.05441, table 1',
  },
  'relativistic-batch-norm': {
    applies: ({ objective, discriminator }) =>
      objective.kind === 'relativistic' && 'norm' in discriminator && discriminator.norm?.kind === 'batch',
    sentence:
      'discriminator.norm: pairing takes samples for independent, which batch normalisation makes them not; set --discriminator.norm none',
    source: 'arXiv 2501.05441',
  },
  'spectral-and-clipped': {
    applies: ({ discriminator, optimizer }) =>
      discriminator.weightNorm === 'spectral' && optimizer.discriminator.clipWeights > 0,
    sentence:
      'discriminator.weightNorm: spectral normalisation divides each matrix by its norm, so clipping its entries bounds nothing more and only bends its direction; drop one of them',
    source: 'arXiv 1802.05957, section 2.1',
  },
  'smoothed-critic': {
    applies: ({ objective, labelSmoothing }) => objective.kind === 'hinge' && labelSmoothing < 1,
    sentence:
      'labelSmoothing: labels are probabilities of cross-entropy; under hinge the best D says real only where (2α − 1)·p > q, so it rejects all samples of an equal law; set --label-smoothing 1',
    source: 'arXiv 1606.03498, section 3.4',
  },
  'consistency-twice': {
    applies: config => has(config, 'cr') && has(config, 'bcr'),
    sentence: 'penalties: bcr contains cr, which then counts twice on real samples; drop cr',
    source: 'arXiv 2002.04724',
  },
  'unrolled-far': {
    applies: ({ unroll }) => unroll > 10,
    sentence:
      'unroll: each step ahead costs an ascent of D and its gradient; 5 to 10 is what the paper needed',
    source: 'arXiv 1611.02163',
  },
  'average-too-slow': {
    applies: config => config.emaHalfLife > config.steps * imagesPerStep(config),
    sentence:
      'emaHalfLife: longer than the whole run, so the average of G never gets that slow (its half-life is at most a twentieth of the images so far); shorten it, or train longer',
    source: 'arXiv 1912.04958, the ramp-up of its code',
  },
} as const satisfies Readonly<Record<string, Lint>>;

export type LintName = keyof typeof lints;

/** What is doubtful in a config: sentences with their sources. */
export function lint(config: Config): string[] {
  const entries: readonly Lint[] = Object.values(lints);
  return entries
    .filter(({ applies }) => applies(config))
    .map(({ sentence, source }) => `${sentence} (${source})`);
}

function has({ penalties }: Config, ...names: string[]): boolean {
  return penalties.some(({ kind }) => names.includes(kind));
}

function hasSlopePenalty(config: Config): boolean {
  return has(config, ...slopePenalties);
}

function holdsLipschitz(config: Config): boolean {
  const { discriminator, optimizer } = config;
  return (
    hasSlopePenalty(config) ||
    discriminator.weightNorm === 'spectral' ||
    optimizer.discriminator.clipWeights > 0
  );
}

function momentumOf(optimizer: OptimizerConfig): number {
  if (optimizer.kind === 'sgd') return at(optimizer.momentum, 0);
  return 'beta1' in optimizer ? optimizer.beta1 : 0;
}
