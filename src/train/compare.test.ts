import { describe, expect, it } from 'vitest';
import { type ComparedRun, compareRuns, pairedTest } from './compare.ts';
import { comparisonFigure } from './compare-figure.ts';
import { comparisonCells, comparisonMarkdown } from './compare-text.ts';
import type { Overrides } from './overrides.ts';
import { resolveConfig } from './resolve.ts';

/** A run of the ring with one figure. */
function run(
  name: string,
  value: number,
  { overrides = {}, metric = 'w22k', fingerprint = 'abc', network = null }: Partial<Made> = {},
): ComparedRun {
  const detail = {
    ...({ figure: 'w2', title: 'Sliced W₂', better: 'less', value, error: 0.5 } as const),
    ...{ floor: { mean: 1, deviation: 0.1 }, samples: 2000, network },
  };
  const line = {
    ...{
      results: { [metric]: value },
      metric,
      total_time: 1,
      total_time_str: '1s',
      num_gpus: 0,
      timestamp: 0,
    },
    ...{ snapshot_pkl: 'checkpoints/step-00000001', step: 1, seed: 0, draws: 3, version: '0.1.0' },
    ...{ data: { name: 'ring', fingerprint }, detail },
  };
  return { name, config: resolveConfig({ recipe: 'ring', overrides }), lines: [line] };
}

interface Made {
  overrides: Overrides;
  metric: string;
  fingerprint: string;
  network: string | null;
}

const seeded = (seed: number, more: Overrides = {}) => ({ overrides: { seed, ...more } });

describe('compareRuns', () => {
  const hinge = { objective: { kind: 'hinge' } } as Overrides;
  const runs = [
    run('a0', 3, seeded(0)),
    run('a1', 4, seeded(1)),
    run('a2', 5, seeded(2)),
    run('b1', 6, seeded(1, hinge)),
    run('b2', 8, seeded(2, hinge)),
  ];

  it('groups runs that differ by their seeds only, as mean ± standard error', () => {
    const { groups, figures, config } = compareRuns(runs);
    expect(groups).toMatchObject([
      { letter: 'A', label: 'ring', seeds: [0, 1, 2], runs: ['a0', 'a1', 'a2'] },
      { letter: 'B', seeds: [1, 2], runs: ['b1', 'b2'] },
    ]);
    expect(groups[1].label).toContain('hinge');
    const [first, second] = figures[0].groups.map(({ summary }) => summary);
    expect(first).toMatchObject({ n: 3, mean: 4 });
    expect(first.standardError).toBeCloseTo(1 / Math.sqrt(3), 12);
    expect(second).toMatchObject({ n: 2, mean: 7, standardError: 1 });
    expect(config.map(([path]) => path)).toContain('objective.kind');
    expect(config.map(([path]) => path)).not.toContain('seed');
  });

  it("tests over the seeds that both groups have, by Student's t", () => {
    const { tests } = compareRuns(runs).figures[0];
    expect(tests).toMatchObject([{ difference: 2.5, standardError: 0.5, pairs: 2 }]);
    expect(tests[0].p).toBeCloseTo(0.1257, 4); // t = 5 with one degree of freedom
  });

  it('shows them as table, Markdown and figure', () => {
    const comparison = compareRuns(runs);
    expect(comparisonCells(comparison)).toEqual([
      ['figure', 'real data', 'A (3)', 'B (2)', 'B − A'],
      ['w22k ↓', '1.00 ± 0.10', '4.00 ± 0.58', '7.0 ± 1.0', '2.50 ± 0.50, p = 0.126'],
    ]);
    expect(comparisonMarkdown(comparison)).toContain('| w22k ↓ | 1.00 ± 0.10 | 4.00 ± 0.58 |');
    expect(comparisonFigure(comparison).match(/<circle/g)?.length).toBeGreaterThanOrEqual(7);
  });

  it.each([
    ['one run', [runs[0]], 'compare: expected at least two runs, got 1'],
    [
      'a run without figures',
      [runs[0], { ...runs[1], lines: [] }],
      'got a1 without; run saddle evaluate a1 first',
    ],
    [
      'other data',
      [runs[0], run('c', 3, { fingerprint: 'def' })],
      'expected runs on the same data, but a0 learned ring (abc) and c learned ring (def)',
    ],
    [
      'another N',
      [runs[0], run('c', 3, { metric: 'w210k' })],
      'but a0 has w22k and c has w210k; evaluate them with the same --samples and --network',
    ],
    [
      'another network',
      [run('a', 1, { network: 'digits-1' }), run('b', 1, { network: 'digits-2' })],
      'expected w22k on one network, but a has digits-1 and b has digits-2',
    ],
  ])('refuses %s in one sentence', (_, given, sentence) => {
    expect(() => compareRuns(given)).toThrow(sentence);
  });

  it('compares the figures that are asked for, by protocol or by figure', () => {
    expect(compareRuns(runs, ['w2']).figures.map(({ protocol }) => protocol)).toEqual(['w22k']);
    expect(() => compareRuns(runs, ['fd'])).toThrow("figures that all runs have (w22k), got 'fd'");
  });
});

describe('pairedTest', () => {
  it('says nothing of one pair, and of none', () => {
    expect(pairedTest(new Map([[0, 1]]), new Map([[0, 3]]))).toMatchObject({ difference: 2, pairs: 1 });
    expect(pairedTest(new Map([[0, 1]]), new Map([[0, 3]])).p).toBeUndefined();
    expect(pairedTest(new Map([[0, 1]]), new Map([[1, 3]])).pairs).toBe(0);
  });

  it('equals the closed form of four degrees of freedom', () => {
    const map = (values: number[]) => new Map(values.map((value, seed) => [seed, value]));
    const test = pairedTest(map([1, 2, 3, 4, 5]), map([1.5, 2.1, 3.9, 4.2, 6.1]));
    expect(test.p).toBeCloseTo(0.0446535, 6);
  });
});
