// A whole run in ten lines: train a recipe, keep it in a folder, sample from what was learnt.
import { sampleRun, startRun } from 'saddle-gan/node';

const run = await startRun({
  recipe: 'ring',
  overrides: { steps: 1500, batch: 128 },
  onEvent: event => event.type === 'stats' && console.log(event.row.step, event.row.value),
});
const { values, shape } = await sampleRun(run.folder, { count: 1000, seed: 7 });
console.log(`${run.folder}: ${values.length / shape[0]} points, ${run.figures.modesFound.value} of 8 modes`);

// Self-check: where nobody can tell which of a pair is generated, the value of ring's game is −log 2.
if (!run.finished || Math.abs(run.metrics.value + Math.log(2)) > 0.2) process.exitCode = 1;
