// What the engine costs besides the step itself: compile time of each recipe, the share of JavaScript in a step, memory
// over 20,000 steps. Run: npx tsx bench/engine.ts
import { batchSource } from '../src/data/batches.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { openDataset } from '../src/data/registry.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { fillFeeds } from '../src/gan/feeds.ts';
import { buildGan } from '../src/train/build.ts';
import { configSchema, type PartialConfig } from '../src/train/config.ts';
import { recipes } from '../src/train/recipes.ts';
import { initialState } from '../src/train/state.ts';

const MLP: PartialConfig = {
  data: { name: 'mnist' },
  latent: { dim: 100 },
  generator: { family: 'mlp', hidden: [256, 256], activation: 'leaky-relu', outputActivation: 'tanh' },
  discriminator: { family: 'mlp', hidden: [256, 256], activation: 'leaky-relu' },
  batch: 64,
};

async function prepared(values: PartialConfig) {
  const config = configSchema.parse(values);
  const dataset = await openDataset(config.data, nodeHost());
  const begin = performance.now();
  const gan = buildGan(config, dataset);
  const executable = await nodeEngine('cpu').compile(gan.step.program);
  const compileMs = performance.now() - begin;
  await executable.write(await initialState(gan, 0, dataset));
  const source = batchSource(dataset, config);
  const fill = (first: number, count: number) =>
    fillFeeds(gan.step.feeds, 0, { fill: (n, x) => source.fill(n, x) }, first, count);
  return { compileMs, executable, fill };
}

console.log('compile time: networks, gradients, passes, ONNX, session');
for (const [name, recipe] of Object.entries(recipes)) {
  if (name === 'faces-2014') continue; // its data are the user's
  const { compileMs, executable } = await prepared(recipe.config);
  console.log(`  ${name.padEnd(16)} ${compileMs.toFixed(0)} ms`);
  await executable.dispose();
}

const CALL = 50;
const mlp = await prepared(MLP);
let [filling, running] = [0, 0];
for (let call = 0; call < 40; call++) {
  const begin = performance.now();
  const inputs = await mlp.fill(call * CALL, CALL);
  const filled = performance.now();
  await mlp.executable.run(CALL, inputs);
  if (call < 5) continue;
  filling += filled - begin;
  running += performance.now() - filled;
}
const steps = 35 * CALL;
console.log(`MNIST MLP 100-256-256-784, batch 64: ${((filling + running) / steps).toFixed(2)} ms a step,`);
console.log(`  of it noise and data in JavaScript ${((100 * filling) / (filling + running)).toFixed(1)} %`);
await mlp.executable.dispose();

const toy = await prepared(recipes.ring.config);
const resident: number[] = [];
for (let step = 0; step < 40_000; step += 100) {
  await toy.executable.run(100, await toy.fill(step, 100));
  if (step % 2000 === 0) resident.push(process.memoryUsage().rss / 2 ** 20);
}
const [after, end] = [resident[10], resident[19]];
console.log(
  `resident size of ring: ${after.toFixed(1)} MB after 20,000 steps, ${end.toFixed(1)} MB after 40,000`,
);
console.log(
  `  ${(100 * (end / after - 1)).toFixed(2)} % over the last 20,000 steps; all: ${resident.map(m => m.toFixed(0)).join(' ')}`,
);
