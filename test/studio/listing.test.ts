import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunDetail, RunLine } from '../../src/studio/protocol.ts';
import { type Studio, serveStudio } from '../../src/studio/server/serve.ts';
import { resolveConfig } from '../../src/train/resolve.ts';
import { ask, askJson } from './client.ts';

const base = mkdtempSync(join(tmpdir(), 'saddle-listing-'));
const root = join(base, 'runs');
let studio: Studio;

function makeRun(folder: string, overrides: object = {}, rows = 3): void {
  mkdirSync(join(folder, 'checkpoints/step-00000200'), { recursive: true });
  const config = resolveConfig({ recipe: 'ring', overrides: { steps: 400, ...overrides } });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const lines = Array.from(
    { length: rows },
    (_, i) => `${JSON.stringify({ step: 100 * (i + 1), value: -1 })}\n`,
  );
  writeFileSync(join(folder, 'stats.jsonl'), lines.join(''));
  for (let i = 0; i < 4; i++) writeFileSync(join(folder, `fakes000${i}00.png`), 'PNG');
}

const runs = () => askJson<RunLine[]>(studio, '/api/runs');
const at = (id: string, part = '') => `/api/runs/${encodeURIComponent(id)}${part}`;

beforeAll(async () => {
  mkdirSync(join(base, 'pages'));
  writeFileSync(join(base, 'pages/index.html'), 'studio');
  const row = join(root, '00000-bench/00-plain');
  for (const seed of [0, 1]) makeRun(join(row, `seed-0${seed}`), { seed });
  writeFileSync(join(row, 'config.json'), JSON.stringify(resolveConfig({ recipe: 'ring' })));
  writeFileSync(join(row, 'row.json'), '{}');
  makeRun(join(root, 'a/b/c/d/too-deep'));
  makeRun(join(root, '.hidden/run'));
  makeRun(join(base, 'elsewhere'));
  symlinkSync(join(base, 'elsewhere'), join(root, '00000-bench/link'));
  makeRun(join(root, '00001-linked'));
  rmSync(join(root, '00001-linked/config.json'));
  symlinkSync(join(base, 'elsewhere/config.json'), join(root, '00001-linked/config.json'));
  studio = await serveStudio({ port: 0, root, pages: join(base, 'pages'), command: [], everyMs: 5 });
});
afterAll(async () => {
  await studio.close();
  rmSync(base, { recursive: true });
});

describe('runs in folders of folders', () => {
  it('are listed by their paths, those of one experiment as such, and nothing through a link', async () => {
    const found = (await runs()).sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(found.map(run => run.id)).toEqual([
      '00000-bench/00-plain/seed-00',
      '00000-bench/00-plain/seed-01',
      '00001-linked',
    ]);
    expect(found[2]).toMatchObject({
      status: 'unreadable',
      message: 'config.json: expected a file, got a link',
      recipe: '',
    });
    expect(found[0].experiment).toBe(found[1].experiment);
  });

  it('are reached by their encoded paths, with all that belongs to them', async () => {
    const id = '00000-bench/00-plain/seed-01';
    expect((await askJson<RunDetail>(studio, at(id))).config.seed).toBe(1);
    expect((await ask(studio, { path: at(id, '/files/fakes000100.png') })).text).toBe('PNG');
    expect((await ask(studio, { path: at(id, '/rows') })).text).toContain('"step":300');
  });

  it.each([
    '00000-bench/link',
    '00000-bench/../00000-bench/00-plain/seed-00',
    '../elsewhere',
    '00000-bench//00-plain/seed-00',
    '/00000-bench/00-plain/seed-00',
    '00000-bench/00-plain/seed-00/',
    '.hidden/run',
    '00000-bench/00-plain/seed-00/..',
    '00000-bench\\00-plain\\seed-00',
  ])('are not reached as %s', async id => {
    const answers = await Promise.all(
      ['', '/rows', '/files/config.json'].map(part => ask(studio, { path: at(id, part) })),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });
});

it('what cannot be read is said, and nothing of it shown', async () => {
  const answers = await Promise.all(
    ['', '/files/config.json', '/events'].map(part => ask(studio, { path: at('00001-linked', part) })),
  );
  expect(answers.map(({ status }) => status)).toEqual([422, 404, 422]);
  expect(answers[0].text).toBe('{"error":"config.json: expected a file, got a link"}');
});

describe('findings that cannot all be read', () => {
  const finding = { kind: 'saturation', change: 'appears', severity: 'serious', sentence: '', remedies: [] };
  const lineAt = (step: number) => `${JSON.stringify({ ...finding, step })}\n`;
  const folder = join(root, 'odd');
  const steps = async (text: string) => {
    makeRun(folder);
    writeFileSync(join(folder, 'diagnosis.jsonl'), text);
    const run = await askJson<RunDetail>(studio, at('odd'));
    expect((await runs()).find(({ id }) => id === 'odd')).toMatchObject({ status: 'paused', note: run.note });
    expect((await ask(studio, { path: at('odd', '/rows') })).status).toBe(200);
    rmSync(folder, { recursive: true });
    return { steps: run.findings.map(({ step }) => step), note: run.note };
  };

  it('are a note on the run, and the others are there', async () => {
    expect(await steps(`${lineAt(1)}{"step":\n${lineAt(2)}`)).toEqual({
      steps: [1, 2],
      note: 'diagnosis.jsonl: line 2: expected a finding, got {"step":',
    });
  });

  it('are the last of them where there are too many', async () => {
    const count = 6000;
    const found = await steps(Array.from({ length: count }, (_, i) => lineAt(i)).join(''));
    expect(found.note).toBe(
      'diagnosis.jsonl: expected at most 524288 bytes, got more; the last of them are shown',
    );
    expect(found.steps.length).toBeGreaterThan(count / 2);
    expect(found.steps.at(-1)).toBe(count - 1);
  });
});

describe('hundreds of runs', () => {
  it('are listed soon, also when nothing is known of them yet', async () => {
    for (let i = 0; i < 300; i++) {
      const folder = join(root, `${String(i + 2).padStart(5, '0')}-ring`);
      makeRun(folder, { seed: i }, 200);
      utimesSync(folder, 1e9 + i, 1e9 + i);
    }
    const begin = performance.now();
    expect(await runs()).toHaveLength(303);
    const first = performance.now() - begin;
    const again = performance.now();
    await runs();
    console.log(`300 runs: ${first.toFixed(0)} ms, then ${(performance.now() - again).toFixed(0)} ms`);
    expect(first).toBeLessThan(60_000); // 0.2 s on an idle machine
  });
});
