/**
 * Speed of the theory library: `npx tsx bench/theory.ts [--json]`. Each figure is the best of several
 * runs after a warm-up, since the machine may be shared.
 */
import { cpus } from 'node:os';
import { normal } from '../src/theory/distributions/index.ts';
import {
  aliasSampler,
  entropy,
  jsd,
  kl,
  slicedWasserstein,
  wassersteinFromSamples,
} from '../src/theory/index.ts';
import { Random } from '../src/util/random.ts';

const BINS = 1_000_000;
const DRAWS = 4_000_000;

function best(run: () => void, repeats = 7): number {
  run();
  let least = Infinity;
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

function randomLaw(stream: string): Float64Array {
  const p = new Random(0, stream).uniforms(new Float64Array(BINS)).map(x => x + 1e-9);
  const sum = p.reduce((a, b) => a + b);
  return p.map(x => x / sum);
}

const [p, q] = [randomLaw('p'), randomLaw('q')];
const samples = new Random(1, 'a').normals(new Float64Array(1_000_000));
const others = new Random(2, 'b').normals(new Float64Array(1_000_000));
const normals = new Float64Array(DRAWS);
const law = normal(1, 2);
const alias = aliasSampler(p);

const milliseconds: Record<string, number> = {
  'entropy, million bins': best(() => entropy(p)),
  'KL, million bins': best(() => kl(p, q)),
  'JSD, million bins': best(() => jsd(p, q)),
  'W1, two samples of a million': best(() => wassersteinFromSamples(samples, others), 3),
  'sliced W2, 10k points in 2-D, 128 slices': best(
    () =>
      slicedWasserstein(
        { values: samples.subarray(0, 20000), dimension: 2 },
        { values: others.subarray(0, 20000), dimension: 2 },
      ),
    3,
  ),
};
const perSecond: Record<string, number> = {
  uniform: rate(random => {
    for (let i = 0; i < DRAWS; i++) normals[i] = random.uniform();
  }),
  'normal by inverse transform (Random.normals)': rate(random => {
    random.normals(normals);
  }),
  'normal(1, 2).sample': rate(random => {
    for (let i = 0; i < DRAWS; i++) normals[i] = law.sample(random);
  }),
  'alias sampling, million outcomes': rate(random => {
    for (let i = 0; i < DRAWS; i++) normals[i] = alias.sample(random);
  }),
};

function rate(run: (random: Random) => void): number {
  return (DRAWS / best(() => run(new Random(3, 'draws')), 5)) * 1000;
}

const report = {
  machine: `${cpus().length} × ${cpus()[0].model}`,
  node: process.version,
  milliseconds,
  perSecond,
};
if (process.argv.includes('--json')) console.log(JSON.stringify(report, null, 2));
else {
  console.log(`${report.machine}, Node ${report.node}`);
  for (const [name, ms] of Object.entries(milliseconds))
    console.log(`${name.padEnd(46)} ${ms.toFixed(2)} ms`);
  for (const [name, n] of Object.entries(perSecond))
    console.log(`${name.padEnd(46)} ${(n / 1e6).toFixed(1)} M/s`);
}
