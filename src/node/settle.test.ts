import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { encodeIdx } from '../data/decoders/idx.ts';
import { settle } from './settle.ts';

const scratch = mkdtempSync(join(tmpdir(), 'saddle-settle-'));
const images = join(scratch, 'a-images-idx3-ubyte');
const table = join(scratch, 'a.csv');
beforeAll(() => {
  vi.stubEnv('SADDLE_CACHE', join(scratch, 'cache'));
  const data = Uint8Array.from({ length: 40 * 256 }, (_, i) => i % 251);
  writeFileSync(images, encodeIdx({ shape: [40, 16, 16], data }));
  writeFileSync(table, Array.from({ length: 40 }, (_, i) => `${i},${i * i},1`).join('\n'));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(scratch, { recursive: true });
});

const pictures = [{ path: 'data.path', text: images, flag: '--data' }];
const file = (values: object) => ({ name: 'tweak.json', values });

it('chooses by the data also where a file names some values, which stay', async () => {
  const plain = await settle({ recipe: 'folder', flags: pictures });
  const tweaked = await settle({ recipe: 'folder', flags: pictures, file: file({ batch: 7 }) });
  expect(tweaked.reasons.length).toBeGreaterThan(0);
  expect(tweaked.config).toEqual({ ...plain.config, batch: 7 });
});

it('chooses for points whose file of values names them', async () => {
  const { config } = await settle({ recipe: 'folder', file: file({ data: { name: 'table', path: table } }) });
  expect([config.data.name, config.generator.family]).toEqual(['table', 'mlp']);
});

it('chooses nothing anew in the config of a run', async () => {
  const { config } = await settle({ recipe: 'folder', flags: pictures });
  const own = { ...config, batch: 7, steps: 9 };
  const again = await settle({ file: file(own) }, { ofRun: true });
  expect([again.config, again.reasons]).toEqual([own, []]);
});
