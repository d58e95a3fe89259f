import { type PenaltyName, parsePenalty, slopePenalties } from '../../gan/penalties/index.ts';
import type { Schedule } from '../../nn/schedule.ts';
import { type Config, imagesPerStep } from '../config.ts';
import { merge } from '../merge.ts';
import { type Leaf, leavesOf } from '../shorthand.ts';
import type { SignKind } from './signs/index.ts';

/** Values of a config that are to be changed, nested as they are there. */
export interface Patch {
  readonly [key: string]: unknown;
}

/** Something to try, in the form that a run takes it. */
export interface Remedy {
  /** As on the command line: `--penalty r1:10`. */
  readonly flags: string;
  /** As overrides of a config: `{ penalties: [{ kind: 'r1', weight: 10 }] }`. */
  readonly patch: Patch;
  /** Where it is explained. */
  readonly page: string;
}

/** A remedy before it is known to fit: undefined where the config has it already, or has no use for it. */
interface Cure {
  readonly page: string;
  patch(config: Config): Patch | undefined;
}

/** Most remedies that a finding names. */
const MOST = 3;

/** The first remedies of a sign that change something and can be built. */
export function remediesFor(
  kind: SignKind,
  config: Config,
  possible: (config: Config) => boolean,
): readonly Remedy[] {
  const found: Remedy[] = [];
  for (const { page, patch: change } of cures[kind]) {
    const patch = change(config);
    if (!patch || !possible(patched(config, patch))) continue;
    found.push({ flags: flagsOf(patch), patch, page });
    if (found.length === MOST) break;
  }
  return found;
}

/** The config with the values of a patch. */
export function patched(config: Config, patch: Patch): Config {
  return merge(config, patch) as Config;
}

/** Shorter flags of the command line, by what they set. */
const SHORT: Readonly<Record<string, string>> = {
  penalties: 'penalty',
  emaHalfLife: 'ema',
  'optimizer.discriminator.lr': 'lr-d',
  'optimizer.generator.lr': 'lr-g',
};

function flagsOf(patch: Patch): string {
  const leaves = leavesOf(patch);
  return forBoth(leaves) ?? leaves.map(flagOf).join(' ');
}

function flagOf([path, text]: Leaf): string {
  if (path === 'discriminator.weightNorm') return '--spectral-norm d';
  return `--${SHORT[path] ?? path.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)} ${text}`;
}

/** One flag for the same value of both players' optimisers. */
function forBoth(leaves: readonly Leaf[]): string | undefined {
  const [[first, text], second] = leaves;
  const name = /^optimizer\.discriminator\.(kind|lr|beta1)$/.exec(first)?.[1];
  if (leaves.length !== 2 || name === undefined) return undefined;
  if (second[0] !== first.replace('discriminator', 'generator') || second[1] !== text) return undefined;
  return `--${name === 'kind' ? 'optimizer' : name} ${text}`;
}

const has = ({ penalties }: Config, ...kinds: readonly string[]) =>
  penalties.some(({ kind }) => kinds.includes(kind));

/** Adds a penalty with its defaults, unless it or one of the others is there already. */
function withPenalty(kind: PenaltyName, ...instead: readonly string[]): Cure['patch'] {
  return config =>
    has(config, kind, ...instead) ? undefined : { penalties: [...config.penalties, parsePenalty(kind)] };
}

const r1: Cure = {
  page: 'docs/cures/r1-r2.md',
  patch: withPenalty('r1', ...slopePenalties),
};

/** The pair that R3GAN trains with. */
const relativisticWithPenalties: Cure = {
  page: 'docs/cures/r1-r2.md',
  patch: config => {
    const missing = (['r1', 'r2'] as const).filter(kind => !has(config, kind));
    const added = { penalties: [...config.penalties, ...missing.map(kind => ({ kind, weight: 1 }))] };
    const relativistic = config.objective.kind.startsWith('relativistic');
    if (relativistic && missing.length === 0) return undefined;
    return {
      ...(!relativistic && { objective: { kind: 'relativistic' } }),
      ...(missing.length > 0 && added),
    };
  },
};

const instanceNoise: Cure = {
  page: 'docs/cures/instance-noise.md',
  patch: ({ instanceNoise }) =>
    instanceNoise === 0 ? { instanceNoise: { kind: 'linear', from: 0.1, to: 0, steps: 0 } } : undefined,
};

/** For images; elsewhere it cannot be built. */
const augment: Cure = {
  page: 'docs/augmentation.md',
  patch: config =>
    config.augment.length === 0
      ? { augment: [{ kind: 'translation', reach: 0.125, p: 1, fill: 0 }] }
      : undefined,
};

const labelSmoothing: Cure = {
  page: 'docs/cures/label-smoothing.md',
  patch: ({ labelSmoothing }) => (labelSmoothing === 1 ? { labelSmoothing: 0.9 } : undefined),
};

const slowerD: Cure = {
  page: 'docs/cures/ttur.md',
  patch: ({ optimizer }) =>
    slowed(optimizer.discriminator.lr, 4, lr => ({ optimizer: { discriminator: { lr } } })),
};

