import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSaddle, type Saddle, until } from '../support/saddle.ts';

let saddle: Saddle;
beforeAll(async () => {
  saddle = await buildSaddle();
});
afterAll(() => saddle.remove());

const small = ['--generator.hidden', '8', '--discriminator.hidden', '8', '--batch', '16', '--samples', '20'];
const modes = (...args: string[]) => ['bench', 'modes', ...small, ...args];

const results = () => JSON.parse(readFileSync(join(saddle.folder, 'out/results.json'), 'utf8'));

describe('saddle bench', () => {
  it('goes on after a kill: finished seeds stay, a half-finished run resumes, rows add up', async () => {
    const args = modes(
      '--steps',
      '12000',
      '--seeds',
      '2',
      '--jobs',
      '1',
      '--out',
      'out',
      '--label',
      'tiny',
      '--checkpoint-every',
      '1000',
    );
    const row = join(saddle.folder, 'out/00-tiny');
    const first = saddle.start(...args);
    const checkpoints = join(row, 'seed-01/checkpoints');
    const begun = () => readdirSync(checkpoints).some(name => /^step-0*[1-9]/.test(name));
    await until(() => existsSync(checkpoints) && begun());
    first.child.kill('SIGKILL');
    await first.ended;
    const before = readFileSync(join(row, 'seed-00.json'), 'utf8');
    expect(JSON.parse(before).values.modes).toBe(8);
    await until(() => !existsSync(join(row, 'seed-01/run.lock')) || orphanIsGone(row));
    const second = await saddle.run(...args);
    expect([second.code, second.errors.includes('seed 0:')]).toEqual([0, false]);
    expect(readFileSync(join(row, 'seed-00.json'), 'utf8')).toBe(before);
    expect(results().rows[0].results.map((r: { step: number }) => r.step)).toEqual([12000, 12000]);
    for (const ending of ['md', 'csv', 'png']) {
      expect(existsSync(join(saddle.folder, `out/results.${ending}`))).toBe(true);
    }
    const third = await saddle.run(...modes('--seeds', '1', '--out', 'out', '--pac', '2', '--steps', '20'));
    expect([third.code, results().rows.length]).toEqual([0, 2]);
    expect(third.text).toContain('PacGAN4, PacGAN table 1');
    const { label, summary } = results().rows[1];
    expect(label).toContain('--pac 2');
    expect(summary.modesFound.n).toBe(1);
  });

  it.each<[string[], string]>([
    [['bench', 'mode'], "unknown benchmark 'mode'"],
    [
      ['bench', 'goodfellow', '--seeds', '1'],
      "unknown benchmark 'goodfellow'; did you mean 'goodfellow-2014'?",
    ],
    [['bench', 'modes', '--data', 'rings'], "unknown data of the benchmark 'rings'"],
    [['bench', 'modes', '--seeds', '0'], '--seeds: expected a whole number of at least 1'],
    [['bench', 'modes', '--recipe', 'rign'], "unknown recipe 'rign'"],
    [['bench', 'modes', '--objective', 'hing'], "unknown objective 'hing'"],
    [['bench', 'modes', '--minutes', '-1'], '--minutes: expected a number above 0'],
    [['bench', 'modes', '--evaluate', 'nowhere'], 'does not exist'],
    [['bench', 'dirac', '--device', 'gpu'], "unknown device 'gpu'"],
  ])('%j is one clear sentence and exit code 2', async (args, expected) => {
    const { code, errors } = await saddle.run(...args);
    expect(errors).toContain(expected);
    expect([code, errors.trim().split('\n').length]).toEqual([2, 1]);
  });
});

it('refuses to count stacked digits of a run on something else', async () => {
  const train = ['train', 'ring', ...small, '--steps', '2', '--out', 'ring', '--quiet'];
  expect((await saddle.run(...train)).code).toBe(0);
  const { code, errors } = await saddle.run('bench', 'stacked-mnist', '--evaluate', 'ring');
  expect([code, errors]).toEqual([
    2,
    expect.stringContaining('a run that makes images [28, 28, 3], got [2]'),
  ]);
  const { text } = await saddle.run('bench', 'modes', '--evaluate', 'ring');
  expect(text).toMatch(/^\d of 8 modes, \d+\.\d\d % of high quality/);
});

/** A child whose parent was killed ends when it next says something. */
function orphanIsGone(row: string): boolean {
  const { pid } = JSON.parse(readFileSync(join(row, 'seed-01/run.lock'), 'utf8'));
  return !existsSync(`/proc/${pid}`);
}
