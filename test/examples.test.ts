import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
const scratch = mkdtempSync(join(tmpdir(), 'saddle-examples-'));
afterAll(() => rmSync(scratch, { recursive: true }));

it.each([
  ['quickstart', /1000 points, \d of 8 modes/],
  ['bidirectional', /mean distance of G\(E\(x\)\) from x: 0\.0\d/],
  ['own-gan', /16 of 16 parts reached/],
  ['ring', /step 4000: 8 of 8 modes/],
])('examples/%s.ts does what it says', async (name, line) => {
  const args = [tsx, '--tsconfig', join(root, 'tsconfig.json'), join(root, `examples/${name}.ts`)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: scratch }); // rejects unless 0
  expect([stdout, stderr]).toEqual([expect.stringMatching(line), '']);
});

it('quickstart leaves a run that people understand', () => {
  const run = join(scratch, 'runs/00000-ring');
  const card = readFileSync(join(run, 'README.md'), 'utf8');
  const picture = /!\[Generated samples\]\((.*)\)/.exec(card)?.[1] ?? '';
  expect(existsSync(join(run, picture))).toBe(true);
  expect(card).toMatch(/^---\nlicense: /);
  for (const title of ['Networks', 'Training', 'Data', 'Metrics', 'Use', 'Files', 'Licence']) {
    expect(card).toContain(`\n## ${title}\n`);
  }
  expect(card).toMatch(/\| `modesFound` \| \d of 8 \| 8 ± 0 \| [\d,]+ \|/);
});
