import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { readEvent } from '../../src/node/track/tensorboard/event.ts';
import { recordsOf } from '../../src/node/track/tensorboard/records.ts';
import { buildSaddle, type Saddle, until } from '../support/saddle.ts';

let saddle: Saddle;
beforeAll(async () => {
  saddle = await buildSaddle();
});
afterAll(() => saddle.remove());

const EVENTS = 'events.out.tfevents.saddle';

/** A run of a second or two that logs, draws and saves often. */
function small(out: string, { steps = 240, track = '', sample = 60, checkpoint = 40 }): string[] {
  return [
    ...['train', 'ring', '--out', out, '--threads', '1', '--json', '--batch', '32', '--samples', '50'],
    ...['--data.count', '1000', '--generator.hidden', '16', '--discriminator.hidden', '16'],
    ...['--penalty-scale', '1', '--log-every', '10', '--steps', String(steps)],
    ...['--sample-every', String(sample), '--checkpoint-every', String(checkpoint)],
    ...(track === '' ? [] : ['--track', track]),
  ];
}

/** The events of a run without their times, which are the first nine bytes. */
function eventsOf(
  out: string,
): { readonly step: number; readonly names: readonly string[]; readonly content: string }[] {
  const file = openSync(join(saddle.folder, out, EVENTS), 'r');
  const { size } = fstatSync(file);
  const records = [...recordsOf(file, size)];
  closeSync(file);
  expect(records.at(-1)?.end).toBe(size);
  return records.map(({ content }) => ({
    ...readEvent(content),
    content: Buffer.from(content.subarray(9)).toString('base64'),
  }));
}

it('writes scalars, pictures and weights for TensorBoard', async () => {
  expect((await saddle.run(...small('whole', { track: 'tensorboard' }))).errors).toBe('');
  const events = eventsOf('whole');
  const stepsOf = (name: string) =>
    events.filter(({ names }) => names.includes(name)).map(({ step }) => step);
  const rows = readFileSync(join(saddle.folder, 'whole/stats.jsonl'), 'utf8').trim().split('\n');
  expect(stepsOf('train/lossD')).toEqual(rows.map(row => JSON.parse(row).step));
  expect(stepsOf('fakes')).toEqual([0, 60, 120, 180, 240]);
  expect(stepsOf('fit/modesFound')).toEqual([0, 60, 120, 180, 240]);
  expect(stepsOf('weights/generator/dense1/weight')).toEqual([0, 40, 80, 120, 160, 200, 240]);
});

it('has each event once after a SIGKILL, and follows the run again unasked', async () => {
  const { child, output, ended } = saddle.start(...small('killed', { track: 'tensorboard', steps: 1000 }));
  await until(() => /"checkpoint","step":[2-9]\d\d/.test(output.text));
  child.kill('SIGKILL');
  await ended;
  expect((await saddle.run('resume', 'killed', '--json')).code).toBe(0);
  await saddle.run(...small('unkilled', { track: 'tensorboard', steps: 1000 }));
  expect(sorted('killed')).toEqual(sorted('unkilled'));
});

/** Events of one step may come in another order after a resume. */
const sorted = (out: string) =>
  eventsOf(out)
    .map(event => JSON.stringify(event))
    .sort();

it('tells a run that is tracked late from its beginning, and stops when asked', async () => {
  expect((await saddle.run(...small('late', { steps: 120 }))).code).toBe(0);
  expect(existsSync(join(saddle.folder, 'late', EVENTS))).toBe(false);
  await saddle.run('resume', 'late', '--steps', '180', '--track', 'tensorboard', '--json');
  const scalars = eventsOf('late').filter(({ names }) => names.includes('train/lossG'));
  expect(scalars.map(({ step }) => step)).toEqual(Array.from({ length: 18 }, (_, i) => 10 * (i + 1)));
  await saddle.run('resume', 'late', '--steps', '240', '--track', 'none', '--json');
  expect(eventsOf('late').at(-1)?.step).toBe(180);
});

