import { expect, it } from 'vitest';
import { configFields } from '../../../train/fields.ts';
import { recipes } from '../../../train/recipes.ts';
import { resolveConfig } from '../../../train/resolve.ts';
import { textOf } from '../../../train/shorthand.ts';
import { checkedConfig, dataWords, FIRST, LAWS } from '../lab/model.ts';
import { essentials, foldedGroups, matters } from './groups.ts';
import {
  changed,
  changesOf,
  commandOf,
  configOf,
  longData,
  queryOf,
  recipeHint,
  type Setup,
  setupFrom,
  setupOf,
  tidy,
  valueAt,
} from './model.ts';

const through = (setup: Parameters<typeof queryOf>[0]) =>
  setupOf(new URLSearchParams(new URLSearchParams(queryOf(setup, FIRST.recipe)).toString()), FIRST.recipe)
    .setup;

it('opens with networks of 2 × 16 units and batches of 150', () => {
  const config = configOf(FIRST);
  expect(config.generator).toMatchObject({ family: 'mlp', hidden: [16, 16] });
  expect(config.discriminator).toMatchObject({ family: 'mlp', hidden: [16, 16] });
  expect([config.batch, config.latent.dim]).toEqual([150, 2]);
});

it('keeps every change through a link', () => {
  let setup = changed(FIRST, 'data.name', 'spiral');
  setup = changed(setup, 'generator.hidden', '8,8,8');
  setup = changed(setup, 'penalties', 'r1:0.5,lecam');
  setup = changed(setup, 'optimizer.generator.lr', 'cosine:0.01:0.001@500');
  const config = configOf(setup);
  expect(configOf(through(setup))).toEqual(config);
  expect(config.optimizer.generator.lr).toEqual({ kind: 'cosine', from: 0.01, to: 0.001, steps: 500 });
  expect(config.penalties).toEqual([
    { kind: 'r1', weight: 0.5 },
    { kind: 'lecam', weight: 0.3, decay: 0.99, warmUp: 1000 },
  ]);
});

it('writes values so that they are read back', () => {
  const config = configOf({ recipe: 'ring', changes: {} });
  for (const { path } of configFields()) {
    const value = valueAt(config, path);
    if (value === undefined || path.startsWith('data.') || path === 'recipe') continue;
    const again = configOf({ recipe: 'ring', changes: { [path]: textOf(value, path) } });
    expect(valueAt(again, path), path).toEqual(value);
  }
});

it('names what a link holds that no config has', () => {
  const { setup, unknown } = setupOf(new URLSearchParams('batch=32&colour=red'), FIRST.recipe);
  expect(setup.changes).toEqual({ batch: '32' });
  expect(unknown).toEqual(['colour']);
});

it('forgets the options of other data and networks', () => {
  const setup = changed({ ...FIRST, changes: { 'data.modes': '5', batch: '32' } }, 'data.name', 'moons');
  expect(setup.changes).toEqual({ batch: '32', 'data.name': 'moons' });
});

it('forgets the options that another optimiser has not', () => {
  const changes = {
    'optimizer.generator.beta1': '0.9',
    'optimizer.generator.lr': '0.1',
    'optimizer.discriminator.beta1': '0',
  };
  const setup = changed({ ...FIRST, changes }, 'optimizer.generator.kind', 'sgd');
  expect(Object.keys(setup.changes)).toEqual([
    'optimizer.generator.lr',
    'optimizer.discriminator.beta1',
    'optimizer.generator.kind',
  ]);
  expect(configOf(setup).optimizer.generator).toMatchObject({ kind: 'sgd', lr: 0.1, momentum: 0 });
});

it('leaves out what the recipe says anyway', () => {
  expect(tidy({ ...FIRST, changes: { batch: '150', k: '2' } }).changes).toEqual({ k: '2' });
});

it('says what is wrong with its path', async () => {
  await expect(checkedConfig({ ...FIRST, changes: { batch: 'many' } })).rejects.toThrow(/^batch: expected/);
  await expect(checkedConfig({ ...FIRST, changes: { 'data.name': 'mnist' } })).rejects.toThrow(/data|mnist/);
});

const SETUPS: readonly Setup[] = [
  { recipe: 'lab', changes: { 'data.name': 'moons', k: '2', 'optimizer.generator.lr': '0.1:0@9' } },
  {
    recipe: 'lab',
    changes: { 'data.name': 'points', 'data.values': '0.1,-0.25,3e-7,1', 'data.sigma': '0.01' },
  },
  { recipe: 'ring', changes: { penalties: 'r1:10,lecam:0.3', objective: 'wasserstein', pac: '2' } },
  { recipe: 'pixel', changes: { 'discriminator.family': 'maxout', 'discriminator.hidden': '8,8' } },
  {
    recipe: 'logistic',
    changes: { 'optimizer.generator.kind': 'adamw', 'optimizer.generator.weightDecay': '0.1' },
  },
  {
    recipe: 'pixels2',
    changes: { 'optimizer.generator.lr': '{"kind":"exponential","from":1,"to":0.1,"factor":0.9}' },
  },
];

