import { expect, it } from 'vitest';
import type { Evaluation } from './evaluate.ts';
import { modelIndex, withModelIndex } from './model-index.ts';

const evaluation = (value: number): Evaluation => ({
  ...{
    version: '0',
    step: 100,
    data: { name: 'mnist', fingerprint: 'f' },
    reals: { reference: 5, fresh: 5 },
  },
  ...{ network: null, samples: 2500, draws: 3, seed: 0, left: {}, seconds: 1 },
  figures: {
    fd2500: {
      ...{ figure: 'fd', title: 'Fréchet: distance', better: 'less', value, error: 1 },
      ...{ floor: { mean: 2, deviation: 0.1 }, samples: 2500, network: null },
    },
  },
});
const card =
  '---\nlicense: unknown\ndatasets:\n  - mnist\n---\n\n# mnist\n\n## Metrics\n\nNone yet.\n\n## Use\n\nso\n';

it('puts the figures into the front matter and a section of their own', () => {
  expect(withModelIndex(card, 'run', evaluation(31))).toBe(
    [
      '---\nlicense: unknown\ndatasets:\n  - mnist\nmodel-index:\n  - name: "run"\n    results:\n      - task:',
      '          type: unconditional-image-generation\n        dataset:\n          name: "mnist"\n          type: "mnist"',
      '        metrics:\n          - type: fd2500\n            name: "Fréchet: distance (fd2500)"\n            value: 31\n---',
      '\n# mnist\n\n## Metrics\n\nNone yet.\n\n## Evaluation\n',
      'At step 100, on 2,500 samples; ± of a value is its standard error.\n',
      '| measure | name | value | real data | better | that is |\n| --- | --- | --- | --- | --- | --- |',
      '| Fréchet: distance | `fd2500` | 31.0 ± 1.0 | 2.00 ± 0.10 | ↓ less | 16 × real data |\n',
      '## Use\n\nso\n',
    ].join('\n'),
  );
});

it('replaces those of an earlier evaluation', () => {
  const once = withModelIndex(card, 'run', evaluation(31));
  expect(withModelIndex(withModelIndex(card, 'run', evaluation(99)), 'run', evaluation(31))).toBe(once);
});

it('leaves what is no card alone', () => {
  expect(withModelIndex('# mine\n', 'run', evaluation(1))).toBe('# mine\n');
});

it('writes small values so that every reader of YAML takes them for numbers', () => {
  expect(modelIndex('run', evaluation(-1e-7))).toContain('value: -1.0e-7\n');
  expect(modelIndex('run', evaluation(2.5e-9))).toContain('value: 2.5e-9\n');
});
