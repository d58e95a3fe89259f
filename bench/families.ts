// What a training step of each family of image networks costs: npx tsx bench/families.ts [NAME...]
// Quarter of the papers' widths, 32 × 32 × 3 pixels of noise, batch 64, one thread; the least CPU time of three steps,
// which other programs disturb less than the wall time.
import { imageDataset } from '../src/data/dataset.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { fillFeeds } from '../src/gan/feeds.ts';
import { graphStats } from '../src/graph/print.ts';
import { buildGan } from '../src/train/build.ts';
import type { PartialConfig } from '../src/train/config.ts';
import { pretrainedOf } from '../src/train/pretrained.ts';
import { resolveConfig } from '../src/train/resolve.ts';
import { initialState } from '../src/train/state.ts';

type Players = Pick<PartialConfig, 'generator' | 'discriminator' | 'objective' | 'penalties'>;

function r3gan(groupSize: number): Players {
  const network = { family: 'r3gan' as const, channels: [192, 192, 192, 192], groupSize };
  const penalties = [
    { kind: 'r1' as const, weight: 0.05 },
    { kind: 'r2' as const, weight: 0.05 },
  ];
  return { generator: network, discriminator: network, objective: { kind: 'relativistic' }, penalties };
}

const CASES: Record<string, Players> = {
  dcgan: {
    generator: {
      family: 'dcgan',
      channels: [128, 64, 32],
      strides: [2, 2, 2],
      norm: { kind: 'batch' },
      normFirst: true,
    },
    discriminator: { family: 'dcgan', channels: [32, 64, 128], strides: [2, 2, 2], activation: 'leaky-relu' },
  },
  sngan: {
    generator: { family: 'sngan', channels: [128, 64, 32, 16] },
    discriminator: { family: 'sngan', channels: [16, 32, 64, 128] },
  },
  resnet: {
    generator: { family: 'resnet', channels: [64, 64, 64, 64] },
    discriminator: { family: 'resnet', channels: [32, 32, 32, 32] },
  },
  'fastgan + projected': {
    generator: { family: 'fastgan', channels: [256, 128, 64, 32] },
    discriminator: { family: 'projected', width: 16 },
  },
  r3gan: r3gan(16),
  'r3gan, one group': r3gan(0),
};

const SHAPE = [32, 32, 3] as const;
const STEPS = 1;

const PIXELS = Float32Array.from({ length: 64 * 3072 }, (_, i) => Math.sin(i * i));
const dataset = imageDataset({
  name: 'noise',
  shape: SHAPE,
  bytes: new Uint8Array(64 * 3072),
  source: 'none',
});

const names = process.argv.slice(2);
for (const [name, players] of Object.entries(CASES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const values = { data: { name: 'mnist' }, latent: { dim: 128 }, objective: { kind: 'hinge' }, ...players };
  const config = resolveConfig({ file: { name, values } });
  const gan = buildGan(config, dataset, await pretrainedOf(config, nodeHost()));
  const executable = await nodeEngine('cpu', { threads: 1 }).compile(gan.step.program);
  await executable.write(await initialState(gan, 0, dataset));
  const inputs = await fillFeeds(gan.step.feeds, 0, { fill: (_, x) => x.set(PIXELS) }, 0, STEPS);
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const start = process.cpuUsage();
    await executable.run(STEPS, inputs);
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000 / STEPS);
  }
  await executable.dispose();
  const gflop = graphStats(gan.step.program).flops / 1e9;
  const ms = Math.min(...times);
  console.log(
    [
      name.padEnd(20),
      `${gan.generator.size} + ${gan.discriminator.size} values`,
      `${gflop.toFixed(1)} GFLOP`,
      `${ms.toFixed(0)} ms`,
      `${(1000 / ms).toFixed(1)} steps/s`,
      `${((gflop / ms) * 1000).toFixed(0)} GFLOP/s`,
    ].join('  '),
  );
}
