import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { functions } from '../theory/functions.ts';
import { UserError } from '../util/error.ts';
import { theoryCommand } from './theory.ts';

const folder = mkdtempSync(join(tmpdir(), 'saddle-theory-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `saddle theory …` prints. */
async function printed(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const log = vi.spyOn(process.stdout, 'write').mockImplementation(text => lines.push(String(text)) > 0);
  try {
    await theoryCommand().parseAsync(words, { from: 'user' });
  } finally {
    log.mockRestore();
  }
  return lines.join('');
}

it('alone, lists every function of the registry', async () => {
  const text = await printed();
  for (const name of Object.keys(functions)) expect(text).toContain(`\n  ${name} `);
  for (const form of ['normal:mean,sigma', 'ring:modes,radius,sigma', 'discrete:probabilities'])
    expect(text).toContain(form);
});

it.each([
  ['jsd --p 0.5,0.5 --q 0.9,0.1 --bits', 'jsd = 0.146793102436 bits\nJSD(p, q) = ½ KL(p‖m)'],
  ['optimum --p normal:0,1 --q normal:0.7,1.4', 'optimum = -1.26280013813 nats\nC(G) = max_D V(D, G)'],
  ['kl --p 0.5,0.5 --q 1,0', 'kl = ∞ nats'],
  ['entropy --p normal:0,1', 'entropy = 1.4189385332 nats'],
  ['entropy --p discrete:0.5,0.5 --bits', 'entropy = 1 bits'],
  ['mutual-information --joint 0.5,0/0,0.5 --bits', 'mutual-information = 1 bits'],
  ['quantile --p normal --at 0.975', 'quantile = 1.95996398454'],
  ['wasserstein --p normal:0,1 --q normal:3,1 --order 2', 'wasserstein = 3\n'],
  ['generator --p exponential:1 --q normal:0,1 --at 0', 'generator = 0.69314718056'],
  ['criterion --p normal:0,1 --q normal:0.7,1.4 --objective lsgan', 'criterion = 0.277774887777'],
  ['kl --p 0.3*normal:-1,0.5+0.7*normal:2,1 --q student-t:3', 'kl = 0.630413'],
  ['optimum --p correlated:0 --q ring:1,1,1', 'optimum = -1.16'],
])('saddle theory %s', async (line, want) => {
  expect(await printed(...line.split(' '))).toContain(want);
});

it('--json prints one record', async () => {
  expect(JSON.parse(await printed('tv', '--p', '1,0', '--q', '0,1', '--json'))).toEqual({
    function: 'tv',
    value: 1,
    formula: functions.tv.formula,
  });
});

describe('--plot', () => {
  it.each([
    ['line', 'optimum --p normal:0,1 --q normal:0.7,1.4', 3],
    ['outcomes', 'jsd --p 0.5,0.5 --q 0.9,0.1', 3],
    ['plane', 'optimum --p correlated:0.5 --q correlated:-0.5', 2],
    ['one law', 'entropy --p gamma:2,1', 1],
  ])('%s: an SVG without NaN, one clip per panel', async (name, line, panels) => {
    const file = join(folder, `${name}.svg`);
    await printed(...line.split(' '), '--plot', file);
    const svg = readFileSync(file, 'utf8');
    expect(svg).toMatch(/^<svg xmlns/);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg.match(/<clipPath/g)).toHaveLength(panels);
  });

  it('writes PNG', async () => {
    const file = join(folder, 'a.png');
    await printed('optimum', '--p', 'normal', '--q', 'normal:1,2', '--plot', file);
    expect(statSync(file).size).toBeGreaterThan(10000);
    expect([...readFileSync(file).subarray(1, 4)].map(c => String.fromCharCode(c)).join('')).toBe('PNG');
  });
});

it.each([
  ['jsdd', "unknown function 'jsdd'; did you mean 'jsd'?"],
  ['kl --p 0.5,0.6 --q 0.5,0.5', 'expected p to sum to 1, got 1.1'],
  ['kl --p 0.5,0.5', 'kl: expected --q, got none'],
  ['kl --p 0.5,0.5 --q 0.5,0.5 --at 3', 'kl: expected only --p, --q, got --at'],
  ['tv --p 1 --q 1 --bits', 'tv: expected no --bits'],
  ['entropy --p normal:0,0', 'normal: expected sigma > 0, got 0'],
  ['entropy --p normal:0,1,2', '--p: expected at most 2 numbers (mean, sigma), got 3'],
  ['entropy --p nromal', "--p: unknown distribution 'nromal'; did you mean 'normal'?"],
  ['entropy --p normal:x', "--p: expected numbers apart by commas, got 'x'"],
  ['quantile --p normal --at 1', 'expected 0 < u < 1, got 1'],
  ['quantile --p normal --at x', "--at: expected a number, got 'x'"],
  ['criterion --p normal --q normal --objective hing', "did you mean 'hinge'?"],
  ['entropy --p normal --plot a.gif', "expected a file that ends in .svg or .png, got 'a.gif'"],
  ['entropy --p normal --plot /nowhere/a.svg', "expected a file that can be written, got '/nowhere/a.svg'"],
  ['self-information --at 0.5 --plot a.svg', '--plot: expected a function of laws'],
])('saddle theory %s fails with one sentence', async (line, message) => {
  const failure = printed(...line.split(' '));
  await expect(failure).rejects.toBeInstanceOf(UserError);
  await expect(failure).rejects.toThrow(message);
});
