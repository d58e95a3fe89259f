import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatsRow } from '../../src/run/store.ts';
import type { Accepted, RowsMessage, RunDetail, Started } from '../../src/studio/protocol.ts';
import { buildSaddle, type Running, type Saddle, until } from '../support/saddle.ts';
import { ask, askJson, command, listen } from './client.ts';

let saddle: Saddle;
const servers: Running[] = [];
const pids: number[] = [];

beforeAll(async () => {
  saddle = await buildSaddle();
  mkdirSync(join(saddle.folder, 'pages'));
  writeFileSync(join(saddle.folder, 'pages/index.html'), 'studio');
});
afterAll(async () => {
  for (const { child } of servers) child.kill('SIGKILL');
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  }
  await Promise.all(servers.map(({ ended }) => ended));
  saddle.remove();
});

const flags = (port = '0') => ['studio', '--port', port, '--root', 'runs', '--pages', 'pages', '--no-open'];

async function serve(): Promise<{ server: Running; port: number }> {
  const server = saddle.start(...flags());
  servers.push(server);
  await until(() => server.output.text.includes('\n') || server.child.exitCode !== null);
  expect(server.output.text, server.output.errors).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
  return { server, port: Number(new URL(server.output.text.trim()).port) };
}

/** A run that logs often and is over whenever it is told. */
const small = {
  batch: '32',
  'data.count': '1000',
  samples: '50',
  threads: '1',
  'generator.hidden': '8',
  'discriminator.hidden': '8',
  logEvery: '50',
  checkpointEvery: '500',
  sampleEvery: '100000',
  penalties: 'none',
  steps: '10000000',
};

const folder = (id: string) => join(saddle.folder, 'runs', id);
const size = (id: string) => statSync(join(folder(id), 'stats.jsonl'), { throwIfNoEntry: false })?.size ?? 0;
const lockPid = (id: string) => JSON.parse(readFileSync(join(folder(id), 'run.lock'), 'utf8')).pid as number;

async function untilRun(port: number, id: string, good: (run: RunDetail) => boolean): Promise<RunDetail> {
  let run!: RunDetail;
  const look = async () => {
    run = await askJson<RunDetail>(port, `/api/runs/${id}`);
    return run;
  };
  await expect.poll(look).toSatisfy(good);
  return run;
}

const untilStatus = (port: number, id: string, status: string) =>
  untilRun(port, id, run => run.status === status);

async function start(port: number, settings: object, seeds?: number): Promise<readonly Accepted[]> {
  const answer = await command(port, '/api/runs', { recipe: 'ring', settings, seeds });
  expect(answer.status, answer.text).toBe(201);
  const { runs } = JSON.parse(answer.text) as Started;
  for (const { id } of runs) if (existsSync(join(folder(id), 'run.lock'))) pids.push(lockPid(id));
  return runs;
}

