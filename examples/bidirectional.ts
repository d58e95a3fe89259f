// A bidirectional GAN (arXiv 1605.09782): an encoder beside the generator, and a discriminator of pairs.
import {
  adam,
  createGan,
  fromTensors,
  graph,
  inference,
  inferenceWeights,
  mlp,
  Network,
  nodeEngine,
  objective,
  openDataset,
  readRun,
  realSamples,
  startRun,
  type Tensor,
} from 'saddle-gan/node';

const dataset = await openDataset({ name: 'ring', sigma: 0.05 });

const hidden = [64, 64];
const generator = new Network(
  'generator',
  mlp({ hidden, activation: 'leaky-relu', init: 'he-normal', output: [2] }),
  [2],
);
const encoder = new Network(
  'encoder',
  mlp({ hidden, activation: 'leaky-relu', init: 'he-normal', output: [2] }),
  [2],
);
// The discriminator takes a sample x and, as its condition, the latent that belongs to it.
const discriminator = new Network(
  'discriminator',
  mlp({ hidden: [128, 128], activation: 'leaky-relu', init: 'he-normal', output: [1], condition: 'concat' }),
  [2],
  { condition: { kind: 'vector', dim: 2 } },
);

/** ‖a − b‖² per value. */
const distance = (a: Tensor, b: Tensor) => graph.mean(graph.mul(graph.sub(a, b), graph.sub(a, b)));

const steps = 3000;
const player = {
  rule: adam({ beta1: 0.5 }),
  learningRate: { kind: 'cosine', from: 2e-3, to: 2e-5, steps },
} as const;
const gan = createGan({
  generator,
  discriminator,
  networks: { generator: [encoder] },
  game: {
    // D compares (x, E(x)) with (G(z), z); G and E want them swapped.
    matches: ({ real: { x }, z }, G) => [
      { real: { x, y: G(encoder, x) }, fake: { x: G(generator, z!), y: z }, bothSides: true },
    ],
    // A term of their own holds E(G(z)) near z; without it E finds the way back too, but wanders.
    generatorTerm: ({ minibatch: { z }, matches: [match], G }) => distance(G(encoder, match.fake.x), z!),
  },
  objective: objective('non-saturating'),
  optimizers: { discriminator: player, generator: player },
  batch: 128,
  noise: 'uniform',
  ema: n => 1 / Math.min(n + 1, 200),
});

const { folder } = await startRun({ gan, dataset, steps, checkpointEvery: steps, threads: 1 });

// Self-check: what the encoder finds leads back to the sample.
const checkpoint = await (await readRun(folder)).loadCheckpoint();
const state = fromTensors(gan, checkpoint!.tensors);
const program = await nodeEngine('cpu').compileBatch(
  inference([generator, encoder], (rows, infer) => {
    const x = graph.input('x', [rows, 2]);
    return { inputs: [x], outputs: { back: infer(generator, infer(encoder, x)) } };
  }),
);
await program.write({ ...inferenceWeights(generator, state), ...inferenceWeights(encoder, state) });
const count = 2000;
const x = await realSamples(dataset, count, 1);
const { back } = await program.run(count, { x });
let error = 0;
for (let i = 0; i < 2 * count; i += 2) error += Math.hypot(back[i] - x[i], back[i + 1] - x[i + 1]) / count;
console.log(`mean distance of G(E(x)) from x: ${error.toFixed(3)}`);
if (!(error < 0.1)) process.exitCode = 1;
