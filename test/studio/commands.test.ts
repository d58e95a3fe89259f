import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatsRow } from '../../src/run/store.ts';
import type { Accepted, RowsMessage, RunDetail } from '../../src/studio/protocol.ts';
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
  await until(() => server.output.text.includes('\n') || server.child.exitCode !== null, 60_000);
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

async function untilStatus(port: number, id: string, status: string): Promise<RunDetail> {
  for (let i = 0; i < 1200; i++) {
    const run = await askJson<RunDetail>(port, `/api/runs/${id}`);
    if (run.status === status) return run;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`${id} is not ${status}`);
}

async function start(port: number, settings: object): Promise<Accepted> {
  const answer = await command(port, '/api/runs', { recipe: 'ring', settings });
  expect(answer.status, answer.text).toBe(201);
  const accepted = JSON.parse(answer.text) as Accepted;
  if (existsSync(join(folder(accepted.id), 'run.lock'))) pids.push(lockPid(accepted.id));
  return accepted;
}

describe('a run that the studio starts', { timeout: 120_000 }, () => {
  it('survives the server; the next one shows, stops and resumes it, and each row comes once', async () => {
    const rows: StatsRow[] = [];
    let last = '';
    const hear = (data: string, id: string) => {
      const { keep, rows: more } = JSON.parse(data) as RowsMessage;
      rows.splice(keep ?? rows.length, rows.length, ...more);
      last = id;
    };
    const first = await serve();
    const { id, status } = await start(first.port, small);
    expect([id, status]).toEqual(['00000-ring', 'training']);
    const heard = await listen(first.port, `/api/runs/${id}/events`, '', ({ event }) => event === 'rows');
    for (const event of heard.filter(e => e.event === 'rows')) hear(event.data, event.id);
    expect(rows.length).toBeGreaterThan(0);

    first.server.child.kill('SIGKILL');
    await first.server.ended;
    const before = size(id);
    await until(() => size(id) > before, 60_000);

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

  it('says why it failed, and leaves no folder when it cannot begin', async () => {
    const { port } = await serve();
    const { id } = await start(port, { ...small, 'optimizer.generator.lr': '1e18', checkpointEvery: '5' });
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
    expect((await saddle.run('studio', '--port', '70000')).code).toBe(2);
    expect((await ask(port, { path: '/' })).text).toBe('studio');
  });
});
