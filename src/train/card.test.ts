import { describe, expect, it } from 'vitest';
import { pointDataset } from '../data/dataset.ts';
import { openDataset } from '../data/registry.ts';
import { type CardFacts, modelCard } from './card.ts';
import { resolveConfig } from './resolve.ts';
import { configSpec } from './spec.ts';

async function card(options: Parameters<typeof resolveConfig>[0], facts: Partial<CardFacts> = {}) {
  const config = resolveConfig(options);
  const dataset = await openDataset(config.data);
  const rest = {
    step: 300,
    engine: 'e',
    ancestry: [],
    picture: 'p.png',
    metrics: {},
    figures: {},
    findings: [],
  };
  return modelCard({ spec: configSpec(config, dataset), dataset, ...rest, ...facts });
}

describe('the model card', () => {
  it('of a changed recipe says what was trained, and of the recipe what that says of itself', async () => {
    const overrides = { objective: { kind: 'minimax' }, penalties: [], steps: 300, batch: 512 };
    const text = await card({ recipe: 'ring', overrides });
    expect(text).toContain('A generative adversarial network after 300 of 300 steps.');
    expect(text).toContain('| objective | minimax, k = 1, alternating updates |\n| penalties | none |');
    expect(text).toMatch(/The recipe `ring` says of itself: .*relativistic/);
    const rows = text.slice(text.indexOf('What differs from the recipe')).split('\n\n')[1].split('\n');
    expect(rows).toEqual([
      '| value | recipe | here |',
      '| --- | --- | --- |',
      '| `objective.kind` | `"relativistic"` | `"minimax"` |',
      '| `penalties` | `[{"kind":"r1","weight":0.1},{"kind":"r2","weight":0.1}]` | `[]` |',
      '| `batch` | `256` | `512` |',
      expect.stringMatching(/^\| `steps` \| `\d+` \| `300` \|$/),
    ]);
    expect(text.split('relativistic pairing').length).toBe(2); // in the recipe's sentence alone
  });

  it('of a recipe as it stands, on whatever machine, says so', async () => {
    const text = await card({ recipe: 'ring', overrides: { threads: 7, device: 'cpu' } });
    expect(text).toContain('All values are those of the recipe `ring`.');
    expect(text).not.toContain('differs');
  });

  it('of no recipe compares with the defaults', async () => {
    const network = { family: 'mlp', hidden: [4] };
    const overrides = { data: { name: 'normal' }, generator: network, discriminator: network, k: 2 };
    const text = await card({ overrides });
    expect(text).toContain(
      'What differs from the defaults:\n\n| value | default | here |\n| --- | --- | --- |\n| `k` | `1` | `2` |\n',
    );
  });

  it('of a fork names its ancestors and the steps of all', async () => {
    const ancestry = [
      { run: 'child', step: 400, config: 'ab' },
      { run: 'first', step: 2500, config: 'cd' },
    ];
    const text = await card({ recipe: 'ring', overrides: { steps: 300 } }, { ancestry });
    expect(text).toContain('after 300 of 300 steps, forked from `child` at step 400.');
    expect(text).toContain('The weights have 3,200 steps behind them, 300 of them in this run.');
    expect(text).toContain('| `child` | 400 | `ab` |\n| `first` | 2,500 | `cd` |');
  });

  it('of a fork keeps a name that is markup in its cell', async () => {
    const ancestry = [{ run: 'a`|b\n# Licence', step: 1, config: 'ab' }];
    const text = await card({ recipe: 'ring', overrides: { steps: 1 } }, { ancestry });
    expect(text).toContain('| `aˋ\\|b # Licence` | 1 | `ab` |');
    expect(text).not.toContain('\n# Licence');
  });

  it('lists metrics in no order of time, and only numbers', async () => {
    const [a, b] = [
      { w2: 1, modes: 8, lossD: 2, step: 3, js: Number.POSITIVE_INFINITY },
      { step: 3, lossD: 2, modes: 8, w2: 1 },
    ];
    expect(await card({ recipe: 'ring' }, { metrics: a })).toBe(
      await card({ recipe: 'ring' }, { metrics: b }),
    );
  });

  it('of a run that can be asked for classes or attributes says for which, and how', async () => {
    const classes = await card({ recipe: 'ring-classes' });
    expect(classes).toContain('\n\nSamples are conditioned on 8 classes.');
    expect(classes).toMatch(/^saddle sample \. --class 'mode 1' +# of a class$/m);
    const config = resolveConfig({ recipe: 'ring-classes' });
    const attributes = [
      { name: 'hair', values: ['red', 'light brown'] },
      { name: 'a|b', values: ['without', 'with'] },
    ];
    const [shape, condition] = [[2], { kind: 'vector', dim: 4, attributes } as const];
    const [values, conditions] = [new Float32Array(64), new Float32Array(128)];
    const faces = pointDataset({ name: 'faces', shape, values, condition, conditions, source: 'here' });
    const spec = configSpec(config, faces);
    const text = await card({ recipe: 'ring-classes' }, { spec, dataset: faces });
    expect(text).toContain(
      '| attribute | values |\n| --- | --- |\n| hair | red, light brown |\n| a\\|b | without, with |',
    );
    expect(text).toMatch(/^saddle sample \. --attributes hair=red +# as asked$/m);
    expect(await card({ recipe: 'ring' })).not.toMatch(/conditioned|asked|--class/);
  });
});
