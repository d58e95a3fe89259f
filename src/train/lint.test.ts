import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addConfigFlags } from '../cli/flags.ts';
import { buildGan } from './build.ts';
import { configSchema, type PartialConfig } from './config.ts';
import { type LintName, lint, lints } from './lint.ts';
import { type RecipeName, recipes } from './recipes.ts';
import { resolveConfig } from './resolve.ts';

type Overrides = Partial<PartialConfig>;

const net = { family: 'mlp' as const, hidden: [4] };

function configOf(overrides: Overrides) {
  return configSchema.parse({
    data: { name: 'ring' },
    generator: net,
    discriminator: net,
    batch: 4,
    ...overrides,
  });
}

/** A critic as it should be. */
const critic: Overrides = {
  objective: { kind: 'wasserstein' },
  penalties: [{ kind: 'wgan-gp', weight: 10 }],
  k: 5,
  optimizer: { discriminator: { beta1: 0 } },
};

/** What is doubtful, and the nearest config that is not. */
const cases: Readonly<Record<LintName, readonly [doubtful: Overrides, fine: Overrides]>> = {
  'free-critic': [
    { ...critic, penalties: [] },
    { ...critic, discriminator: { ...net, weightNorm: 'spectral' } },
  ],
  'critic-with-momentum': [{ ...critic, optimizer: { discriminator: { beta1: 0.5 } } }, critic],
  'critic-behind': [
    { ...critic, k: 1 },
    { ...critic, k: 1, optimizer: { discriminator: { beta1: 0, lr: 1e-3 }, generator: { lr: 1e-4 } } },
  ],
  spiral: [
    { ...critic, objective: { kind: 'wasserstein' }, k: 1, update: 'simultaneous', penalties: [] },
    { ...critic, objective: { kind: 'wasserstein' }, k: 1, update: 'simultaneous' },
  ],
  saturating: [{ objective: { kind: 'minimax' } }, { objective: { kind: 'non-saturating' } }],
  'lazy-zero-centred': [
    { penalties: [{ kind: 'r1', weight: 10 }], penaltyEvery: 8 },
    { penalties: [{ kind: 'lecam' }], penaltyEvery: 8 },
  ],
  'half-of-r3gan': [
    { objective: { kind: 'relativistic' }, penalties: [{ kind: 'r1', weight: 1 }] },
    {
      objective: { kind: 'relativistic' },
      penalties: [
        { kind: 'r1', weight: 1 },
        { kind: 'r2', weight: 1 },
      ],
    },
  ],
  'relativistic-batch-norm': [
    { objective: { kind: 'relativistic' }, discriminator: { ...net, norm: { kind: 'batch' } } },
    { objective: { kind: 'relativistic' }, discriminator: { ...net, norm: { kind: 'layer' } } },
  ],
  'spectral-and-clipped': [
    {
      discriminator: { ...net, weightNorm: 'spectral' },
      optimizer: { discriminator: { clipWeights: 0.01 } },
    },
    { discriminator: { ...net, weightNorm: 'spectral' }, optimizer: { generator: { clipWeights: 0.01 } } },
  ],
  'smoothed-critic': [
    { objective: { kind: 'hinge' }, labelSmoothing: 0.9 },
    { objective: { kind: 'lsgan' }, labelSmoothing: 0.9 },
  ],
  'consistency-twice': [
    { penalties: [{ kind: 'cr' }, { kind: 'bcr' }] },
    { penalties: [{ kind: 'cr' }, { kind: 'zcr' }] },
  ],
  'unrolled-far': [{ unroll: 11 }, { unroll: 10 }],
  'average-too-slow': [
    { emaHalfLife: 1001, steps: 250 },
    { emaHalfLife: 1000, steps: 250 },
  ],
};

describe.each(Object.entries(cases))('%s', (name, [doubtful, fine]) => {
  const says = ({ sentence, source }: (typeof lints)[LintName]) => `${sentence} (${source})`;
  const warning = says(lints[name as LintName]);

  it('is warned of, and can be trained', () => {
    expect(lint(configOf(doubtful))).toContain(warning);
    expect(() => buildGan(configOf(doubtful), { shape: [2] })).not.toThrow();
  });

  it('is not warned of where it is mended', () => {
    expect(lint(configOf(fine))).not.toContain(warning);
  });
});

describe('lint', () => {
  const known = new Set(addConfigFlags(new Command()).options.map(option => option.long));
  const meant = Object.keys(recipes).filter(name => !name.startsWith('fail-')) as RecipeName[];
  it.each(meant)('finds nothing doubtful in the recipe %s', recipe => {
    expect(lint(resolveConfig({ recipe }))).toEqual([]);
  });

  it('names flags in words that the command line knows', () => {
    const flags = Object.values(lints).flatMap(({ sentence }) => sentence.match(/--[a-z][\w.-]*/g) ?? []);
    expect(flags.length).toBeGreaterThan(8);
    for (const flag of flags) expect(known.has(flag), flag).toBe(true);
  });
});
