// A child process of kill.test.ts: trains a run from its last checkpoint until it is killed, or
// fights for locks so many times. Leaves with code 3 when it finds something wrong.
import { randomInt } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { openRun } from '../../src/run/disk.ts';
import { acquireLock, type Lock } from '../../src/run/lock.ts';
import type { CheckpointTensor } from '../../src/run/store.ts';

const VALUES = 50_000;

/** Content that can be checked from the step alone. */
function state(step: number): Map<string, CheckpointTensor> {
  const data = Float32Array.from({ length: VALUES }, (_, i) => step * 1000 + (i % 997));
  return new Map(['w', 'optimizer/m', 'ema/w'].map(name => [name, { shape: [VALUES], data }]));
}

function wrong(what: string): never {
  console.error(what);
  process.exit(3);
}

async function train(folder: string): Promise<void> {
  const store = await openRun(folder);
  const found = await store.loadCheckpoint();
  if (store.warnings.length > 0) wrong(store.warnings.join());
  const start = found?.step ?? 0;
  for (const [name, { data }] of found?.tensors ?? []) {
    if (data.length !== VALUES || data.some((v, i) => v !== start * 1000 + (i % 997)))
      wrong(`${name} at ${start}`);
  }
  await store.rewind(found);
  if (!found) await store.saveCheckpoint({ step: 0, meta: {}, tensors: state(0) });
  console.log(`found ${start}`);
  for (let step = start + 1; ; step++) {
    await store.append('stats.jsonl', { step });
    await store.flush();
    await store.saveFile('fakes000001.png', `picture of step ${step}`.repeat(1000));
    await store.saveCheckpoint({ step, meta: {}, tensors: state(step) });
    console.log(`saved ${step}`);
  }
}

/** Takes the lock, shows that nobody else has it, and gives it up, or leaves it as a dead process would. */
function fight(path: string, deadPid: string, times: string): void {
  let [taken, abandoned] = [0, 0];
  while (taken < Number(times)) {
    let lock: Lock;
    try {
      lock = acquireLock(path);
    } catch (error) {
      if ((error as Error).name !== 'UserError') throw error;
      continue;
    }
    try {
      writeFileSync(`${path}-owner`, '', { flag: 'wx' });
    } catch {
      wrong('two owners');
    }
    rmSync(`${path}-owner`);
    taken++;
    lock.check();
    if (randomInt(3) === 0) {
      abandoned++;
      const holder = JSON.parse(readFileSync(path, 'utf8'));
      writeFileSync(
        path,
        JSON.stringify({ ...holder, pid: Number(deadPid), token: `dead-${taken}-${process.pid}` }),
      );
    }
    lock.release();
  }
  console.log(`${taken} ${abandoned}`);
}

const [task, ...args] = process.argv.slice(2) as [string, string, string, string];
if (task === 'train') await train(args[0]);
else fight(args[0], args[1], args[2]);