it.each(SETUPS)('finds the setup of a config: %j', setup => {
  const config = configOf(setup);
  const found = setupFrom(config, FIRST.recipe);
  expect(configOf(found)).toEqual(config);
  expect(Object.keys(found.changes).sort()).toEqual(Object.keys(setup.changes).sort());
});

it('begins as the first recipe for a config of none', () => {
  const config = { ...configOf(FIRST), recipe: 'custom', batch: 7 };
  expect(setupFrom(config, FIRST.recipe)).toEqual({ ...FIRST, changes: { batch: '7' } });
});

it.each(Object.keys(recipes))('finds the setup of the recipe %s', recipe => {
  expect(setupFrom(configOf({ recipe, changes: {} }), FIRST.recipe)).toEqual({ recipe, changes: {} });
});

it('writes the command that trains the same', () => {
  const setup = {
    ...FIRST,
    changes: { 'data.name': 'moons', 'generator.hidden': '8,8', objective: 'hinge' },
  };
  expect(commandOf(setup)).toBe('npx saddle train lab --data moons --generator.hidden 8,8 --objective hinge');
});

it('names a file in the command where the data are too long for one, which trains the same', () => {
  const values = Array.from({ length: 400 }, (_, i) => (i % 37) / 40).join(',');
  const setup = { ...FIRST, changes: { 'data.name': 'points', 'data.values': values, k: '2' } };
  const { name, text } = longData(setup)!;
  expect(commandOf(setup)).toBe(`npx saddle train lab --config ${name} --k 2`);
  const flags = [{ path: 'k', text: '2', flag: '--k' }];
  expect(resolveConfig({ recipe: 'lab', file: { name, values: JSON.parse(text) }, flags })).toEqual(
    configOf(setup),
  );
  expect(longData({ ...FIRST, changes: { 'data.name': 'moons' } })).toBeUndefined();
});

it('says of a setup what is true of its data', () => {
  const hint = (changes: Setup['changes']) => recipeHint({ ...FIRST, changes }, dataWords);
  expect(hint({ batch: '64' })).toBe(recipes.lab.summary);
  const own = { 'data.name': 'points', 'data.values': '0,0,1,1,0,1', 'data.sigma': '0.02' };
  expect(hint(own)).toBe('Your 3 points, σ 0.02, by the networks and the game of lab.');
  expect(hint({ 'data.sigma': '0.2' })).toMatch(/^The law ring with modes 8, radius \d+, sigma 0.2, by/);
});

it('turns the patch of a remedy into changes', () => {
  const patch = {
    penalties: [{ kind: 'r1', weight: 1 }],
    optimizer: {
      discriminator: { kind: 'optimistic-adam' },
      generator: { lr: { kind: 'linear', from: 1, to: 0, steps: 9 } },
    },
  };
  expect(changesOf(patch)).toEqual({
    penalties: 'r1:1',
    'optimizer.discriminator.kind': 'optimistic-adam',
    'optimizer.generator.lr': '1:0@9',
  });
});

it.each(LAWS.map(([name]) => name))('can show %s', async name => {
  await expect(checkedConfig(changed(FIRST, 'data.name', name))).resolves.toBeDefined();
});

it('has one place for every field', () => {
  const fields = configFields();
  const paths = foldedGroups(fields).flatMap(group => group.paths);
  const all = [...essentials.players, ...essentials.game, ...paths];
  expect(new Set(all).size).toBe(all.length);
  const missing = fields.map(f => f.path).filter(path => !all.includes(path) && !path.startsWith('data.'));
  expect(missing).toEqual([
    'recipe',
    'penalties',
    'device',
    'logEvery',
    'sampleEvery',
    'checkpointEvery',
    'samples',
    'evaluateEvery',
    'evaluateSamples',
    'bestBy',
  ]);
});

it('hides what does nothing as things are', () => {
  const config = configOf(FIRST);
  expect(matters('generator.channels', config)).toBe(false);
  expect(matters('optimizer.generator.momentum', config)).toBe(false);
  expect(matters('optimizer.generator.beta2', config)).toBe(true);
  const sgd = configOf({ ...FIRST, changes: { 'optimizer.generator.kind': 'sgd' } });
  expect(matters('optimizer.generator.momentum', sgd)).toBe(true);
});
