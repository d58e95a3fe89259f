// A run of own data, own networks and an own objective: kept, killed, and resumed to the bit.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  adam,
  createGan,
  graph,
  layers,
  Network,
  type Objective,
  openGenerator,
  pointDataset,
  Random,
  resumeRun,
  startRun,
} from 'saddle-gan/node';

// Data: 20,000 points on a heart.
const heart = (t: number): [number, number] => [
  Math.sin(t) ** 3,
  (13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)) / 16,
];
const random = new Random(0, 'heart');
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
const gan = createGan({
  generator,
  discriminator,
  objective: leastSquares,
  optimizers: { discriminator: player, generator: player },
  batch: 128,
  ema: n => 1 / Math.min(n + 1, 200),
});

// A run of it: what is not said here has the default of a config.
const run = { gan, dataset, steps: 4000, checkpointEvery: 500, samples: 1000, threads: 1 } as const;

/** This program in a process of its own, which is killed without warning at a checkpoint; then the run goes on. */
async function killedAndResumed(out: string): Promise<void> {
  const child = fork(import.meta.filename, [out]);
  child.on('message', step => Number(step) >= 1500 && child.kill('SIGKILL'));
  const [code, signal] = await once(child, 'exit');
  if (signal !== 'SIGKILL') throw new Error(`expected a killed process, got exit code ${code}`);
  const { step } = await resumeRun(out, { gan, dataset });
  console.log(`killed after a checkpoint, resumed to step ${step}`);
}

async function check(folder: string): Promise<boolean> {
  const trained = await openGenerator(folder, { gan });
  const { values } = await trained.sample({ count: 1000 });
  await trained.dispose();
  return coversHeart(values);
}

/** Whether samples lie near the curve, and nowhere along it are missing. */
function coversHeart(samples: Float32Array): boolean {
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
  return total < 0.08 && parts.size === 16;
}

const [out] = process.argv.slice(2);
if (out !== undefined) {
  await startRun({ ...run, out, onEvent: e => e.type === 'checkpoint' && process.send?.(e.step) });
} else {
  const { folder } = await startRun(run);
  const killed = `${folder}-killed`;
  await killedAndResumed(killed);
  const files = ['stats.jsonl', 'README.md', 'checkpoints/step-00004000/model.safetensors'];
  const same = files.every(name =>
    readFileSync(`${folder}/${name}`).equals(readFileSync(`${killed}/${name}`)),
  );
  console.log(same ? 'the same bytes as without the kill' : 'other bytes than without the kill');
  if (!same || !(await check(killed))) process.exitCode = 1;
}
