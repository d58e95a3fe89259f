import { afterAll, describe, expect, it } from 'vitest';
import { nodeEngine } from '../../src/engine/node.ts';
import { objective, parseObjective } from '../../src/gan/objectives/index.ts';
import { parseRefinement, refinement } from '../../src/gan/refine/index.ts';
import { add, exp, log, mul, sub } from '../../src/graph/ops/elementwise.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { layer } from '../../src/nn/layer.ts';
import { Network } from '../../src/nn/network.ts';
import { mixture } from '../../src/theory/distributions/mixture.ts';
import { normal } from '../../src/theory/distributions/normal.ts';
import type { Distribution } from '../../src/theory/distributions/types.ts';
import { kolmogorovSmirnov } from '../../src/theory/transport/wasserstein.ts';
import { type RefinedGan, Refiner } from '../../src/train/refiner.ts';
import { drawTruncated } from '../../src/train/truncation.ts';
import { Random } from '../../src/util/random.ts';

const engine = nodeEngine('cpu', { threads: 1 });
/** Samples of G: its law q is that of the noise, N(0, 1). */
const generator = new Network(
  'generator',
  layer('identity', x => x),
  [1],
);
const q = normal(0, 1);
const COUNT = 3000;
/** The largest distance of 3,000 samples from their own law, but in 1 of 1,000 cases. */
const SAME = 1.95 / Math.sqrt(COUNT);

/** A discriminator that says what it is told. */
function knowing(logit: (x: Tensor) => Tensor): RefinedGan {
  const discriminator = new Network('discriminator', layer('known', logit), [1]);
  return {
    generator,
    discriminator,
    objective: objective('non-saturating'),
    latent: { distribution: 'normal' },
  };
}

/** −½(x − mean)²/sigma² − log sigma: the logarithm of a normal density, but for log √2π. */
const logNormal = (x: Tensor, mean: number, sigma: number) => {
  const z = mul(sub(x, mean), 1 / sigma);
  return sub(mul(-0.5, mul(z, z)), Math.log(sigma));
};

/** p = N(½, 0.6²): log p/q is largest at µ/(1 − σ²). */
const narrow = knowing(x => sub(logNormal(x, 0.5, 0.6), logNormal(x, 0, 1)));
const MOST = Math.exp(0.5 ** 2 / (2 * (1 - 0.6 ** 2))) / 0.6;

/** p = ½N(−1, ½²) + ½N(1, ½²) */
const twoModes = mixture([0.5, 0.5], [normal(-1, 0.5), normal(1, 0.5)]);
const twin = knowing(x => {
  const parts = add(exp(logNormal(x, -1, 0.5)), exp(logNormal(x, 1, 0.5)));
  return sub(log(mul(0.5, parts)), logNormal(x, 0, 1));
});

/** p = N(1, 1): log p/q = x − ½. */
const shifted = knowing(x => sub(x, 0.5));

const open: Refiner[] = [];
afterAll(() => Promise.all(open.map(refiner => refiner.dispose())));

async function refined(gan: RefinedGan, text: string, count = COUNT, seed = 1) {
  const refiner = await Refiner.create(engine, gan, refinement(parseRefinement(text)));
  open.push(refiner);
  return refiner.sample(count, seed);
}

const distance = (samples: Float32Array, law: Distribution) => kolmogorovSmirnov(samples, law).value;
const meanOf = (x: Float32Array) => x.reduce((sum, v) => sum + v, 0) / x.length;

describe('rejection', () => {
  it('with γ = 0 turns samples of q into samples of p, and keeps 1/M of them', async () => {
    const { values, candidates } = await refined(narrow, 'rejection:0');
    const plain = new Random(1, 'samples').normals(new Float32Array(COUNT));
    expect(distance(plain, normal(0.5, 0.6))).toBeGreaterThan(0.2);
    expect(distance(values, normal(0.5, 0.6))).toBeLessThan(SAME);
    const sigma = Math.sqrt((1 / MOST) * (1 - 1 / MOST) * (1 / candidates));
    expect(Math.abs(COUNT / candidates - 1 / MOST)).toBeLessThan(4 * sigma);
  });

  it('turns them into any law that q covers', async () => {
    const { values } = await refined(twin, 'rejection:0');
    expect(distance(values, twoModes)).toBeLessThan(SAME);
  });

  it('with γ at a lower percentile keeps more, and corrects less', async () => {
    const all = await Promise.all(
      ['rejection:0', 'rejection:60', 'rejection:25'].map(t => refined(narrow, t)),
    );
    const kept = all.map(({ candidates }) => COUNT / candidates);
    const far = all.map(({ values }) => distance(values, normal(0.5, 0.6)));
    expect(kept[1]).toBeLessThan(kept[2]);
    expect(far[2]).toBeGreaterThan(2 * SAME);
    expect(far[2]).toBeLessThan(0.2);
  });

  it('does not mind a constant added to D, as relativistic objectives leave it open', async () => {
    const moved = knowing(x => add(sub(logNormal(x, 0.5, 0.6), logNormal(x, 0, 1)), 100));
    const gan = { ...moved, objective: objective('relativistic') };
    expect((await refined(gan, 'rejection:0', 500)).values).toEqual(
      (await refined(narrow, 'rejection:0', 500)).values,
    );
  });

  it('refuses to look for a needle', async () => {
    const sure = knowing(x => mul(x, 100));
    await expect(refined(sure, 'rejection:0')).rejects.toThrow(/would keep 1 of \d+, so sure it is/);
  });
});

