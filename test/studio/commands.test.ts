import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatsRow } from '../../src/run/store.ts';
import type { Accepted, RowsMessage, RunDetail, Session, Started } from '../../src/studio/protocol.ts';
import { buildSaddle, type Running, type Saddle, until } from '../support/saddle.ts';
import { ask, askJson, command, type Door, listen } from './client.ts';

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

const flags = (port = '0', root = 'runs') => [
  'studio',
  '--port',
  port,
  '--root',
  root,
  '--pages',
  'pages',
  '--no-open',
];

/** A server of the command line, by the address that it prints. */
interface Served {
  readonly server: Running;
  readonly port: number;
  readonly token: string;
}

async function serve(root?: string, ...more: string[]): Promise<Served> {
  const server = saddle.start(...flags('0', root), ...more);
  servers.push(server);
  await until(() => server.output.text.includes('\n') || server.child.exitCode !== null);
  expect(server.output.text, server.output.errors).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}\n$/,
  );
  const { port, searchParams } = new URL(server.output.text.trim());
  return { server, port: Number(port), token: searchParams.get('token')! };
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

/** Fills a disk with a file but for so many KiB. */
function fill(path: string, free: number): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(1024));
  } catch {
    ftruncateSync(file, Math.max(0, fstatSync(file).size - 1024 * free));
  } finally {
    closeSync(file);
  }
}

const folder = (id: string) => join(saddle.folder, 'runs', id);
const size = (id: string) => statSync(join(folder(id), 'stats.jsonl'), { throwIfNoEntry: false })?.size ?? 0;
const lockPid = (id: string) => JSON.parse(readFileSync(join(folder(id), 'run.lock'), 'utf8')).pid as number;

async function untilRun(door: Door, id: string, good: (run: RunDetail) => boolean): Promise<RunDetail> {
  let run!: RunDetail;
  const look = async () => {
    run = await askJson<RunDetail>(door, `/api/runs/${id}`);
    return run;
  };
  await expect.poll(look).toSatisfy(good);
  return run;
}

const untilStatus = (door: Door, id: string, status: string) =>
  untilRun(door, id, run => run.status === status);

