import { expect, it } from 'vitest';
import { spreadText, verdictOf } from './verdict.ts';

const figure = (value: number, better: 'less' | 'more', mean = 10, deviation = 1) => ({
  value,
  error: 1,
  floor: { mean, deviation },
  better,
  samples: 1000,
  network: null,
});

it('calls a figure that of real data where chance may explain the difference', () => {
  expect(verdictOf(figure(12.8, 'less'))).toBe('as real data');
  expect(verdictOf(figure(7.2, 'less'))).toBe('as real data');
  expect(verdictOf(figure(12.9, 'less'))).toBe('1.3 × real data');
});

it('says how much worse it is, and which way is worse', () => {
  expect(verdictOf(figure(340, 'less'))).toBe('34 × real data');
  expect(verdictOf(figure(5, 'more'))).toBe('50 % of real data');
  expect(verdictOf(figure(20, 'more'))).toBe('beyond real data');
  expect(verdictOf(figure(-50, 'more'))).toBe('worse than real data');
  expect(verdictOf(figure(20, 'less', 0.1))).toBe('worse than real data');
});

it('shows as many digits as the spread leaves meaningful', () => {
  expect(spreadText(0.045678, 0.000512)).toBe('0.04568 ± 0.00051');
  expect(spreadText(-226.51, 2.3)).toBe('−226.5 ± 2.3');
  expect(spreadText(1234.5, 17)).toBe('1235 ± 17');
  expect(spreadText(8, 0)).toBe('8');
});
