// A GAN from the building blocks: own data, own networks, own objective, own loop.
import {
  adam,
  batchSource,
  buildStep,
  fillFeeds,
  graph,
  initialState,
  layers,
  Network,
  nodeEngine,
  type Objective,
  pointDataset,
  Random,
  Sampler,
} from 'saddle-gan/node';

const seed = 0;
const batch = 128;

// Data: 20,000 points on a heart.
const heart = (t: number): [number, number] => [
  Math.sin(t) ** 3,
  (13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)) / 16,
];
const random = new Random(seed, 'heart');
const points = Array.from({ length: 20_000 }, () => heart(2 * Math.PI * random.uniform()));
const dataset = pointDataset({
  name: 'heart',
  shape: [2],
  values: Float32Array.from(points.flat()),
  source: 'a curve',
});

// Networks: any function of (batch, scope) is a layer; here one that hands D the radius as well.
const { activation, dense, layer, sequential } = layers;
const withRadius = layer('radius', x => {
  const radius = graph.sqrt(graph.add(graph.sum(graph.mul(x, x), [1], { keepDims: true }), 1e-6));
  return graph.concat([x, radius], 1);
});
const hidden = [dense(64), activation('leaky-relu'), dense(64), activation('leaky-relu')];
const generator = new Network('generator', sequential([...hidden, dense(2)]), [2]);
const discriminator = new Network('discriminator', sequential([withRadius, ...hidden, dense(1)]), [2]);

// Objective: least squares (arXiv 1611.04076), on logits, per sample.
const square = (x: graph.Tensor) => graph.mul(x, x);
const leastSquares: Objective = {
  discriminator: ({ real, fake }) => graph.add(square(graph.sub(real, 1)), square(fake)),
  generator: ({ fake }) => square(graph.sub(fake, 1)),
};

const player = { rule: adam({ beta1: 0.5 }), learningRate: 1e-3 };
const step = buildStep({
  generator,
  discriminator,
  objective: leastSquares,
  optimizers: { discriminator: player, generator: player },
  batch,
  averaging: n => 1 / Math.min(n + 1, 200),
});

// The loop: many steps a call, all state inside the engine.
const engine = nodeEngine('cpu');
const program = await engine.compile(step.program);
await program.write(initialState({ generator, discriminator, step }, seed, dataset));
const source = batchSource(dataset, { batch, seed });
const [steps, perCall] = [4000, 100];
for (let n = 0; n < steps; n += perCall) {
  const outputs = await program.run(
    perCall,
    await fillFeeds(step.feeds, seed, { fill: (i, x) => source.fill(i, x) }, n, perCall),
  );
  if (n % 1000 === 0) console.log(`step ${n}: D ${outputs.lossD.at(-1)}, G ${outputs.lossG.at(-1)}`);
}
const sampler = await Sampler.create(engine, generator, { latent: { distribution: 'normal' } });
await sampler.load(await program.read());
const samples = await sampler.sample(1000, seed);

// Self-check: the samples lie near the curve, and nowhere along it are they missing.
const curve = Array.from({ length: 400 }, (_, i) => heart((2 * Math.PI * i) / 400));
let total = 0;
const parts = new Set<number>();
for (let i = 0; i < samples.length; i += 2) {
  const distances = curve.map(([x, y]) => Math.hypot(samples[i] - x, samples[i + 1] - y));
  const least = Math.min(...distances);
  total += least / 1000;
  parts.add(Math.floor(distances.indexOf(least) / 25));
}
console.log(`mean distance from the heart ${total.toFixed(3)}, ${parts.size} of 16 parts reached`);
if (!(total < 0.08 && parts.size === 16)) process.exitCode = 1;
