import { once } from 'node:events';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../util/error.ts';
import { failureEvent, failureFrom, failureIn, type JobEvent, parseEvent } from './failure.ts';
import { type JobOptions, runJob, startJob, trainingArgs } from './job.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-jobs-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A program in place of Saddle, in a real process. */
const command = (script: string) => [process.execPath, '-e', script, '--'];
const run = (script: string, options?: JobOptions) => runJob(command(script), ['train'], options);
const says = (event: object) => `console.log(${JSON.stringify(JSON.stringify(event))});`;
const WAIT = 'setInterval(() => {}, 1000);';

describe('runJob', () => {
  it('hands on events, and takes a summary for the end', async () => {
    const events: JobEvent[] = [];
    const script = `${says({ type: 'progress', step: 3 })} console.log('no event'); ${says({ type: 'summary', finished: true })}`;
    expect(await run(script, { onEvent: event => events.push(event) })).toEqual({ outcome: 'finished' });
    expect(events).toEqual([
      { type: 'progress', step: 3 },
      { type: 'summary', finished: true },
    ]);
  });

  it('is told why it failed, whatever it says and whatever the exit code', async () => {
    const failure = { reason: 'diverged', message: 'step 3: NaN' } as const;
    const end = await run(
      `${says(failureEvent(failure))} console.error('error: something else'); process.exitCode = 1;`,
    );
    expect(end).toEqual({ outcome: 'failed', failure });
  });

  it('knows a kill, also one that cuts a line', async () => {
    const end = await run(
      `process.stdout.write('{"type":"prog', () => process.kill(process.pid, 'SIGKILL')); ${WAIT}`,
    );
    expect(end).toEqual({
      outcome: 'failed',
      failure: { reason: 'killed', message: 'the process was ended by SIGKILL; start it again to go on' },
    });
  });

  it('knows a crash without a word of its own', async () => {
    const end = await run(`console.error('deep trouble'); process.exit(7);`);
    expect(end).toEqual({
      outcome: 'failed',
      failure: { reason: 'crashed', message: 'the process ended with exit code 7: deep trouble' },
    });
  });

  it('asks a job to stop, once, and waits for what it saves', async () => {
    const stop = new AbortController();
    const script = `process.on('SIGINT', () => { ${says({ type: 'summary', finished: false })} process.exit(130); }); ${says({ type: 'open' })} ${WAIT}`;
    const end = await run(script, {
      signal: stop.signal,
      onEvent: ({ type }) => type === 'open' && stop.abort(),
    });
    expect(end).toEqual({ outcome: 'stopped' });
  });

  it('has stopped a job that was asked before it listened', async () => {
    expect(await run(WAIT, { signal: AbortSignal.abort() })).toEqual({ outcome: 'stopped' });
  });
});

it('a job that outlives its parent leaves its failure in a file', async () => {
  const path = join(scratch, 'job.log');
  const failure = { reason: 'refused', message: 'batch: expected 3' } as const;
  const script = `console.error('warning: x'); ${says({ type: 'open' })} ${says(failureEvent(failure))}`;
  await once(startJob(command(script), ['train'], openSync(path, 'w')), 'close');
  expect(failureIn(readFileSync(path, 'utf8'))).toEqual(failure);
});

it('begins a training, and goes on with one that is there', () => {
  const folder = join(scratch, 'run');
  expect(trainingArgs({ folder, config: 'c.json', seed: 3 })).toEqual([
    'train',
    '--config',
    'c.json',
    '--out',
    folder,
    '--seed',
    '3',
  ]);
  mkdirSync(folder);
  writeFileSync(join(folder, 'config.json'), '{}');
  expect(trainingArgs({ folder, config: 'c.json', seed: 3 })).toEqual(['resume', folder]);
});

describe('a failure', () => {
  it('is what an error says of itself', () => {
    expect(failureFrom(new UserError('a: expected b'))).toEqual({
      reason: 'refused',
      message: 'a: expected b',
    });
    expect(failureFrom(new TypeError('x is no function')).reason).toBe('crashed');
    expect(failureFrom(new RangeError('Array buffer allocation failed')).reason).toBe('memory');
  });

  it('is read from lines of JSON only', () => {
    expect(failureIn('error: step 3, expected finite numbers')).toBeUndefined();
    expect(failureIn('{"type":"failure","reason":"tired","message":"x"}')).toBeUndefined();
    expect(parseEvent('{"type":3}')).toBeUndefined();
    expect(parseEvent('{"type":"x"')).toBeUndefined();
  });
});
