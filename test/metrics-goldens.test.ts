import { describe, expect, it } from 'vitest';
import { nodeEngine } from '../src/engine/node.ts';
import { Batch } from '../src/metrics/batch.ts';
import { fd } from '../src/metrics/fd.ts';
import { fdInfinity, interceptOf, partSizes } from '../src/metrics/fd-infinity.ts';
import { inceptionScore } from '../src/metrics/inception.ts';
import { polynomialMmd } from '../src/metrics/kd.ts';
import type { FeatureNetwork, Given } from '../src/metrics/metric.ts';
import { frechet, gaussianOf, sumsOf } from '../src/metrics/numerics/gaussian.ts';
import { Products } from '../src/metrics/numerics/products.ts';
import { prdc } from '../src/metrics/prdc.ts';
import record from './fixtures/features.json' with { type: 'json' };
import { vectors } from './support/feature-vectors.ts';

/** Gives the samples as they are. */
function identity(width: number): FeatureNetwork {
  const look = async (values: Float32Array) => ({ values, size: width });
  return { name: 'identity', short: 'identity', protocol: 'none', look };
}

/** Compared with these real vectors. */
function givenOf(real: Float32Array, width: number, engine?: Given['engine']): Given {
  const count = real.length / width;
  const network = identity(width);
  return {
    dataset: { size: count } as Given['dataset'],
    samples: count,
    seed: 0,
    network,
    ...(engine && { engine }),
    reals: async () => new Batch(real, count, network),
  };
}

const relative = (got: number, wanted: number) => Math.abs(got - wanted) / Math.abs(wanted);

describe.each(['by hand', 'by the engine'])('published formulas, %s', kind => {
  const engine = kind === 'by the engine' ? nodeEngine('cpu') : undefined;

  describe.each(record.cases)('$name', golden => {
    const { width, shift, copies } = golden;
    const real = vectors(1, golden.real, width, 0, copies);
    const made = vectors(2, golden.made, width, shift, copies);
    const batch = new Batch(made, golden.made, identity(width));
    const given = givenOf(real, width, engine);

    it('Fréchet distance', async () => {
      const { fd: value } = await fd.compute(batch, await fd.prepare(given));
      expect(relative(value as number, golden.fd)).toBeLessThan(1e-9);
    });

    it('unbiased kernel distance', async () => {
      const half = Math.floor(Math.min(golden.real, golden.made) / 2) * width;
      const value = await polynomialMmd(
        real.subarray(0, half),
        made.subarray(-half),
        width,
        new Products(engine),
      );
      expect(relative(value, golden.kd)).toBeLessThan(1e-9);
    });

    it('precision, recall, density and coverage', async () => {
      const scores = await prdc.compute(batch, await prdc.prepare(given));
      for (const [name, wanted] of Object.entries(golden.prdc)) {
        const { value } = scores[name as keyof typeof scores] as { value: number };
        expect(value, name).toBeCloseTo(wanted, 13);
      }
    });
  });
});

it('the form of the Inception Score, mean and deviation over ten parts', () => {
  for (const golden of record.cases) {
    const { made, width } = golden;
    const logits = vectors(2, made, width, golden.shift, golden.copies).map(x => 4 * x);
    const probabilities = new Float32Array(logits.length);
    for (let row = 0; row < logits.length; row += width) {
      const weights = Array.from(logits.subarray(row, row + width), x => Math.exp(x));
      const total = weights.reduce((sum, w) => sum + w, 0);
      weights.forEach((w, c) => {
        probabilities[row + c] = w / total;
      });
    }
    const order = Uint32Array.from({ length: made }, (_, i) => i);
    const { value, error } = inceptionScore({ values: logits, size: width, probabilities }, order);
    expect(relative(value, golden.is.mean)).toBeLessThan(1e-7); // probabilities are floats
    expect(relative(error * 3, golden.is.deviation)).toBeLessThan(1e-6); // ÷ √9 of √(10 · 9/10)
  }
});

describe('the distance for endlessly many samples', () => {
  it('is where the line of the published sizes meets 1/N = 0', async () => {
    const { sizes, fds, intercept } = record.line;
    expect(partSizes(300)).toEqual(sizes);
    const products = new Products();
    const law = gaussianOf(await sumsOf(vectors(1, 200, 8), 8, products));
    const distances = [];
    for (const n of sizes) {
      const part = vectors(2, 300, 8, 0.1).subarray(0, 8 * n);
      distances.push(frechet(gaussianOf(await sumsOf(part, 8, products)), law));
    }
    for (const [i, value] of distances.entries()) expect(relative(value, fds[i])).toBeLessThan(1e-9);
    expect(
      relative(
        interceptOf(
          sizes.map(n => 1 / n),
          distances,
        ).value,
        intercept,
      ),
    ).toBeLessThan(1e-8);
  });

  it('takes off what few samples add', async () => {
    const [width, count] = [16, 600];
    const given = givenOf(vectors(1, 8000, width), width);
    const made = new Batch(vectors(2, count, width), count, identity(width));
    const { fd: biased } = await fd.compute(made, await fd.prepare(given));
    const { fdInfinity: limit } = await fdInfinity.compute(made, await fdInfinity.prepare(given));
    const { value, error } = limit as { value: number; error: number };
    expect(biased as number).toBeGreaterThan(0);
    expect(Math.abs(value)).toBeLessThan(0.35 * (biased as number));
    expect(error).toBeGreaterThan(0);
  });
});
