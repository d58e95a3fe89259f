// What the variants of an exported model cost: npx tsx bench/precisions.ts RUN [SAMPLES]
// Bytes, Fréchet distance of the same latents, and the largest difference of a value, beside the full model.
import { nodeEngine } from '../src/engine/node.ts';
import { openEvaluated } from '../src/node/evaluate.ts';
import { exportRun } from '../src/node/sample.ts';
import { evaluate } from '../src/train/evaluate.ts';
import { loadGenerator } from '../src/train/loaded-generator.ts';

const [folder, samples = '10000'] = process.argv.slice(2);
const run = await openEvaluated(folder, { metrics: ['fd'] });
const engine = nodeEngine('cpu', { threads: 1 });

let full: { bytes: number; fd: number; values: Float32Array } | undefined;
for (const precision of ['fp32', 'fp16', 'int8'] as const) {
  const { model } = await exportRun(folder, { precision });
  const generator = await loadGenerator(engine, model);
  const { values } = await generator.sample({ count: 500, seed: 1 });
  const started = performance.now();
  await generator.sample({ count: 500, seed: 1 });
  const rate = 500 / ((performance.now() - started) / 1000);
  const { figures } = await evaluate({
    ...run,
    generator,
    metrics: ['fd'],
    samples: Number(samples),
    draws: 1,
  });
  const fd = Object.values(figures)[0].value;
  full ??= { bytes: model.length, fd, values };
  const { bytes, fd: fullFd, values: exact } = full;
  const worst = values.reduce((most, v, i) => Math.max(most, Math.abs(v - exact[i])), 0);
  console.log(
    precision.padEnd(5),
    `${model.length} bytes (${((100 * model.length) / bytes).toFixed(1)} %)`,
    `FD ${fd.toFixed(4)} (${((100 * (fd - fullFd)) / fullFd).toFixed(2)} %)`,
    `worst ${worst.toExponential(1)}`,
    `${rate.toFixed(0)} samples/s`,
  );
  await generator.dispose();
}
await run.dispose();
