import { expect, it } from 'vitest';
import { lossFormulas } from '../../../../gan/objectives/formulas.ts';
import { meanOf, typesetLosses } from './losses.ts';

it('puts a common sign before the mean, and sums into parentheses', () => {
  expect(meanOf('-\\log D(x_i)')).toBe('-\\frac1m \\sum_{i=1}^m \\log D(x_i)');
  expect(meanOf('\\max(0, 1 - D(x_i))')).toBe('\\frac1m \\sum_{i=1}^m \\max(0, 1 - D(x_i))');
  expect(meanOf('e^{-D(x_i)} - 1')).toBe('\\frac1m \\sum_{i=1}^m \\Big( e^{-D(x_i)} - 1 \\Big)');
  expect(meanOf('-D(x_i) + 1')).toContain('\\Big( -D(x_i) + 1 \\Big)');
});

it('has a slot for each number of each objective', () => {
  const typeset = typesetLosses();
  for (const [name, { discriminator }] of Object.entries(lossFormulas)) {
    const slots = discriminator.length === 2 ? 3 : 1;
    expect(typeset[name].discriminator, name).toHaveLength(slots + 1);
    expect(typeset[name].generator, name).toHaveLength(2);
    expect(typeset[name].discriminator.join('')).toContain('class="judge"');
  }
});
