import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { atMost, equal } from '../examples/equality.ts';

const run = promisify(execFile);
const example = (name: string, ...words: string[]) =>
  run(process.execPath, ['--import', 'tsx', `examples/${name}.ts`, ...words], {
    cwd: new URL('..', import.meta.url),
  });

it.concurrent.each([
  ['optimality', 'V(D*, G), and with JSD: −1.262800138 = −1.262800138'],
  ['inverse-transform', 'G(0) is the median: 4 = 4'],
])('examples/%s.ts asserts every equality it prints', async (name, line) => {
  const { stdout } = await example(name);
  expect(stdout).toContain(line);
  expect(stdout).toContain('Every equality holds.');
  expect(stdout).not.toContain('✗');
  expect(stdout.match(/✓/g)!.length).toBeGreaterThan(15);
});

it.concurrent('the argument holds for other laws too', async () => {
  const { stdout } = await example('optimality', '--p', 'gamma:2,1', '--q', 'gamma:3,1.5');
  expect(stdout).toContain('Every equality holds.');
});

it.concurrent('the picture is drawn on request', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-example-'));
  const file = join(folder, 'drawn.svg');
  await example('inverse-transform', '--out', file);
  expect(readFileSync(file, 'utf8')).toContain('go in at height U');
  rmSync(folder, { recursive: true });
});

it('a false equality sets exit code 1', () => {
  const before = process.exitCode;
  for (const wrong of [
    () => equal('two', 2, 2.1, 0.05),
    () => atMost('two', 2, 1),
    () => equal('nothing', NaN, 0, 1),
  ]) {
    process.exitCode = 0;
    wrong();
    expect(process.exitCode).toBe(1);
  }
  process.exitCode = 0;
  equal('two', 2, 2.01, 0.05);
  expect(process.exitCode).toBe(0);
  process.exitCode = before;
});
