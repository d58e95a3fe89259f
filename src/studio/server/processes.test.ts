import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { acquireLock } from '../../run/lock.ts';
import { startTime } from '../../run/process.ts';
import { ConflictError, Processes } from './processes.ts';

const root = mkdtempSync(join(tmpdir(), 'saddle-processes-'));
afterAll(() => rmSync(root, { recursive: true }));

it('ends no process that a forged lock names', async () => {
  const folder = join(root, 'run');
  mkdirSync(folder);
  const lock = join(folder, 'run.lock');
  const own = acquireLock(lock);
  const holder = JSON.parse(readFileSync(lock, 'utf8'));
  own.release();
  const victim = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const { pid } = victim;
  writeFileSync(lock, JSON.stringify({ ...holder, pid, started: startTime(pid!) }));
  const processes = new Processes(root, [process.execPath]);
  const refusal = await Promise.resolve()
    .then(() => processes.pause('run', folder))
    .catch(error => error);
  expect(refusal).toBeInstanceOf(ConflictError);
  expect(refusal.message).toBe(
    `run is not known to be trained by process ${pid}, which its run.lock names; stop that where it was started, or remove the file`,
  );
  process.kill(pid!, 0); // throws where it is gone
  expect(victim.killed || victim.signalCode).toBeFalsy();
  victim.kill('SIGKILL');
});
