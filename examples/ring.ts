// Trains the recipe `ring` on eight narrow normals and counts the modes by the protocol of VEEGAN and
// PacGAN: 2500 samples, of high quality within 3σ. Exits with 1 unless all eight are found.
import {
  gaugeOf,
  memoryRun,
  nodeEngine,
  openDataset,
  resolveConfig,
  type TrainEvent,
  train,
} from 'saddle-gan/node';

const config = resolveConfig({
  recipe: 'ring',
  overrides: { steps: 4000, sampleEvery: 1000, samples: 2500 },
});
const dataset = await openDataset(config.data);
const store = await memoryRun(config);
const gauge = await gaugeOf(dataset, 2500, { metrics: ['modes'] });
let [found, highQuality] = [0, 0];

async function see(event: TrainEvent): Promise<void> {
  if (event.type !== 'samples') return;
  const figures = await gauge.measure(event.samples);
  [found, highQuality] = [figures.modesFound.value, figures.highQuality.value];
  const [share, perfect] = [highQuality, figures.highQuality.floor.mean].map(v => (100 * v).toFixed(1));
  console.log(`step ${event.step}: ${found} of 8 modes, ${share} % within 3σ (perfect: ${perfect} %)`);
}

for await (const event of train({ config, dataset, store, engine: nodeEngine('cpu') })) {
  await see(event);
}

if (found !== 8 || highQuality < 0.8) {
  console.error('expected all 8 modes and 80 % of the samples within 3σ');
  process.exitCode = 1;
}