describe('ddls', () => {
  it('moves samples of q to p, both modes', async () => {
    const { values } = await refined(twin, 'ddls:400,0.02');
    expect(distance(values, twoModes)).toBeLessThan(0.045); // SAME, and a bias of the order of ε
    expect(distance(new Random(1, 'samples').normals(new Float32Array(COUNT)), twoModes)).toBeGreaterThan(
      0.07,
    );
  });

  it('leaves the prior where D sees no difference', async () => {
    const { values } = await refined(
      knowing(x => mul(0, x)),
      'ddls:200,0.02',
      2000,
    );
    expect(distance(values, q)).toBeLessThan(0.04);
  });
});

describe('flow', () => {
  it('carries q to p = N(1, 1) in time 1, where −∇f′ is 1 throughout', async () => {
    const { values } = await refined(shifted, 'flow:10,0.1,0');
    expect(distance(values, normal(1, 1))).toBeLessThan(SAME);
    expect(distance(values, q)).toBeGreaterThan(0.3);
  });

  it('spreads by √(2ηγK)', async () => {
    const { values } = await refined(shifted, 'flow:20,0.05,0.5');
    expect(distance(values, normal(1, Math.SQRT2))).toBeLessThan(SAME);
  });

  it('of Jensen-Shannon takes the same way, each sample at the pace σ(d)', async () => {
    const { values } = await refined(shifted, 'flow-js:20,0.1,0', 200);
    const expected = new Random(1, 'samples').normals(new Float32Array(200)).map(z => {
      let x = z;
      for (let i = 0; i < 20; i++) x += 0.1 / (1 + Math.exp(0.5 - x));
      return x;
    });
    values.forEach((x, i) => {
      expect(Math.abs(x - expected[i])).toBeLessThan(1e-5);
    });
    expect(meanOf(values)).toBeGreaterThan(0.9);
  });
});

describe('a refined sample', () => {
  it.each(['rejection', 'ddls:120', 'flow'])('of %s depends on the seed and its place only', async text => {
    const [few, many, other] = [
      await refined(twin, text, 130, 5),
      await refined(twin, text, 350, 5),
      await refined(twin, text, 130, 6),
    ];
    expect(many.values.subarray(0, 130)).toEqual(few.values);
    expect(other.values).not.toEqual(few.values);
  });
});

describe('refine refuses', () => {
  const of = (text: string) => objective(parseObjective(text));
  it.each<[string, Partial<RefinedGan>, string, RegExp]>([
    ['a critic', { objective: of('wasserstein') }, 'rejection', /log p\/q.*critic/],
    ['a margin', { objective: of('hinge') }, 'ddls', /log p\/q/],
    ['pairs by least squares', { objective: of('relativistic-ls') }, 'rejection', /log p\/q/],
    ['sizes of a relativistic D', { objective: of('relativistic') }, 'flow-js', /use 'flow'/],
    [
      'Langevin dynamics of uniform noise',
      { latent: { distribution: 'uniform' } },
      'ddls',
      /normal noise.*got uniform/,
    ],
    [
      'packs',
      {
        discriminator: new Network(
          'discriminator',
          layer('pack', x => x),
          [2],
        ),
      },
      'flow',
      /packs/,
    ],
  ])('%s', async (_, part, text, message) => {
    await expect(
      Refiner.create(engine, { ...narrow, ...part }, refinement(parseRefinement(text))),
    ).rejects.toThrow(message);
  });

  it('names and numbers that there are not, with the nearest and the range', () => {
    expect(() => refinement(parseRefinement('rejecton'))).toThrow(/rejection/);
    expect(() => refinement(parseRefinement('rejection:120'))).toThrow(/from 0 to 99.*Azadi/);
    expect(() => refinement(parseRefinement('flow:10,0.1,0.01,3'))).toThrow(/at most 3/);
  });
});

describe('truncation', () => {
  it('is the normal law given |z| ≤ t', () => {
    const z = drawTruncated('normal', 0.7, 3, 'samples', new Float32Array(COUNT));
    const mass = q.cdf(0.7) - q.cdf(-0.7);
    const law = { ...q, cdf: (x: number) => Math.min(1, Math.max(0, (q.cdf(x) - q.cdf(-0.7)) / mass)) };
    expect(Math.max(...z.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.7));
    expect(distance(z, law)).toBeLessThan(SAME);
  });

  it('moves each value steadily towards 0 from where it is without', () => {
    const plain = new Random(3, 'samples').normals(new Float32Array(50));
    const at = (t: number) => drawTruncated('normal', t, 3, 'samples', new Float32Array(50));
    const [far, middle, near] = [at(40), at(1), at(0.1)];
    plain.forEach((z, i) => {
      expect(far[i]).toBeCloseTo(z, 5);
      expect(Math.abs(middle[i])).toBeLessThan(Math.abs(z));
      expect(Math.abs(near[i])).toBeLessThan(Math.abs(middle[i]));
      expect(Math.sign(near[i])).toBe(Math.sign(z));
    });
  });

  it('keeps a share of a uniform range, about its centre', () => {
    const draw = (t: number) => [...drawTruncated('uniform-01', t, 0, 'samples', new Float32Array(1000))];
    expect(Math.min(...draw(0.5))).toBeGreaterThanOrEqual(0.25);
    expect(Math.max(...draw(0.5))).toBeLessThanOrEqual(0.75);
    expect(Math.max(...draw(1))).toBeGreaterThan(0.98);
    expect(() => draw(2)).toThrow(/at most 1/);
    expect(() => drawTruncated('normal', 0, 0, 'samples', new Float32Array(1))).toThrow(/above 0.*got 0/);
  });
});
