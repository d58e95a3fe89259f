import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modeCoverage } from '../../src/metrics/modes.ts';
import { ring } from '../../src/theory/distributions/modes.ts';
import { decodeNpy } from '../../src/util/npy.ts';
import { buildSaddle, type Saddle } from '../support/saddle.ts';

let saddle: Saddle;
beforeAll(async () => {
  saddle = await buildSaddle();
  const few = ['--data.count', '20000', '--sample-every', '5000', '--threads', '1'];
  await saddle.run('train', 'ring-plain', '--out', 'plain', '--steps', '1500', ...few);
  await saddle.run('train', 'ring-plain', '--out', 'hinge', '--objective', 'hinge', '--steps', '1', ...few);
});
afterAll(() => saddle.remove());

async function sampled(...flags: string[]) {
  const { code, errors } = await saddle.run('sample', 'plain', '--count', '2500', '--out', 'x.npy', ...flags);
  expect(errors.replace(/kept .* samples .*\n/, '')).toBe('');
  expect(code).toBe(0);
  const { shape, values } = decodeNpy(readFileSync(join(saddle.folder, 'x.npy')));
  expect(shape).toEqual([2500, 2]);
  return { values, errors, ...modeCoverage(ring(), Float32Array.from(values)) };
}

describe('saddle sample', () => {
  it('--refine raises the share of samples near a mode, and loses no mode', async () => {
    const plain = await sampled();
    const [exact, strict, flow] = [
      await sampled('--refine', 'rejection'),
      await sampled('--refine', 'rejection:80'),
      await sampled('--refine', 'flow:25,0.01'),
    ];
    expect(exact.highQuality).toBeGreaterThan(plain.highQuality + 0.03); // standard error 0.01
    expect(strict.highQuality).toBeGreaterThan(exact.highQuality + 0.03);
    expect(flow.highQuality).toBeGreaterThan(plain.highQuality + 0.03);
    expect([exact.found, strict.found, flow.found]).toEqual([8, 8, 8]);
    expect(exact.errors).toMatch(/^kept 2500 of \d+ samples \([\d.]+ %\)\n$/);
    expect(flow.errors).toBe('');
  });

  it('--truncation keeps what comes from the middle of the noise', async () => {
    const [plain, near] = [await sampled(), await sampled('--truncation', '0.5')];
    const again = await sampled('--truncation', '0.5');
    expect(near.values).toEqual(again.values);
    expect(near.values).not.toEqual(plain.values);
  });

  it.each<[string[], RegExp]>([
    [['--refine', 'rejecton'], /^error: unknown refinement 'rejecton'.*rejection/],
    [['--refine', 'ddls:0'], /^error: refinement 'ddls': expected steps .* from 1 to 100000, got '0'/],
    [['--refine', 'flow', '--truncation', '1'], /^error: refine: expected neither .*got truncation 1/],
    [['--truncation', 'x'], /^error: --truncation: expected a number, got 'x'/],
    [['--truncation', '-1'], /^error: truncation: expected a number above 0 for normal noise, got -1/],
  ])('refuses %j in one sentence', async (flags, message) => {
    const { code, errors } = await saddle.run('sample', 'plain', ...flags);
    expect(errors).toMatch(message);
    expect(errors.trim().split('\n').length).toBe(1);
    expect(code).toBe(2);
  });

  it('refuses to refine by a critic, whose numbers are no logits', async () => {
    const { code, errors } = await saddle.run('sample', 'hinge', '--refine', 'rejection');
    expect(errors).toMatch(/^error: refine: expected an objective whose D says log p\/q/);
    expect(code).toBe(2);
  });
});
