import { expect, it } from 'vitest';
import { UserError } from '../util/error.ts';
import { buildGan } from './build.ts';
import { configSchema, type PartialConfig } from './config.ts';

const small = { family: 'mlp' as const, hidden: [4] };

/** Builds a small GAN; what it says when it refuses. */
function refusal(overrides: Partial<PartialConfig>): string | undefined {
  const config = configSchema.parse({
    data: { name: 'ring' },
    generator: small,
    discriminator: small,
    batch: 4,
    ...overrides,
  });
  try {
    buildGan(config, { shape: [2] });
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
}

it('refuses gradient penalties of single samples where D mixes the samples of a batch', () => {
  for (const name of ['wgan-gp', 'one-sided-gp', 'dragan', 'gp0', 'r1', 'r2'] as const) {
    for (const mixing of [
      { norm: { kind: 'batch' } },
      { minibatch: { kind: 'discrimination' } },
      { minibatch: { kind: 'stddev' } },
    ] as const) {
      const message = refusal({ penalties: [{ kind: name }], discriminator: { ...small, ...mixing } });
      expect(message, `${name} ${JSON.stringify(mixing)}`).toMatch(
        /^penalties: .*single samples.*layer normalisation/,
      );
    }
    expect(
      refusal({ penalties: [{ kind: name }], discriminator: { ...small, norm: { kind: 'layer' } } }),
      name,
    ).toBeUndefined();
  }
  expect(
    refusal({ penalties: [{ kind: 'cr' }], discriminator: { ...small, norm: { kind: 'batch' } } }),
  ).toBeUndefined();
});

it('refuses results of D that its objective cannot use', () => {
  const bounded = (outputActivation: 'sigmoid' | 'tanh') => ({ ...small, outputActivation });
  expect(refusal({ objective: { kind: 'wasserstein' }, discriminator: bounded('sigmoid') })).toContain(
    '1701.07875',
  );
  expect(refusal({ objective: { kind: 'wasserstein' }, discriminator: bounded('tanh') })).toContain(
    '1701.07875',
  );
  expect(refusal({ objective: { kind: 'non-saturating' }, discriminator: bounded('sigmoid') })).toContain(
    'σ(σ(s))',
  );
  for (const kind of ['hinge', 'relativistic', 'f-kl'] as const) {
    expect(refusal({ objective: { kind }, discriminator: bounded('sigmoid') }), kind).toContain('any number');
  }
  expect(refusal({ objective: { kind: 'hinge' }, discriminator: bounded('tanh') })).toBeUndefined();
  for (const objective of [{ kind: 'lsgan' }, { kind: 'lsgan', fake: 0.1 }] as const) {
    expect(refusal({ objective, discriminator: bounded('sigmoid') })).toBeUndefined();
  }
  expect(refusal({ objective: { kind: 'wasserstein' } })).toBeUndefined();
});

it('refuses a penalty that is listed twice', () => {
  expect(
    refusal({ penalties: [{ kind: 'r1', weight: 1 }, { kind: 'r2' }, { kind: 'r1', weight: 2 }] }),
  ).toContain("'r1' twice");
});

it('refuses penalties on D that need both halves where D learns from each in an update of its own', () => {
  expect(refusal({ penalties: [{ kind: 'r1' }], realFake: 'separate' })).toMatch(/^realFake: /);
  expect(refusal({ penalties: [{ kind: 'orthogonal-g' }], realFake: 'separate' })).toBeUndefined();
});

it.each([
  { kind: 'cr', flip: 1.5 },
  { kind: 'r1', weight: -1 },
  { kind: 'lecam', decay: 1.5 },
  { kind: 'wgan-gp', wight: 2 },
  { kind: 'wgan' },
])('refuses the penalty %j', penalty => {
  const config = { data: { name: 'ring' }, generator: small, discriminator: small, penalties: [penalty] };
  expect(configSchema.safeParse(config).success).toBe(false);
});

it('refuses groups that do not divide what D judges at once', () => {
  const discriminator = { ...small, minibatch: { kind: 'stddev', group: 4 } } as const;
  expect(refusal({ discriminator, batch: 8 })).toBeUndefined();
  expect(refusal({ discriminator, batch: 10 })).toContain('groups of 4 divide');
  expect(refusal({ discriminator, batch: 12, pac: 2 })).toContain('groups of 4 divide');
});

it.each<Partial<PartialConfig>>([
  { unroll: 2, realFake: 'separate' },
  { unroll: 2, update: 'simultaneous' },
  { consensus: 1 },
  { update: 'extragradient', k: 2 },
  { update: 'extragradient', generatorEvery: 2 },
  { pac: 3 },
])('refuses %j with a reason', overrides => {
  expect(refusal(overrides)).toMatch(/^\w+: .*(since|at once)/);
});

it('refuses pixels and packs that the pretrained network of a projected D would misread', () => {
  const images = (range: string) => ({
    data: { name: 'mnist', range } as const,
    discriminator: { family: 'projected' } as const,
  });
  expect(refusal(images('[0, 1]'))).toMatch(
    /^data.range: expected '\[-1, 1\]' where D is of the family 'projected'/,
  );
  expect(refusal(images('[-1, 1]'))).not.toMatch(/range/);
  expect(refusal({ ...images('[-1, 1]'), batch: 6, pac: 3 })).toMatch(
    /^pac: expected 1 where D is of the family/,
  );
});