async function start(door: Door, settings: object, seeds?: number): Promise<readonly Accepted[]> {
  const answer = await command(door, '/api/runs', { recipe: 'ring', settings, seeds });
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
    const [{ id, status }] = await start(first, small);
    expect([id, status]).toEqual(['00000-ring', 'training']);
    const heard = await listen(first, `/api/runs/${id}/events`, '', ({ event }) => event === 'rows');
    for (const event of heard.filter(e => e.event === 'rows')) hear(event.data, event.id);
    expect(rows.length).toBeGreaterThan(0);

    first.server.child.kill('SIGKILL');
    await first.server.ended;
    const before = size(id);
    await until(() => size(id) > before);

    const second = await serve();
    expect((await askJson<RunDetail>(second, `/api/runs/${id}`)).status).toBe('training');
    expect((await command(second, `/api/runs/${id}/resume`)).status).toBe(409);
    const stop = await command(second, `/api/runs/${id}/stop`);
    expect([stop.status, JSON.parse(stop.text)]).toEqual([202, { id, status: 'stopping' }]);
    await command(second, `/api/runs/${id}/stop`); // is not passed on: the run would leave without a checkpoint
    const stopped = await untilStatus(second, id, 'stopped');
    expect(stopped.checkpoints.at(-1)).toBe(stopped.step);
    expect((await command(second, `/api/runs/${id}/stop`)).status).toBe(409);

    const steps = stopped.step + 125;
    const few = await command(second, `/api/runs/${id}/resume`, { steps: 10 });
    expect([few.status, JSON.parse(few.text).error]).toEqual([
      409,
      expect.stringMatching(/expected more than/),
    ]);
    const resumed = await command(second, `/api/runs/${id}/resume`, { steps });
    expect(resumed.status, resumed.text).toBe(202);
    expect(await untilStatus(second, id, 'finished')).toMatchObject({ step: steps, steps });

    const more = await listen(second, `/api/runs/${id}/events`, last, ({ event }) => event === 'run');
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
    const [{ id }] = await start(first, small);
    await until(() => size(id) > 0);
    expect((await command(first, `/api/runs/${id}/pause`)).status).toBe(202);
    const paused = await untilStatus(first, id, 'paused');
    expect(paused.checkpoints.at(-1)).toBe(paused.step);
    expect((await command(first, `/api/runs/${id}/resume`)).status).toBe(202);
    await untilStatus(first, id, 'training');
    expect((await command(first, `/api/runs/${id}/stop`)).status).toBe(202);
    await untilStatus(first, id, 'stopped');
    const second = await serve();
    expect((await askJson<RunDetail>(second, `/api/runs/${id}`)).status).toBe('stopped');
    expect((await command(second, `/api/runs/${id}/resume`)).status).toBe(202);
    const { pace } = await untilRun(second, id, run => run.pace !== undefined);
    expect(pace!.imagesPerSecond).toBeGreaterThan(0);
    expect(pace!.secondsLeft).toBeGreaterThan(0);
    process.kill(lockPid(id), 'SIGKILL');
    const killed = await untilStatus(second, id, 'failed');
    expect(killed.message).toMatch(/^the process ended without a word: it was killed/);
    expect(killed.pace).toBeUndefined();
  });

  it('is one of several seeds of one experiment', async () => {
    const served = await serve();
    const made = await start(served, { ...small, seed: '5', steps: '200' }, 2);
    const runs = await Promise.all(made.map(({ id }) => untilStatus(served, id, 'finished')));
    expect(runs.map(run => run.seed)).toEqual([5, 6]);
    expect(runs[0].experiment).toBe(runs[1].experiment);
    const [{ id }] = await start(served, { ...small, steps: '200', batch: '16' });
    expect((await untilStatus(served, id, 'finished')).experiment).not.toBe(runs[0].experiment);
    const many = await command(served, '/api/runs', { recipe: 'ring', seeds: 1000 });
    expect([many.status, JSON.parse(many.text).error]).toEqual([
      400,
      expect.stringMatching(/^start\.seeds: /),
    ]);
  });

  it('says why it failed, and leaves no folder when it cannot begin', async () => {
    const served = await serve();
    const [{ id }] = await start(served, {
      ...small,
      'optimizer.generator.lr': '1e18',
      checkpointEvery: '5',
    });
    const failed = await untilStatus(served, id, 'failed');
    expect(failed.message).toMatch(/^step \d+, .*expected finite numbers, got/);
    const before = readdirSync(join(saddle.folder, 'runs'));
    const broken = await command(served, '/api/runs', {
      recipe: 'ring',
      settings: { ...small, device: 'cuda' },
    });
    expect([broken.status, JSON.parse(broken.text).error]).toEqual([400, expect.stringMatching(/cuda/)]);
    expect(readdirSync(join(saddle.folder, 'runs'))).toEqual(before);
  });

  it('is refused while as many train as may, also those of other servers, and begins when one has ended', async () => {
    const served = await serve('few', '--max-runs', '1');
    const wish = { recipe: 'ring', settings: small };
    const two = await command(served, '/api/runs', { ...wish, seeds: 2 });
    expect([two.status, JSON.parse(two.text).error]).toEqual([
      400,
      'start.seeds: expected at most 1, which may train at the same time, got 2; start the studio with a larger --max-runs',
    ]);
    expect((await askJson<Session>(served, '/api/session')).mostRuns).toBe(1);
    const first = await command(served, '/api/runs', wish);
    expect(first.status, first.text).toBe(201);
    const [{ id }] = (JSON.parse(first.text) as Started).runs;
    const second = await serve('few', '--max-runs', '1');
    for (const one of [served, second]) {
      const refused = await command(one, '/api/runs', wish);
      expect([refused.status, refused.headers['retry-after']]).toEqual([429, '5']);
      expect(refused.text).toContain(
        '1 do now; wait for one, stop one, or start the studio with a larger --max-runs',
      );
    }
    const third = await serve('few', '--max-runs', '2');
    const three = await command(third, '/api/runs', { ...wish, seeds: 2 });
    expect([three.status, JSON.parse(three.text).error]).toEqual([
      429,
      expect.stringMatching(
        /^start: at most 2 runs train at the same time, 1 do now, and 2 more were asked for; /,
      ),
    ]);
    expect((await command(second, `/api/runs/${id}/stop`)).status).toBe(202);
    await untilStatus(second, id, 'stopped');
    expect((await command(second, `/api/runs/${id}/resume`, { steps: 10_000_001 })).status).toBe(202);
    expect((await command(second, `/api/runs/${id}/stop`)).status).toBe(202);
    await untilStatus(second, id, 'stopped');
  });

  it('says that the disk is full, and leaves no folder', async context => {
    const disk = join(saddle.folder, 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]).status !== 0) {
      console.log(
        'SKIPPED: a full disk under the studio; get it with: run the tests as root, where tmpfs can be mounted',
      );
      return context.skip();
    }
    try {
      const served = await serve('disk/runs');
      for (const free of [0, 3, 10]) {
        const filler = join(disk, 'filler');
        writeFileSync(filler, '');
        mkdirSync(join(disk, 'runs'), { recursive: true });
        fill(filler, free);
        const { status, text } = await command(served, '/api/runs', { recipe: 'ring', settings: small });
        expect([free, status, JSON.parse(text).error]).toEqual([
          free,
          400,
          expect.stringMatching(/no space is left on the disk; free some .*\(ENOSPC\)$/),
        ]);
        expect(readdirSync(join(disk, 'runs')).filter(name => name !== '.studio')).toEqual([]);
        rmSync(filler);
      }
      served.server.child.kill('SIGKILL');
      await served.server.ended;
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });

  it('ends in order when its terminal is closed', async () => {
    const { server } = await serve();
    server.child.kill('SIGHUP');
    expect((await server.ended).code).toBe(0);
  });

  it('cannot be started where the server cannot be', async () => {
    const served = await serve();
    const taken = await saddle.run(...flags(String(served.port)));
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
      [['--max-runs', '0'], "--max-runs: expected a whole number of at least 1, got '0'"],
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
    expect((await ask(served, { path: '/' })).text).toBe('studio');
  });
});
