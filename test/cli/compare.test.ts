import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildSaddle, type Saddle } from '../support/saddle.ts';

const cache = mkdtempSync(join(tmpdir(), 'saddle-compare-'));
let saddle: Saddle;

const FEW = ['--samples', '200', '--metrics', 'modes', '--draws', '2'];

async function made(name: string, ...flags: string[]): Promise<void> {
  const small = ['--steps', '4', '--batch', '16', '--samples', '9', '--threads', '1', '--quiet'];
  await saddle.run('train', 'ring', ...small, ...flags, '--out', name);
}

beforeAll(async () => {
  process.env.SADDLE_CACHE = cache;
  saddle = await buildSaddle();
  await made('a-0');
  await made('a-1', '--seed', '1');
  await made('b-0', '--objective', 'hinge');
  await made('b-1', '--objective', 'hinge', '--seed', '1');
  await made('other', '--data.modes', '6');
  for (const name of ['a-0', 'a-1', 'b-0', 'b-1', 'other']) await saddle.run('evaluate', name, ...FEW);
});
afterAll(() => {
  saddle.remove();
  rmSync(cache, { recursive: true });
  delete process.env.SADDLE_CACHE;
});

it('compares runs over seeds, from folders and globs', async () => {
  const { code, text, errors } = await saddle.run('compare', 'a-*', 'b-0', 'b-1', '--figure', 'all.png');
  expect([code, errors]).toEqual([0, 'figure: all.png\n']);
  expect(text).toMatch(
    /^A: ring; seeds 0, 1 \(a-0, a-1\)\nB: objective\.kind "hinge".*; seeds 0, 1 \(b-0, b-1\)\n/,
  );
  expect(text).toMatch(/highQuality200 ↑ +\S+ ± \S+ +\S+/);
  expect(text).toContain("p: two-sided paired Student's t over the seeds that both groups have");
  expect([...readFileSync(join(saddle.folder, 'all.png')).subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
  const { text: json } = await saddle.run('compare', 'a-*', 'b-*', '--json');
  expect(JSON.parse(json).figures[0].groups.map((g: { values: unknown[] }) => g.values.length)).toEqual([
    2, 2,
  ]);
  const { text: markdown } = await saddle.run('compare', 'a-*', 'b-*', '--markdown');
  expect(markdown).toContain('| figure | real data | A (2) | B (2) | B − A |');
});

it.each([
  [['a-0'], 'compare: expected at least two runs, got 1'],
  [['a-0', 'nowhere'], 'does not exist; check the path'],
  [['a-0', 'c-*'], "expected folders of runs, got 'c-*', which names none"],
  [['a-0', 'other'], 'expected runs on the same data, but a-0 learned ring'],
  [['a-0', 'b-0', '--metrics', 'fd'], "figures that all runs have (highQuality200, modesFound200), got 'fd'"],
  [
    ['a-0', 'b-0', '--figure', 'all.gif'],
    "--figure: expected a name that ends in .svg or .png, got 'all.gif'",
  ],
])('refuses %s in one sentence', async (args, sentence) => {
  const { code, text, errors } = await saddle.run('compare', ...args);
  expect([code, text, errors.split('\n').length]).toEqual([2, '', 2]);
  expect(errors).toContain(sentence);
});