/** A server that keeps what it is told: the calls of MLflow and trackio that are used. */
interface Double {
  readonly server: Server;
  readonly address: string;
  /** `run/name/step` of each value. */
  readonly told: string[];
  readonly states: string[];
  refuses: boolean;
}

let double: Double | undefined;
afterEach(() => {
  double?.server.closeAllConnections();
  double?.server.close();
  double = undefined;
});

/** What a call says, as far as the doubles look at it. */
interface Body {
  readonly run_id?: string;
  readonly status?: string;
  readonly metrics?: readonly { readonly key: string; readonly step: number }[];
  readonly project?: string;
  readonly run?: string;
  readonly metrics_list?: readonly object[];
  readonly steps?: readonly number[];
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}

async function startDouble(): Promise<Double> {
  const [told, states]: string[][] = [[], []];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (made.refuses) response.writeHead(503).end('busy');
    else response.end(JSON.stringify(answer(request.url!, body)));
  });
  const answer = (url: string, body: Body) => {
    if (url.endsWith('runs/create')) return { run: { info: { run_id: 'r1' } } };
    if (url.endsWith('runs/update')) states.push(body.status!);
    if (url.includes('runs/get')) return { run: { data: { metrics: newest(told) } } };
    for (const { key, step } of body.metrics ?? []) told.push(`${body.run_id}/${key}@${step}`);
    for (const [i, metrics] of (body.metrics_list ?? []).entries())
      for (const name of Object.keys(metrics))
        told.push(`${body.project}/${body.run}/${name}@${body.steps![i]}`);
    return {};
  };
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const made: Double = { server, address, told, states, refuses: false };
  return made;
}

const newest = (told: readonly string[]) =>
  Object.values(
    Object.fromEntries(
      told.map(value => /^r1\/(.*)@(.*)$/.exec(value)!).map(([, key, step]) => [key, { key, step }]),
    ),
  );

it.each(['mlflow', 'trackio'])('tells %s no value twice, over a SIGKILL', async name => {
  double = await startDouble();
  const out = `on-${name}`;
  const args = small(out, {
    track: `${name}:${double.address}`,
    steps: 10_000,
    sample: 10_000,
    checkpoint: 1000,
  });
  const { child, ended } = saddle.start(...args);
  await until(() => double!.told.length > 0);
  child.kill('SIGKILL');
  await ended;
  const { code, errors } = await saddle.run('resume', out, '--json');
  expect([code, errors]).toEqual([0, '']);
  const losses = double.told.filter(value => value.includes('train/lossD@'));
  expect(new Set(losses).size).toBe(losses.length);
  if (name === 'trackio') {
    expect(losses.length).toBeGreaterThan(400); // one message may be lost by the kill
    return;
  }
  expect(losses).toHaveLength(1000);
  expect(double.states.at(-1)).toBe('FINISHED');
});

it('goes on where the tracker refuses, says so, and sends the rest by a resume', async () => {
  double = await startDouble();
  double.refuses = true;
  const refused = await saddle.run(...small('refused', { track: `trackio:${double.address}` }));
  expect(refused.code).toBe(0);
  expect(refused.text).toMatch(/trackio: .* refuses with 503: busy; it is tried again/);
  expect(refused.text).toMatch(/could not be sent; 'saddle resume' sends them/);
  double.refuses = false;
  expect((await saddle.run('resume', 'refused', '--json')).code).toBe(0);
  expect(double.told.filter(value => value.includes('train/lossD@'))).toHaveLength(24);
});

it.each([
  ['tensorbord', "--track: unknown tracker 'tensorbord'; did you mean 'tensorboard'?"],
  ['tensorboard:http://x', '--track: expected no address with tensorboard'],
  ['mlflow:localhost', "--track: expected an address such as mlflow:http://127.0.0.1:5000, got 'localhost'"],
  ['trackio,trackio', '--track: expected each tracker once, got trackio twice'],
])('refuses --track %s', async (track, message) => {
  const { code, errors } = await saddle.run(...small('never', { track }));
  expect([code, existsSync(join(saddle.folder, 'never'))]).toEqual([2, false]);
  expect(errors).toContain(message);
});
