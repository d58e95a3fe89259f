import { expect, it } from 'vitest';
import type { Finding } from '../train/monitor/monitor.ts';
import { diagnosisText, lossText } from './status.ts';

const finding: Finding = {
  kind: 'discriminator-wins',
  change: 'appears',
  severity: 'warning',
  step: 1200,
  sentence: 'D wins: D(x) = 1',
  remedies: [
    {
      flags: '--penalty r1:1',
      patch: { penalties: [{ kind: 'r1', weight: 1 }] },
      page: 'docs/cures/r1-r2.md',
    },
    { flags: '--k 1', patch: { k: 1 }, page: 'docs/cures/n-critic.md' },
  ],
};

it('tells a finding in one line, with what to try', () => {
  expect(diagnosisText(finding)).toBe(
    'step 1,200: D wins: D(x) = 1; try --penalty r1:1 (docs/cures/r1-r2.md) or --k 1 (docs/cures/n-critic.md)',
  );
  expect(diagnosisText({ ...finding, remedies: [] })).toBe('step 1,200: D wins: D(x) = 1');
});

it('tells the value of the game, which a critic does not have', () => {
  const metrics = { lossD: 0.5, lossG: 1, scoreReal: 7, scoreFake: 6.5, value: -0.5 };
  expect(lossText(metrics, false)).toBe(
    'D 0.500  G 1.000  D(x) 7.00  D(G(z)) 6.50  V −0.500 (−log 4 = −1.386)',
  );
  expect(lossText(metrics, true)).toBe('D 0.500  G 1.000  D(x) 7.00  D(G(z)) 6.50');
});
