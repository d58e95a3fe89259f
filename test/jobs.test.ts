import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JobOptions, runJob, trainingArgs } from '../src/jobs/job.ts';
import type { PartialConfig } from '../src/train/config.ts';
import { buildSaddle, type Saddle } from './support/saddle.ts';

let saddle: Saddle;
beforeAll(async () => {
  saddle = await buildSaddle();
});
afterAll(() => saddle.remove());

/** Trains on the ring in the folder `name`, or goes on there. */
function train(name: string, changes: Partial<PartialConfig>, options: JobOptions = {}) {
  const network = { family: 'mlp', hidden: [4] };
  const config = join(saddle.folder, `${name}.json`);
  const fixed = { data: { name: 'ring' }, generator: network, discriminator: network, batch: 16 };
  writeFileSync(config, JSON.stringify({ ...fixed, samples: 9, checkpointEvery: 100, ...changes }));
  const command = [process.execPath, saddle.script];
  return runJob(command, trainingArgs({ folder: join(saddle.folder, name), config }), options);
}

const stats = (name: string) => readFileSync(join(saddle.folder, name, 'stats.jsonl'), 'utf8');

it('fails with a reason that is data: input that is refused, numbers that diverge', async () => {
  const refused = await train('refused', { batch: 0 });
  expect(refused).toMatchObject({ outcome: 'failed', failure: { reason: 'refused' } });
  const sgd = { kind: 'sgd', lr: 1e38 } as const;
  const diverged = await train('diverged', { optimizer: { discriminator: sgd, generator: sgd }, steps: 50 });
  expect(diverged).toMatchObject({
    outcome: 'failed',
    failure: { reason: 'diverged', message: expect.stringContaining('expected finite numbers') },
  });
});

it('is killed, knows it, and goes on to the bytes of a job that was not', async () => {
  const steps = 5000;
  expect(await train('whole', { steps })).toEqual({ outcome: 'finished' });
  let pid = 0;
  const killed = await train(
    'cut',
    { steps },
    {
      onEvent: event => {
        if (event.type !== 'checkpoint' || event['step'] === 0 || pid !== 0) return;
        ({ pid } = JSON.parse(readFileSync(join(saddle.folder, 'cut/run.lock'), 'utf8')));
        process.kill(pid, 'SIGKILL');
      },
    },
  );
  expect(killed).toMatchObject({ outcome: 'failed', failure: { reason: 'killed' } });
  expect(await train('cut', { steps })).toEqual({ outcome: 'finished' });
  expect(stats('cut')).toBe(stats('whole'));
});

it('stops when it is asked to, and goes on', async () => {
  const stop = new AbortController();
  const onEvent: JobOptions['onEvent'] = ({ type }) => type === 'checkpoint' && stop.abort();
  expect(await train('asked', { steps: 5000 }, { signal: stop.signal, onEvent })).toEqual({
    outcome: 'stopped',
  });
  expect(await train('asked', { steps: 5000 })).toEqual({ outcome: 'finished' });
});
