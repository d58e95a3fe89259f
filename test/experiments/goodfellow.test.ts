import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSaddle, type Saddle } from '../support/saddle.ts';

const DIGITS = '/work/shared/data/mnist';
const hasDigits = existsSync(DIGITS);
if (!hasDigits) console.warn(`SKIPPED: table 1 of 2014, which needs the original MNIST files in ${DIGITS}`);

let saddle: Saddle;
const cache = mkdtempSync(join(tmpdir(), 'saddle-cache-'));
const before = process.env.SADDLE_CACHE;
beforeAll(async () => {
  process.env.SADDLE_CACHE = cache;
  saddle = await buildSaddle();
});
afterAll(() => {
  saddle.remove();
  rmSync(cache, { recursive: true });
  if (before === undefined) delete process.env.SADDLE_CACHE;
  else process.env.SADDLE_CACHE = before;
});

const bench = (...args: string[]) => saddle.run('bench', 'goodfellow-2014', ...args);
const tiny = ['--generator.hidden', '16', '--discriminator.hidden', '8', '--steps', '2', '--threads', '1'];

describe('saddle bench goodfellow-2014', () => {
  it('says how to get the digits where they are not there, and what a run must make', async () => {
    const missing = await bench(...tiny);
    expect([missing.code, missing.errors]).toEqual([2, expect.stringContaining('saddle data mnist')]);
    const ring = ['train', 'ring', '--steps', '2', '--samples', '20', '--out', 'ring', '--quiet'];
    expect((await saddle.run(...ring)).code).toBe(0);
    const other = await bench('--evaluate', 'ring');
    expect([other.code, other.errors]).toEqual([
      2,
      expect.stringContaining('expected a run that makes images [28, 28, 1], got [2] in ring'),
    ]);
  });

  it.runIf(hasDigits)('measures a run beside the table, and real images as published', async () => {
    expect((await saddle.run('data', 'mnist', '--from', DIGITS)).code).toBe(0);
    const { code, text, errors } = await bench(...tiny, '--out', 'out');
    expect([code, errors]).toEqual([0, expect.stringContaining('seed 0: log-likelihood')]);
    expect(text).toContain('Adversarial nets, Goodfellow 2014 table 1');
    const { rows } = JSON.parse(readFileSync(join(saddle.folder, 'out/results.json'), 'utf8'));
    const { parzen, sigma } = rows[0].results[0].values;
    // a net that knows no more than the mean image: that alone scores −59
    expect(parzen).toBeGreaterThan(-120);
    expect(parzen).toBeLessThan(0);
    expect(sigma).toBeGreaterThan(0.2);
    const real = await bench('--evaluate', 'real');
    const found = Number(/log-likelihood ([\d.]+) ± 2\.1 nats/.exec(real.text)?.[1]);
    expect(Math.abs(found - 242.5)).toBeLessThan(5); // three draws: 242.5, 244.8, 241.1
  });
});
