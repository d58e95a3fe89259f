import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildSaddle, type Saddle } from '../support/saddle.ts';

let saddle: Saddle;
beforeAll(async () => {
  saddle = await buildSaddle();
});
afterAll(() => saddle.remove());

const CORES = availableParallelism();
const train = (...more: string[]) => ['train', 'ring', '--batch', '16', '--samples', '9', ...more];

it.each(['--out', '--dry-run'])('refuses more threads than processors, with %s', async flag => {
  const place = flag === '--out' ? ['--out', 'many'] : [flag];
  const { code, text, errors } = await saddle.run(...train('--steps', '5', '--threads', '1000', ...place));
  expect(errors).toBe(
    `error: threads: expected at most ${CORES}, the processors of this machine, got 1000; --threads 0 takes as many as help\n`,
  );
  expect({ code, text }).toEqual({ code: 2, text: '' });
  expect(existsSync(join(saddle.folder, 'many'))).toBe(false);
});

const confines = CORES > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;
if (!confines) {
  console.error(
    '\nSKIPPED: resume on fewer processors, there is one processor or no taskset; get it with: apt-get install util-linux\n',
  );
}

it.skipIf(!confines)(
  'goes on with a run of more threads than processors, and warns',
  async () => {
    expect((await saddle.run(...train('--steps', '5', '--threads', '2', '--out', 'moved'))).code).toBe(0);
    const confined = (...args: string[]) =>
      spawnSync('taskset', ['-c', '0', process.execPath, saddle.script, ...args], {
        cwd: saddle.folder,
        encoding: 'utf8',
      });
    const resumed = confined('resume', 'moved', '--steps', '10', '--quiet');
    expect(resumed.stderr).toBe(
      'warning: threads: expected at most 1, the processors of this machine, got 2, as the run began with; it goes on, slower than a fork would\n',
    );
    expect(resumed.status).toBe(0);
    expect(confined('sample', 'moved').status).toBe(0);
    const fork = confined('resume', 'moved', '--fork', '--out', 'fork');
    const anew =
      'warning: threads: expected at most 1, the processors of this machine, got 2 from a file; as many as help are taken\n';
    expect(fork.stderr).toContain(anew);
    expect(fork.status).toBe(0);
    const config = JSON.parse(readFileSync(join(saddle.folder, 'fork/config.json'), 'utf8'));
    expect(config.threads).toBe(1);
    const again = ['train', '--config', 'moved/config.json', '--dry-run'];
    const dry = confined(...again);
    expect(dry.stderr).toContain(anew);
    expect(JSON.parse(dry.stdout).threads).toBe(1);
    const asked = confined(...again, '--threads', '2');
    expect(asked.stderr).toContain('got 2; --threads 0 takes as many as help');
    expect(asked.status).toBe(2);
  },
  180_000,
);

it('says in doctor that telemetry is off', async () => {
  const { text } = await saddle.run('doctor', '--json');
  expect(JSON.parse(text).telemetry).toMatch(process.platform === 'win32' ? /^none sent/ : /^off/);
});