describe('a run that the studio starts', () => {
  it('survives the server; the next one shows, stops and resumes it, and each row comes once', async () => {
    const rows: StatsRow[] = [];
    let last = '';
    const hear = (data: string, id: string) => {
      const { keep, rows: more } = JSON.parse(data) as RowsMessage;
      rows.splice(keep ?? rows.length, rows.length, ...more);
      last = id;
    };
    const first = await serve();
    const [{ id, status }] = await start(first.port, small);
    expect([id, status]).toEqual(['00000-ring', 'training']);
    const heard = await listen(first.port, `/api/runs/${id}/events`, '', ({ event }) => event === 'rows');
    for (const event of heard.filter(e => e.event === 'rows')) hear(event.data, event.id);
    expect(rows.length).toBeGreaterThan(0);

    first.server.child.kill('SIGKILL');
    await first.server.ended;
    const before = size(id);
    await until(() => size(id) > before);

    const second = await serve();
    expect((await askJson<RunDetail>(second.port, `/api/runs/${id}`)).status).toBe('training');
    expect((await command(second.port, `/api/runs/${id}/resume`)).status).toBe(409);
    const stop = await command(second.port, `/api/runs/${id}/stop`);
    expect([stop.status, JSON.parse(stop.text)]).toEqual([202, { id, status: 'stopping' }]);
    await command(second.port, `/api/runs/${id}/stop`); // is not passed on: the run would leave without a checkpoint
    const stopped = await untilStatus(second.port, id, 'stopped');
    expect(stopped.checkpoints.at(-1)).toBe(stopped.step);
    expect((await command(second.port, `/api/runs/${id}/stop`)).status).toBe(409);

    const steps = stopped.step + 125;
    const few = await command(second.port, `/api/runs/${id}/resume`, { steps: 10 });
    expect([few.status, JSON.parse(few.text).error]).toEqual([
      409,
      expect.stringMatching(/expected more than/),
    ]);
    const resumed = await command(second.port, `/api/runs/${id}/resume`, { steps });
    expect(resumed.status, resumed.text).toBe(202);
    expect(await untilStatus(second.port, id, 'finished')).toMatchObject({ step: steps, steps });

    const more = await listen(second.port, `/api/runs/${id}/events`, last, ({ event }) => event === 'run');
    for (const event of more.filter(e => e.event === 'rows')) hear(event.data, event.id);
    const log = readFileSync(join(folder(id), 'stats.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(rows).toEqual(log.map(line => JSON.parse(line)));
    second.server.child.kill('SIGINT');
    expect((await second.server.ended).code).toBe(0);
  });

  it('pauses and goes on, stops and says so to the next server, and is missed when it is killed', async () => {
    const first = await serve();
    const [{ id }] = await start(first.port, small);
    await until(() => size(id) > 0);
    expect((await command(first.port, `/api/runs/${id}/pause`)).status).toBe(202);
    const paused = await untilStatus(first.port, id, 'paused');
    expect(paused.checkpoints.at(-1)).toBe(paused.step);
    expect((await command(first.port, `/api/runs/${id}/resume`)).status).toBe(202);
    await untilStatus(first.port, id, 'training');
    expect((await command(first.port, `/api/runs/${id}/stop`)).status).toBe(202);
    await untilStatus(first.port, id, 'stopped');
    const second = await serve();
    expect((await askJson<RunDetail>(second.port, `/api/runs/${id}`)).status).toBe('stopped');
    expect((await command(second.port, `/api/runs/${id}/resume`)).status).toBe(202);
    const { pace } = await untilRun(second.port, id, run => run.pace !== undefined);
    expect(pace!.imagesPerSecond).toBeGreaterThan(0);
    expect(pace!.secondsLeft).toBeGreaterThan(0);
    process.kill(lockPid(id), 'SIGKILL');
    const killed = await untilStatus(second.port, id, 'failed');
    expect(killed.message).toMatch(/^the process ended without a word: it was killed/);
    expect(killed.pace).toBeUndefined();
  });

  it('is one of several seeds of one experiment', async () => {
    const { port } = await serve();
    const made = await start(port, { ...small, seed: '5', steps: '200' }, 2);
    const runs = await Promise.all(made.map(({ id }) => untilStatus(port, id, 'finished')));
    expect(runs.map(run => run.seed)).toEqual([5, 6]);
    expect(runs[0].experiment).toBe(runs[1].experiment);
    const [{ id }] = await start(port, { ...small, steps: '200', batch: '16' });
    expect((await untilStatus(port, id, 'finished')).experiment).not.toBe(runs[0].experiment);
    const many = await command(port, '/api/runs', { recipe: 'ring', seeds: 1000 });
    expect([many.status, JSON.parse(many.text).error]).toEqual([
      400,
      expect.stringMatching(/^start\.seeds: /),
    ]);
  });

  it('says why it failed, and leaves no folder when it cannot begin', async () => {
    const { port } = await serve();
    const [{ id }] = await start(port, { ...small, 'optimizer.generator.lr': '1e18', checkpointEvery: '5' });
    const failed = await untilStatus(port, id, 'failed');
    expect(failed.message).toMatch(/^step \d+, .*expected finite numbers, got/);
    const before = readdirSync(join(saddle.folder, 'runs'));
    const broken = await command(port, '/api/runs', {
      recipe: 'ring',
      settings: { ...small, device: 'cuda' },
    });
    expect([broken.status, JSON.parse(broken.text).error]).toEqual([400, expect.stringMatching(/cuda/)]);
    expect(readdirSync(join(saddle.folder, 'runs'))).toEqual(before);
  });

  it('cannot be started where the server cannot be', async () => {
    const { port } = await serve();
    const taken = await saddle.run(...flags(String(port)));
    expect([taken.code, taken.errors]).toEqual([
      2,
      expect.stringMatching(/^error: studio: port \d+ is in use; .*--port/),
    ]);
    const none = await saddle.run('studio', '--pages', 'nowhere');
    expect([none.code, none.errors]).toEqual([
      2,
      expect.stringMatching(/expected the studio's pages in nowhere/),
    ]);
    const wrong = [
      [['--port', '70000'], '--port: expected a whole number from 0 to 65535, got 70000'],
      [['--port', 'x'], /^error: --port: expected a whole number.*'?x'?/],
      [
        ['--root', 'pages/index.html', '--pages', 'pages'],
        /got the file .*index.html; choose one with --root/,
      ],
      [['--prot', '1'], /did you mean .*--port/],
      [['extra'], 'studio: expected 0 arguments, got 1'],
    ] as const;
    for (const [args, message] of wrong) {
      const { code, errors } = await saddle.run('studio', '--no-open', ...args);
      expect([code, errors.trim()]).toEqual([2, expect.stringMatching(message)]);
      expect(errors.trim().split('\n')).toHaveLength(1);
    }
    expect((await ask(port, { path: '/' })).text).toBe('studio');
  });
});
