import { join } from 'node:path';
import { type DataConfig, type DatasetName, datasets, openDataset } from '../data/registry.ts';
import { modeCoverage, modesOf } from '../metrics/modes.ts';
import { sampleRun } from '../node/sample.ts';
import { UserError } from '../util/error.ts';
import { encodeNpy } from '../util/npy.ts';
import { unknownName } from '../util/text.ts';
import { type Benchmark, type EvaluatedRun, SAMPLES } from './benchmark.ts';
import { writeText } from './folder.ts';
import { published } from './published.ts';
import type { Measure } from './table.ts';

/** Samples of the published protocol. */
const COUNT = 2500;

const PLANE_CEILING =
  'A perfect sampler of the plane reaches 98.89 % of high quality, 1 − e^−4.5, not 100; one stray sample captures a mode, so the divergence says more than the count.';

/** The data of VEEGAN and PacGAN, with the recipe that is trained on them. */
const PROTOCOLS = {
  ring: { recipe: 'ring', data: { name: 'ring', count: 100_000 }, total: 8, ceiling: PLANE_CEILING },
  grid: { recipe: 'grid', data: { name: 'grid', count: 100_000 }, total: 25, ceiling: PLANE_CEILING },
  'high-dim': {
    recipe: 'high-dim',
    data: { name: 'high-dim', count: 10_000 },
    total: 10,
    ceiling:
      'One standard deviation is the root mean square distance from the mode (docs/cures/benchmarks.md says why); a perfect sampler reaches 100 %. VEEGAN does not give its means and variances, so its rows are not on the same data.',
  },
} satisfies Record<string, { recipe: string; data: DataConfig; total: number; ceiling: string }>;

export type ModesData = keyof typeof PROTOCOLS;
export const modesData = Object.keys(PROTOCOLS) as ModesData[];

function measures(total: number, perfect: number): Measure[] {
  return [
    {
      key: 'modesFound',
      title: `modes of ${total}`,
      digits: 1,
      worst: 'min',
      diverged: 0,
      domain: [0, total],
    },
    {
      key: 'highQuality',
      title: 'high quality, %',
      digits: 2,
      scale: 100,
      worst: 'min',
      diverged: 0,
      domain: [0, 100],
      perfect,
    },
    { key: 'reverseKl', title: 'reverse KL, nats', digits: 4, worst: 'max' },
  ];
}

/**
 * Mode coverage by the protocol of VEEGAN and PacGAN.
 * @throws UserError naming the data there are
 */
export async function modesBenchmark(name: string): Promise<Benchmark> {
  if (!Object.hasOwn(PROTOCOLS, name)) {
    throw new UserError(`--data: ${unknownName('data of the benchmark', name, modesData)}`);
  }
  const { recipe, data, total, ceiling } = PROTOCOLS[name as ModesData];
  const plane = name !== 'high-dim' && modesOf(await openDataset({ name }))!.modes;
  return {
    name: `modes ${name}`,
    title: `Modes of ${name}`,
    recipe,
    data,
    spec: {
      measures: measures(total, plane ? 100 * (1 - Math.exp(-4.5)) : 100),
      published: published[name as ModesData],
    },
    notes: [
      `${COUNT} samples of each run; a sample is of high quality within ${plane ? 3 : 10} standard deviations of the nearest mode, and captures it.`,
      ceiling,
      'Runs that diverged count as 0 modes and 0 % and not in the divergence.',
    ],
    evaluate: measureModes,
    describe: describeModes,
    ...(plane && { means: plane }),
  };
}

/** Modes that a run has found: `modesFound`, `modes`, `highQuality`, `reverseKl`; keeps the samples of the row's first seed. */
async function measureModes({ folder, first, row }: EvaluatedRun): Promise<Record<string, number>> {
  const { values, found } = await measured(folder);
  if (first && values.length === 2 * COUNT) writeText(join(row, SAMPLES), encodeNpy([COUNT, 2], values));
  return found;
}

async function measured(folder: string): Promise<{ values: Float32Array; found: Record<string, number> }> {
  const { config, values } = await sampleRun(folder, { count: COUNT });
  const { name } = config.data;
  const modes =
    Object.hasOwn(datasets, name) && datasets[name as DatasetName].kind !== 'images'
      ? modesOf(await openDataset({ ...config.data, count: 0 }))
      : undefined;
  if (!modes) throw new UserError(`modes: expected a run on data with modes, got ${name} in ${folder}`);
  const { found, total, highQuality, reverseKl } = modeCoverage(modes, values);
  return { values, found: { modesFound: found, modes: total, highQuality, reverseKl } };
}

function describeModes({
  modesFound,
  modes,
  highQuality,
  reverseKl,
}: Readonly<Record<string, number>>): string {
  return `${modesFound} of ${modes} modes, ${(100 * highQuality).toFixed(2)} % of high quality, reverse KL ${reverseKl.toFixed(4)}`;
}

/** The same of any run on data with modes, in words. */
export async function evaluateModes(folder: string): Promise<string> {
  return describeModes((await measured(folder)).found);
}
