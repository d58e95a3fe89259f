import { describe, expect, it } from 'vitest';
import { nodeHost } from '../data/loaders/node.ts';
import { openDataset } from '../data/registry.ts';
import { measureFit } from '../metrics/fit.ts';
import { Calibration } from './calibration.ts';
import { realSamples } from './pictures.ts';

async function measured(name: 'normal' | 'ring', samples: (reals: Float32Array) => Float32Array) {
  const dataset = await openDataset({ name });
  const given = samples(realSamples(dataset, 1000, 99));
  return new Calibration(dataset, 1000, 0).measure(10, given, measureFit(dataset, given))!;
}

describe('calibration', () => {
  it('scores real samples as a perfect generator', async () => {
    const { values, perfect } = await measured('ring', reals => reals);
    expect(perfect['modesFound']).toBe(8);
    expect(perfect['highQuality']).toBeCloseTo(1 - Math.exp(-4.5), 2);
    expect(values['highQuality']).toBeCloseTo(perfect['highQuality'], 1);
    for (const name of ['js', 'kl', 'reverseKl']) {
      expect(values[name] / perfect[name], name).toBeGreaterThan(0.5);
      expect(values[name] / perfect[name], name).toBeLessThan(2);
    }
    expect(values['w2'] / perfect['w2']).toBeGreaterThan(0.4);
    expect(values['w2'] / perfect['w2']).toBeLessThan(2.5);
  });

  it('measures a shift of the line as W₁, far above the floor', async () => {
    const { step, samples, values, perfect } = await measured('normal', reals => reals.map(x => x + 0.5));
    expect([step, samples]).toEqual([10, 1000]);
    expect(values['w1']).toBeGreaterThan(0.4);
    expect(values['w1']).toBeLessThan(0.6);
    expect(perfect['w1']).toBeLessThan(0.1);
    expect(values['kl']).toBeCloseTo(0.125, 1); // (μ/σ)² / 2
    expect(values['js']).toBeGreaterThan(3 * perfect['js']);
    expect(values['ks']).toBeGreaterThan(3 * perfect['ks']);
  });

  it('says nothing of data whose law is not known', async () => {
    const dataset = await openDataset({ name: 'mnist' }, nodeHost());
    const samples = realSamples(dataset, 4, 0);
    expect(new Calibration(dataset, 4, 0).measure(0, samples, {})).toBeUndefined();
  });
});
