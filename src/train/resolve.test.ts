import { describe, expect, it } from 'vitest';
import { UserError } from '../util/error.ts';
import { configFields } from './fields.ts';
import { recipes } from './recipes.ts';
import { type Given, parseConfig, parseConfigFile, type ResolveOptions, resolveConfig } from './resolve.ts';

const flag = (path: string, text: string): Given => ({ path, text, flag: `--${path}` });

function valueAt(config: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config);
}

function messageOf(options: ResolveOptions): string {
  try {
    resolveConfig(options);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('resolveConfig', () => {
  it.each(Object.keys(recipes))('resolves %s to a config that names every value', recipe => {
    const config = resolveConfig({ recipe });
    expect(config.recipe).toBe(recipe);
    expect(parseConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
    for (const { path, owners } of configFields()) {
      if (!owners) expect(valueAt(config, path), path).toBeDefined();
    }
  });

  it('lets flags win over overrides, overrides over the file, the file over the recipe', () => {
    const file = { name: 'a.json', values: { batch: 16, steps: 50, seed: 3 } };
    const options = {
      recipe: 'ring',
      file,
      overrides: { batch: 32, steps: 60 },
      flags: [flag('batch', '64')],
    };
    const config = resolveConfig(options);
    expect([config.batch, config.steps, config.seed]).toEqual([64, 60, 3]);
    expect(config.generator).toEqual(resolveConfig({ recipe: 'ring' }).generator);
  });

  it('takes the recipe of the file, and keeps its name', () => {
    const config = resolveConfig({ file: { name: 'a.json', values: { recipe: 'ring', batch: 16 } } });
    expect([config.recipe, config.batch, config.data.name]).toEqual(['ring', 16, 'ring']);
  });

  it('resolves its own result to itself', () => {
    const config = resolveConfig({ recipe: 'pixels2', flags: [flag('optimizer.generator.lr', '0.01')] });
    expect(resolveConfig({ file: { name: 'config.json', values: config } })).toEqual(config);
  });

  it('merges within a network, and replaces it when the family differs', () => {
    const merged = resolveConfig({ recipe: 'ring', overrides: { generator: { norm: { kind: 'batch' } } } });
    expect(merged.generator).toMatchObject({
      family: 'mlp',
      norm: { kind: 'batch', momentum: 0.9 },
      hidden: [128, 128, 128],
    });
    const flags = [flag('generator.hidden', '20,30'), flag('generator.family', 'maxout')];
    const replaced = resolveConfig({ recipe: 'ring', flags });
    expect(replaced.generator).toMatchObject({ family: 'maxout', hidden: [20, 30], pieces: 5 });
    expect(replaced.generator).not.toHaveProperty('activation');
  });

  it('keeps what another optimiser has too, and refuses what it has not', () => {
    const kept = { lr: 3e-3, clipNorm: 2 };
    const overrides = { optimizer: { generator: { ...kept, beta1: 0.25 } } };
    const other = (kind: string) =>
      resolveConfig({ recipe: 'ring', overrides, flags: [flag('optimizer.generator.kind', kind)] }).optimizer;
    expect(other('optimistic-adam').generator).toMatchObject({
      kind: 'optimistic-adam',
      ...kept,
      beta1: 0.25,
    });
    const plain = { kind: 'sgd', ...kept, clipValue: 0, clipWeights: 0, maxColumnNorm: 0, momentum: 0 };
    expect(other('sgd').generator).toEqual(plain);
    expect(other('sgd').discriminator).toEqual(resolveConfig({ recipe: 'ring' }).optimizer.discriminator);
  });

  it('takes an optimiser for Adam whose kind nobody names', () => {
    const { data, generator, discriminator } = resolveConfig({ recipe: 'ring' });
    const config = parseConfig({ data, generator, discriminator, optimizer: { generator: { lr: 1 } } });
    expect(config.optimizer.generator).toMatchObject({ kind: 'adam', lr: 1, beta1: 0.5 });
  });

  it('replaces the options of the data when the dataset differs, whatever the order of flags', () => {
    const flags = [flag('data.side', '3'), flag('data.name', 'grid')];
    const { data } = resolveConfig({ recipe: 'ring', flags });
    expect(data).toEqual({
      name: 'grid',
      side: 3,
      spacing: 2,
      sigma: 0.05,
      labelled: false,
      count: 0,
      seed: 0,
    });
  });

  it('takes normalisation by its short text, and none for null', () => {
    const norm = (text: string) =>
      resolveConfig({ recipe: 'mnist-notebook', flags: [flag('generator.norm', text)] }).generator;
    const batch = { kind: 'batch', momentum: 0.7, epsilon: 1e-5, place: 'after', bias: 'none' };
    expect(norm('batch:0.7,1e-5,after')).toMatchObject({ norm: batch });
    expect(norm('none')).toMatchObject({ norm: null });
  });

  it('names the range and the source of what is out of range', () => {
    const flags = [flag('pac', '100')];
    expect(() => resolveConfig({ recipe: 'ring', flags })).toThrow(
      /expected a whole number from 1 to 16 \(arXiv 1712.04086\), got 100/,
    );
  });

  it('reads texts as the kind that the field or the option has', () => {
    const schedule = '{"kind":"linear","from":0.001,"to":0,"steps":10}';
    const flags = [
      flag('optimizer.discriminator.lr', schedule),
      flag('optimizer.generator.lr', '1e-3'),
      flag('data.name', 'mnist'),
      flag('data.classes', '3'),
      flag('data.full', 'true'),
      flag('data.range', '[0, 1]'),
    ];
    const config = resolveConfig({ recipe: 'mnist', flags });
    expect(config.optimizer.discriminator.lr).toEqual(JSON.parse(schedule));
    expect(config.optimizer.generator.lr).toBe(1e-3);
    expect(config.data).toMatchObject({ classes: [3], full: true, range: '[0, 1]' });
  });

  it.each<[ResolveOptions, string]>([
    [{ recipe: 'rnig' }, "unknown recipe 'rnig'; did you mean 'ring'?"],
    [
      { recipe: 'ring', flags: [flag('batch', '0')] },
      '--batch: expected a whole number of at least 1, got 0',
    ],
    [
      { recipe: 'ring', flags: [flag('batch', 'x')] },
      '--batch: expected a whole number of at least 1, got "x"',
    ],
    [
      { recipe: 'ring', flags: [flag('batch', '1.5')] },
      '--batch: expected a whole number of at least 1, got 1.5',
    ],
    [
      { recipe: 'ring', flags: [flag('k', '101')] },
      '--k: expected a whole number from 1 to 100 (arXiv 1406.2661), got 101',
    ],
    [
      { recipe: 'ring', flags: [flag('objective', 'minmax')] },
      "--objective: unknown objective 'minmax'; did you mean 'minimax'?",
    ],
    [
      { recipe: 'ring', flags: [flag('penalties', 'r1:-1')] },
      "--penalties: penalty 'r1': expected weight (weight; the term is γ/2 times the mean squared norm) from 0 to 10000, got '-1'; the default is 1 (Mesch",
    ],
    [
      { recipe: 'ring', flags: [flag('objective', 'lsgan:1,0')] },
      "--objective: objective 'lsgan': expected fake < real, so that high means real, got 1 and 0",
    ],
    [
      { recipe: 'ring', overrides: { objective: 'lsgan:-1' } },
      'objective: expected an object such as {"kind":"lsgan","fake":-1,"real":1,"target":1}, got "lsgan:-1"',
    ],
    [
      { recipe: 'ring', overrides: { penalties: 'r1' } },
      'penalties: expected a list such as [{"kind":"r1","weight":1}], got "r1"',
    ],
    [
      { recipe: 'ring', overrides: { penalties: [{ kind: 'r3' }] } },
      "penalties: unknown penalty 'r3'; did you mean 'r1'?",
    ],
    [
      { recipe: 'ring', overrides: { penalties: [{ kind: 'r1', wieght: 2 }] } },
      "penalties: unknown option of the penalty r1 'wieght'; did you mean 'weight'?",
    ],
    [
      { recipe: 'ring', overrides: { penalties: [{ kind: 'lecam', warmUp: 1.5 }] } },
      "penalties: penalty 'lecam': expected warmUp (updates of D before it acts) a whole number from 0 to 10000000, got 1.5; the default is 1000 (Tseng",
    ],
    [
      { recipe: 'ring', flags: [flag('generator.hidden', '8,a')] },
      '--generator.hidden: expected a list of whole numbers of at least 1, such as 128,64, or none, got [8,"a"]',
    ],
    [
      { recipe: 'ring', overrides: { optimizer: { generator: { lr: -1 } } } },
      'optimizer.generator.lr: expected a number above 0, or a schedule such as',
    ],
    [
      { recipe: 'ring', overrides: { optimizer: { generator: { lr: { kind: 'linear', from: 1 } } } } },
      'optimizer.generator.lr: expected a number above 0, or a schedule such as',
    ],
    [
      { recipe: 'ring', flags: [flag('optimizer.generator.lr', '{"kind":"linear","from":1,"to":-1}')] },
      '--optimizer.generator.lr: expected a number above 0, or a schedule such as',
    ],
    [
      { recipe: 'ring', flags: [flag('optimizer.generator.beta1', '1')] },
      '--optimizer.generator.beta1: expected a number of at least 0 and below 1, got 1',
    ],
    [
      { recipe: 'ring', flags: [flag('optimizer.generator.kind', 'adm')] },
      "--optimizer.generator.kind: unknown optimiser 'adm'; did you mean 'adam'?",
    ],
    [
      { recipe: 'logistic', flags: [flag('optimizer.generator.beta1', '0.9')] },
      "--optimizer.generator.beta1: unknown option of the optimiser sgd 'beta1'. Valid:",
    ],
    [
      { recipe: 'ring', overrides: { optimizer: { generator: { kind: 'sgd', beta2: 0.9 } } } },
      "optimizer.generator.beta2: unknown option of the optimiser sgd 'beta2'. Valid:",
    ],
    [
      { recipe: 'ring', overrides: { optimizer: { generator: 'sgd' } } },
      'optimizer.generator: expected an optimiser such as {"kind":"adam","lr":0.001}, got "sgd"',
    ],
    [
      { recipe: 'ring', overrides: { generator: { init: 'glorot' } } },
      'generator.init: expected an object such as {"kind":"glorot-uniform"}, got "glorot"',
    ],
    [
      { recipe: 'ring', overrides: { generator: { init: { kind: 'uniform', std: 1 } } } },
      "generator.init: unknown option of the initialiser uniform 'std'. Valid: range",
    ],
    [
      { recipe: 'ring', flags: [flag('discriminator.outputBias', 'uniform:-1')] },
      "--discriminator.outputBias: initialiser 'uniform': expected range (the largest value a) of at least 0, got '-1'",
    ],
    [
      { recipe: 'ring', overrides: { generator: { hiden: [3] } } },
      "generator.hiden: unknown option of the mlp generator 'hiden'; did you mean 'hidden'?",
    ],
    [
      { recipe: 'ring', flags: [flag('generator.minibatch', 'stddev')] },
      "--generator.minibatch: unknown option of the mlp generator 'minibatch'",
    ],
    [
      { recipe: 'ring', flags: [flag('discriminator.norm', 'virtual')] },
      "--discriminator.norm: unknown normalisation 'virtual'. Valid: group, batch, none, layer",
    ],
    [
      { recipe: 'ring', flags: [flag('generator.norm', 'batch:0.9,1e-5,behind')] },
      "--generator.norm: normalisation 'batch': expected place (before or after the activation) to be before or after, got 'behind'; the default is before",
    ],
    [
      { recipe: 'ring', overrides: { generator: { norm: { kind: 'layer', momentum: 0.5 } } } },
      "generator.norm: unknown option of the normalisation layer 'momentum'. Valid: ",
    ],
    [
      { recipe: 'ring', overrides: { discriminator: { minibatch: { kind: 'stddev', group: 1.5 } } } },
      "discriminator.minibatch: minibatch layer 'stddev': expected group (samples in a group; 0: the whole batch) a whole number from 0",
    ],
    [
      { recipe: 'ring', overrides: { generator: { norm: 'batch' } } },
      'generator.norm: expected an object such as {"kind":"batch","momentum":0.9,"epsilon":0.00001,"place":"before","bias":"none"}, or null, got "batch"',
    ],
    [
      { recipe: 'mnist', overrides: { generator: { dropoutHidden: 0.5 } } },
      "generator.dropoutHidden: unknown option of the dcgan generator 'dropoutHidden'",
    ],
    [
      { recipe: 'mnist', overrides: { discriminator: { outputActivation: 'tanh' } } },
      "discriminator.outputActivation: unknown option of the dcgan discriminator 'outputActivation'",
    ],
    [
      { recipe: 'ring', overrides: { bach: 3 } },
      "bach: unknown name in the config 'bach'; did you mean 'batch'?",
    ],
    [
      { recipe: 'ring', file: { name: 'a.json', values: { steps: 'many' } } },
      'a.json: steps: expected a whole number of at least 1, got "many"',
    ],
    [
      { file: { name: 'a.json', values: [1] } },
      'a.json: expected an object such as {"steps": 5000}, got [1]',
    ],
    [
      { recipe: 'ring', flags: [flag('data.name', 'rink')] },
      "--data.name: unknown dataset 'rink'; did you mean",
    ],
    [{ recipe: 'ring', flags: [flag('data.sides', '3')] }, "--data.sides: unknown option of ring 'sides'"],
    [
      { recipe: 'ring', flags: [flag('data.modes', 'x')] },
      '--data.modes: ring.modes: expected a whole number of at least 1, got',
    ],
    [
      { recipe: 'ring', flags: [flag('data.sigma', '-1')] },
      '--data.sigma: ring.sigma: expected a number above 0, got -1',
    ],
    [
      { recipe: 'mnist', file: { name: 'a.json', values: { data: { split: 'tset' } } } },
      'a.json: data.split: mnist.split: expected one of train, test, all, got a string "tset"',
    ],
    [
      { recipe: 'ring', flags: [flag('generator.family', 'dcgan')] },
      "--generator.family: expected images for 'dcgan', got ring, whose samples are lists of numbers; use 'mlp'",
    ],
    [
      { recipe: 'ring', flags: [flag('batch', '1e999')] },
      '--batch: expected a whole number of at least 1, got Infinity',
    ],
    [
      { recipe: 'ring', flags: [flag('generator.hidden', '')] },
      '--generator.hidden: expected a list of whole numbers of at least 1, such as 128,64, or none, got ""',
    ],
    [
      { file: { name: 'config.json', values: 3 } },
      'config.json: expected an object such as {"steps": 5000}, got 3',
    ],
    [
      { overrides: { data: { name: 'ring' } } },
      'generator: expected a network such as {"family":"mlp","hidden":[128,128]}, got nothing',
    ],
    [
      { recipe: 'ring', file: { name: 'a.json', values: JSON.parse('{"__proto__": {"batch": 1}}') } },
      "a.json: __proto__: unknown name in the config '__proto__'",
    ],
  ])('refuses %j', (options, start) => {
    expect(messageOf(options).slice(0, start.length)).toBe(start);
  });
});

it('refuses what nests without end', () => {
  const values = JSON.parse(`{"lr": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`);
  expect(() => resolveConfig({ file: { name: 'a.json', values } })).toThrow(
    'a.json: expected at most 8 levels of objects and lists, got more',
  );
});

it('refuses the config of a run that another version wrote, and says to train it anew', () => {
  const { latent, ...config } = resolveConfig({ recipe: 'ring' });
  const old = { ...config, noise: { dimension: latent.dim, law: latent.distribution } };
  expect(() => parseConfigFile('runs/1/config.json', old)).toThrow(
    /^runs\/1\/config.json: noise: unknown name in the config 'noise'.*; where another version of Saddle trained the run, train it anew$/,
  );
});
