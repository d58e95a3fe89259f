import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildSaddle, type Saddle, until } from '../support/saddle.ts';

const cache = mkdtempSync(join(tmpdir(), 'saddle-evaluate-'));
let saddle: Saddle;
beforeAll(async () => {
  process.env.SADDLE_CACHE = cache;
  saddle = await buildSaddle();
  const small = ['--steps', '20', '--batch', '32', '--samples', '9', '--threads', '1', '--quiet'];
  await saddle.run('train', 'ring', ...small, '--out', 'run');
});
afterAll(() => {
  saddle.remove();
  rmSync(cache, { recursive: true });
  delete process.env.SADDLE_CACHE;
});

const FEW = ['--samples', '200', '--metrics', 'modes,w2'];
const inRun = (name: string) => join(saddle.folder, 'run', name);
const linesOf = (name: string) =>
  readFileSync(inRun(name), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

it('shows each figure with its error beside what real data score, and adds it to the run', async () => {
  const { code, text } = await saddle.run('evaluate', 'run', ...FEW);
  expect(code).toBe(0);
  expect(text).toMatch(/^run, step 20: 200 samples against 50,000 real ones, 3 draws, seed 0\n/);
  expect(text).toMatch(/Sliced W₂ +w2200 +[\d.]+ ± [\d.]+ +[\d.]+ ± [\d.]+ +↓ less +\S/);
  const { code: again, text: json } = await saddle.run('evaluate', 'run', ...FEW, '--json');
  expect(again).toBe(0);
  const { figures, step, samples, draws } = JSON.parse(json);
  expect([step, samples, draws]).toEqual([20, 200, 3]);
  expect(Object.keys(figures)).toEqual(['modesFound200', 'highQuality200', 'w2200']);
  for (const { value, error, floor } of Object.values(figures) as Record<string, never>[]) {
    expect([value, error, (floor as { mean: number }).mean].every(Number.isFinite)).toBe(true);
  }
  const lines = linesOf('metric-w2200.jsonl');
  expect(lines.map(line => line.results)).toEqual(Array(2).fill({ w2200: figures.w2200.value }));
  expect(lines[0]).toMatchObject({
    metric: 'w2200',
    num_gpus: 0,
    snapshot_pkl: 'checkpoints/step-00000020',
    total_time: expect.any(Number),
    timestamp: expect.any(Number),
  });
});

it.each([
  [['run', '--samples', '10'], 'samples: expected at least 50, got 10'],
  [['run', '--samples', '30000'], 'samples: expected at most 25000, so that real data can be scored'],
  [['nowhere'], 'does not exist; check the path'],
  [['.'], 'expected a run folder, got one without config.json'],
  [['run', '--metrics', 'mode'], "unknown metric 'mode'; did you mean 'modes'?"],
  [['run', '--network', 'inceptoin'], "unknown feature network 'inceptoin'"],
  [
    ['run', '--metrics', 'ks'],
    'ks: expected samples of dimension 1 and a law with a distribution function, got ring',
  ],
])('refuses %s in one sentence', async (args, sentence) => {
  const { code, text, errors } = await saddle.run('evaluate', ...args);
  expect([code, text, errors.split('\n').length]).toEqual([2, '', 2]);
  expect(errors).toContain(sentence);
});

it('gives the figures to the model card, and leaves the run as proven', async () => {
  const card = readFileSync(inRun('README.md'), 'utf8');
  expect(card).toContain('model-index:\n  - name: "run"\n');
  expect(card).toMatch(/- type: w2200\n +name: "Sliced W₂ \(w2200\)"\n +value: [\d.]+\n/);
  expect(card.match(/^## Evaluation$/gm)).toHaveLength(1);
  const { damage } = JSON.parse((await saddle.run('inspect', 'run', '--json')).text);
  expect(damage).toEqual([]);
});

it('writes a report that stands on its own', async () => {
  const { code, text } = await saddle.run('evaluate', 'run', ...FEW, '--report');
  expect([code, text.trim().split('\n').slice(-2)]).toEqual([0, ['run/report.html', 'run/report.md']]);
  const html = readFileSync(inRun('report.html'), 'utf8');
  expect(html).toContain('saddle evaluate run --samples 200 --metrics modes,w2');
  expect(html).toContain('data:image/png;base64,');
  expect(readFileSync(inRun('report.md'), 'utf8')).toContain('![Generated samples](fakes000020.png)');
});

it('measures images whose classes G and D were not told, without a network where none is needed', async () => {
  const small = ['--steps', '2', '--batch', '16', '--samples', '9', '--threads', '1', '--quiet'];
  await saddle.run('train', 'mnist', ...small, '--data.count', '600', '--held-out', '200', '--out', 'digits');
  const asked = ['--samples', '100', '--metrics', 'swd,heldOutGap', '--draws', '2'];
  const { code, text } = await saddle.run('evaluate', 'digits', ...asked, '--report', '--json');
  expect(code).toBe(0);
  const { figures, network, reals } = JSON.parse(text);
  expect(network).toBe(null);
  expect(reals.reference).toBe(400);
  expect(Object.keys(figures)).toEqual(['swd100', 'heldOutGap100']);
  const html = readFileSync(join(saddle.folder, 'digits/report.html'), 'utf8');
  for (const title of ['Samples', 'Interpolations', 'Nearest training samples']) {
    expect(html).toContain(`<h2>${title}</h2>`);
  }
});

it('finds a damaged reference in the cache, says so and computes it anew', async () => {
  const folder = join(cache, 'references');
  const [file] = readdirSync(folder).filter(name => name.endsWith('.json'));
  const whole = readFileSync(join(folder, file), 'utf8');
  writeFileSync(join(folder, file), whole.replace(/\d/, '7').slice(0, -2));
  const { code, errors } = await saddle.run('evaluate', 'run', ...FEW);
  expect(code).toBe(0);
  expect(errors).toContain(`${file} is damaged, so what it holds of real samples is computed anew`);
  expect(readFileSync(join(folder, file), 'utf8')).toBe(whole);
});

it.each([
  ['SIGINT', 210],
  ['SIGTERM', 220],
  ['SIGKILL', 230],
] as const)('leaves nothing half written after %s, and can be repeated', async (signal, samples) => {
  const names = () => readdirSync(join(saddle.folder, 'run')).sort();
  const before = names();
  const lines = linesOf('metric-w2200.jsonl');
  const references = () =>
    existsSync(join(cache, 'references')) ? readdirSync(join(cache, 'references')) : [];
  const known = references().length;
  const asked = ['evaluate', 'run', '--samples', String(samples), '--metrics', 'modes,w2'];
  const running = saddle.start(...asked, '--draws', '100000');
  await until(() => references().length >= known + 4);
  running.child.kill(signal);
  expect((await running.ended).code).toBe(null);
  expect(names()).toEqual(before);
  expect(linesOf('metric-w2200.jsonl')).toEqual(lines);
  const { code, errors } = await saddle.run(...asked);
  expect([code, errors]).toEqual([0, '']);
  expect(linesOf(`metric-w2${samples}.jsonl`)).toHaveLength(1);
  for (const name of names().filter(found => !before.includes(found))) rmSync(inRun(name));
});
