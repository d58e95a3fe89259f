import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRun } from '../../src/node/run.ts';
import { sampleRun } from '../../src/node/sample.ts';
import { decodeNpy } from '../../src/util/npy.ts';
import { buildSaddle, type Saddle } from '../support/saddle.ts';

let saddle: Saddle;
const file = (name: string) => readFileSync(join(saddle.folder, name));

beforeAll(async () => {
  saddle = await buildSaddle();
  process.env.SADDLE_CACHE = join(saddle.folder, 'cache');
  const network = { family: 'mlp', hidden: [16] } as const;
  const overrides = {
    ...{ steps: 4, batch: 8, samples: 60, threads: 1, device: 'cpu' as const },
    data: { name: 'pixel-faces', faces: 16, side: 8, condition: 'attributes' },
    generator: { ...network, condition: 'concat' as const },
    discriminator: { ...network, condition: 'projection' as const },
  };
  await startRun({ recipe: 'mnist', overrides, out: join(saddle.folder, 'run') });
});
afterAll(() => saddle.remove());

const sample = (...flags: string[]) => saddle.run('sample', 'run', ...flags);

async function array(...flags: string[]) {
  expect(await sample('--out', 'x.npy', ...flags)).toMatchObject({ code: 0, errors: '' });
  return Float32Array.from(decodeNpy(file('x.npy')).values);
}

it('asks a run for attributes, in every format', async () => {
  const attributes = { hair: 'light brown', skin: 'dark' };
  const flags = ['--attributes', 'hair=light brown,skin=dark'];
  const { values } = await sampleRun(join(saddle.folder, 'run'), { count: 5, seed: 2, attributes });
  expect(await array(...flags, '--count', '5', '--seed', '2')).toEqual(values);
  expect(await array(...flags, '--interpolate', '3')).toHaveLength(4 * 192);
  for (const name of ['x.gif', 'x.webp', 'x.png', 'x.csv', 'pictures']) {
    const format = name === 'pictures' ? ['--format', 'png'] : [];
    expect((await sample(...flags, ...format, '--count', '3', '--out', name)).code).toBe(0);
  }
});

it('makes the samples of the pictures of the run, which have a column for each colour of hair', async () => {
  expect(await sample('--out', 'again.png')).toMatchObject({ code: 0, errors: '' });
  expect(file('again.png')).toEqual(file('run/fakes000004.png'));
  const any = await array('--count', '16');
  const blue = await array('--count', '16', '--attributes', 'hair=blue');
  for (let i = 0; i < 16; i++) {
    const same = any.subarray(192 * i, 192 * (i + 1)).every((x, k) => x === blue[192 * i + k]);
    expect(same).toBe(i % 8 === 7);
  }
  expect((await sample('--out', 'eight.png', '--columns', '8')).code).toBe(0);
  expect(file('eight.png')).toEqual(file('again.png'));
});

it.each([
  [['--attributes', 'hiar=red'], /^attributes: unknown attribute 'hiar'; did you mean 'hair'\?/],
  [['--attributes', 'hair=rde'], /^attributes: unknown hair 'rde'; did you mean 'red'\?/],
  [['--attributes', 'red'], /^--attributes: expected names and values/],
  [
    ['--attributes', 'hair=red', '--class', '3'],
    /^classes: .* got classes and attributes; give one of them$/m,
  ],
  [
    ['--class', 'red'],
    /^classes: expected none, since .* on hair, skin and glasses, got red; ask for attributes$/m,
  ],
])('refuses %j', async (flags, sentence) => {
  const { code, text, errors } = await sample(...flags);
  expect([code, text]).toEqual([2, '']);
  expect(errors.replace(/^saddle: |^error: /, '')).toMatch(sentence);
});
