import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addConfigFlags, givenFlags } from '../../cli/flags.ts';
import { buildGan } from '../build.ts';
import type { Config } from '../config.ts';
import { resolveConfig } from '../resolve.ts';
import { patched, type Remedy, remediesFor } from './remedies.ts';
import { type SignKind, signs } from './signs/index.ts';

const kinds = Object.keys(signs) as SignKind[];
const shapes: Readonly<Record<string, readonly number[]>> = { mnist: [28, 28, 1], normal: [1], ring: [2] };

function possible(config: Config): boolean {
  try {
    return buildGan(config, { shape: shapes[config.data.name] }) !== undefined;
  } catch {
    return false;
  }
}

/** What the command line makes of a remedy's flags. */
function byFlags(config: Config, { flags }: Remedy): Config {
  const command = addConfigFlags(new Command());
  command.parse(flags.split(' '), { from: 'user' });
  const file = { name: 'config.json', values: config };
  return resolveConfig({ file, flags: givenFlags(command) });
}

const small = { generator: { hidden: [4] }, discriminator: { hidden: [4] }, batch: 4 };
const configs: Readonly<Record<string, Config>> = {
  plain: resolveConfig({ recipe: 'pixel', overrides: small }),
  minimax: resolveConfig({ recipe: 'fail-saturation', overrides: small }),
  bilinear: resolveConfig({ recipe: 'fail-divergence' }),
  penalised: resolveConfig({
    recipe: 'ring',
    overrides: {
      ...small,
      penalties: [
        { kind: 'r1', weight: 0.1 },
        { kind: 'lecam', weight: 0.3 },
      ],
    },
  }),
  normalised: resolveConfig({
    recipe: 'pixel',
    overrides: { ...small, discriminator: { norm: { kind: 'batch' } } },
  }),
  spectral: resolveConfig({
    recipe: 'pixel',
    overrides: { ...small, discriminator: { weightNorm: 'spectral' } },
  }),
  apart: resolveConfig({ recipe: 'mnist-notebook', overrides: small }),
};

describe.each(Object.entries(configs))('remedies of a run that is %s', (_, config) => {
  it.each(kinds)('%s: can be built, and the flags say what the patch says', kind => {
    const remedies = remediesFor(kind, config, possible);
    expect(remedies.length).toBeGreaterThan(0);
    expect(remedies.length).toBeLessThanOrEqual(3);
    for (const remedy of remedies) {
      expect(existsSync(join(import.meta.dirname, '../../..', remedy.page)), remedy.page).toBe(true);
      const changed = patched(config, remedy.patch);
      expect(changed).not.toEqual(config);
      expect(possible(changed)).toBe(true);
      expect(byFlags(config, remedy), remedy.flags).toEqual(changed);
    }
  });
});

describe('remedies', () => {
  const flags = (kind: SignKind, config: Config) =>
    remediesFor(kind, config, possible).map(remedy => remedy.flags);

  it('are not what the run has already', () => {
    expect(flags('oscillation', configs.plain)).toContain('--penalty r1:1');
    expect(flags('oscillation', configs.penalised).join()).not.toMatch(/r1|r2|wgan-gp/);
    expect(flags('saturation', configs.minimax)[0]).toBe('--objective non-saturating');
  });

  it('are no gradient penalty where D mixes the samples of a batch', () => {
    for (const kind of kinds) expect(flags(kind, configs.normalised).join()).not.toMatch(/r1|r2|wgan-gp/);
  });

  it('hold a critic Lipschitz first', () => {
    expect(flags('divergence', configs.bilinear)[0]).toBe('--penalty wgan-gp:10');
  });

  it('slow schedules down as a whole', () => {
    const [found] = remediesFor('divergence', configs.plain, possible);
    expect(found.patch).toMatchObject({ optimizer: { generator: { lr: { from: 5e-5, to: 5e-7 } } } });
  });
});