const fasterG: Cure = {
  page: 'docs/cures/ttur.md',
  patch: ({ optimizer: { discriminator, generator } }) =>
    typeof discriminator.lr === 'number' &&
    typeof generator.lr === 'number' &&
    generator.lr < discriminator.lr / 8
      ? { optimizer: { generator: { lr: discriminator.lr } } }
      : undefined,
};

const slowerBoth: Cure = {
  page: 'docs/config.md',
  patch: ({ optimizer: { discriminator, generator } }) =>
    slowed(discriminator.lr, 10, lrD =>
      slowed(generator.lr, 10, lrG => ({
        optimizer: { discriminator: { lr: lrD }, generator: { lr: lrG } },
      })),
    ),
};

function slowed(lr: Schedule, factor: number, patch: (lr: Schedule) => Patch | undefined): Patch | undefined {
  const less = (rate: number) => Number((rate / factor).toPrecision(2));
  if (typeof lr === 'number') return patch(less(lr));
  return 'steps' in lr ? patch({ ...lr, from: less(lr.from), to: less(lr.to) }) : undefined;
}

const fewerAscents: Cure = {
  page: 'docs/cures/n-critic.md',
  patch: ({ k }) => (k > 1 ? { k: 1 } : undefined),
};

const nonSaturating: Cure = {
  page: 'docs/objectives/non-saturating.md',
  patch: ({ objective }) =>
    objective.kind === 'non-saturating' ? undefined : { objective: { kind: 'non-saturating' } },
};

const extragradient: Cure = {
  page: 'docs/cures/extragradient.md',
  patch: ({ update }) => (update === 'simultaneous' ? { update: 'extragradient' } : undefined),
};

const noMomentum: Cure = {
  page: 'docs/cures/ttur.md',
  patch: ({ optimizer: { discriminator, generator } }) =>
    'beta1' in discriminator && 'beta1' in generator && discriminator.beta1 > 0 && generator.beta1 > 0
      ? { optimizer: { discriminator: { beta1: 0 }, generator: { beta1: 0 } } }
      : undefined,
};

const average: Cure = {
  page: 'docs/cures/averaging.md',
  patch: config => (config.emaHalfLife === 0 ? { emaHalfLife: 1000 * imagesPerStep(config) } : undefined),
};

const optimisticAdam: Cure = {
  page: 'docs/cures/optimistic-adam.md',
  patch: ({ optimizer: { discriminator, generator } }) =>
    discriminator.kind === 'adam' && generator.kind === 'adam'
      ? {
          optimizer: { discriminator: { kind: 'optimistic-adam' }, generator: { kind: 'optimistic-adam' } },
        }
      : undefined,
};

const spectralNorm: Cure = {
  page: 'docs/cures/spectral-norm.md',
  patch: ({ discriminator, optimizer }) =>
    discriminator.weightNorm === 'none' && optimizer.discriminator.clipWeights === 0
      ? { discriminator: { weightNorm: 'spectral' } }
      : undefined,
};

const packs: Cure = {
  page: 'docs/cures/pacgan.md',
  patch: ({ pac, batch }) => (pac === 1 && batch % 2 === 0 ? { pac: 2 } : undefined),
};

const unrolled: Cure = {
  page: 'docs/cures/unrolled.md',
  patch: ({ unroll }) => (unroll === 0 ? { unroll: 5 } : undefined),
};

const consistency: Cure = { page: 'docs/cures/consistency.md', patch: withPenalty('bcr', 'cr', 'zcr') };
const lecam: Cure = { page: 'docs/cures/lecam.md', patch: withPenalty('lecam') };

const dropout: Cure = {
  page: 'docs/config.md',
  patch: ({ discriminator }) =>
    'dropoutHidden' in discriminator && discriminator.dropoutHidden === 0
      ? { discriminator: { dropoutHidden: 0.3 } }
      : undefined,
};

const lipschitz: Cure = {
  page: 'docs/cures/wgan-gp.md',
  patch: config =>
    config.objective.kind === 'wasserstein' && config.optimizer.discriminator.clipWeights === 0
      ? withPenalty('wgan-gp', ...slopePenalties)(config)
      : undefined,
};

const clipGradients: Cure = {
  page: 'docs/cures/gradient-clipping.md',
  patch: ({ optimizer: { discriminator, generator } }) =>
    discriminator.clipNorm === 0 && generator.clipNorm === 0
      ? { optimizer: { discriminator: { clipNorm: 1 }, generator: { clipNorm: 1 } } }
      : undefined,
};

/** The remedies of each sign, the one to try first at the top. */
const cures: Readonly<Record<SignKind, readonly Cure[]>> = {
  divergence: [lipschitz, extragradient, slowerBoth, clipGradients],
  saturation: [nonSaturating, instanceNoise, r1, slowerD],
  'discriminator-wins': [fasterG, fewerAscents, r1, instanceNoise, spectralNorm, slowerD, labelSmoothing],
  oscillation: [lipschitz, r1, extragradient, noMomentum, optimisticAdam, average, slowerBoth],
  'mode-dropping': [relativisticWithPenalties, packs, unrolled],
  overfitting: [dropout, augment, instanceNoise, lecam, consistency, r1],
};
