// Trains the recipe `ring` on eight narrow normals and counts the modes by the protocol of VEEGAN and
// PacGAN: 2500 samples, of high quality within 3σ. Exits with 1 unless all eight are found.
import {
  measureFit,
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
let fit: Record<string, number> = {};

function see(event: TrainEvent): void {
  if (event.type !== 'samples') return;
  fit = measureFit(dataset, event.samples);
  console.log(
    `step ${event.step}: ${fit.modesFound} of 8 modes, ${(100 * fit.highQuality).toFixed(1)} % within 3σ`,
  );
}

for await (const event of train({ config, dataset, store, engine: nodeEngine('cpu') })) see(event);

if (fit.modesFound !== 8 || fit.highQuality < 0.8) {
  console.error('expected all 8 modes and 80 % of the samples within 3σ');
  process.exitCode = 1;
}
