import { describe, expect, it } from 'vitest';
import { summarize } from '../util/statistics.ts';
import type { SeedResult } from './folder.ts';
import { published } from './published.ts';
import { csvTable, markdownTable, type TableSpec, tableCells } from './table.ts';

const spec: TableSpec = {
  measures: [
    { key: 'modesFound', title: 'modes', digits: 1, worst: 'min', diverged: 0 },
    { key: 'reverseKl', title: 'KL', digits: 3, worst: 'max' },
  ],
  published: [{ method: 'GAN', source: 'a paper', values: { modesFound: [6.3, 0.5] } }],
};

const done = (seed: number, modesFound: number, reverseKl: number): SeedResult => ({
  seed,
  seconds: 10 + seed,
  step: 100,
  values: { modesFound, reverseKl },
});

describe('summarize', () => {
  it('gives the mean and its standard error s/√n', () => {
    const { mean, standardError, min, max } = summarize([1, 2, 3, 6]);
    expect([mean, min, max]).toEqual([3, 1, 6]);
    expect(Math.abs(standardError - Math.sqrt(14 / 3 / 4))).toBeLessThan(1e-12);
    expect(summarize([5]).standardError).toBeNaN();
  });
});

describe('tables', () => {
  const results = [done(0, 8, 0.1), done(1, 6, 0.3), { seed: 2, seconds: 4, step: 9 }];

  it('shows mean ± standard error, the worst seed, and published rows below', () => {
    const cells = tableCells(spec, [{ label: 'ours', results }]);
    expect(cells).toEqual([
      ['configuration', 'seeds', 'modes', 'least', 'KL', 'most', 's a run'],
      ['ours', '2', '7.0 ± 1.0', '6.0', '0.200 ± 0.100', '0.300', '11'],
      ['GAN, a paper', '', '6.3 ± 0.5', '', '–', '', ''],
    ]);
    expect(markdownTable(cells).split('\n')[2]).toBe(
      '| ours | 2 | 7.0 ± 1.0 | 6.0 | 0.200 ± 0.100 | 0.300 | 11 |',
    );
  });

  it('counts a run that diverged as no modes, and not in the divergence', () => {
    const failed: SeedResult = {
      seed: 3,
      seconds: 1,
      step: 5,
      failed: { reason: 'diverged', message: 'step 5: expected finite numbers, got NaN' },
    };
    const [, row] = tableCells(spec, [{ label: 'ours', results: [done(0, 8, 0.1), failed] }]);
    expect(row.slice(1, 6)).toEqual(['2 (1 diverged)', '4.0 ± 4.0', '0.0', '0.100', '0.100']);
  });

  it('keeps an infinite divergence infinite', () => {
    const infinite = [done(0, 0, Number.POSITIVE_INFINITY), done(1, 8, 0.1)];
    expect(tableCells(spec, [{ label: 'ours', results: infinite }])[1].slice(4, 6)).toEqual(['∞', '∞']);
  });

  it('writes every seed as CSV, with quotes where they are needed', () => {
    const lines = csvTable(spec, [{ label: '--penalty r1:1,r2:1', results }]).split('\n');
    expect(lines[0]).toBe('configuration,seed,modesFound,reverseKl,steps,seconds,failed');
    expect(lines[1]).toBe('"--penalty r1:1,r2:1",0,8,0.1,100,10,');
    expect(lines.length).toBe(4);
  });
});

it('has the published rows of gan-facts 5', () => {
  const counts = Object.entries(published).map(([name, rows]) => [name, rows.length]);
  expect(counts).toEqual([
    ['ring', 9],
    ['grid', 9],
    ['goodfellow-2014', 5],
    ['high-dim', 4],
    ['stacked-mnist', 13],
  ]);
});
