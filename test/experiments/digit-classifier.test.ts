import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { nodeEngine } from '../../src/engine/node.ts';
import { digitClassifier } from '../../src/experiments/digit-classifier.ts';

const cache = mkdtempSync(join(tmpdir(), 'saddle-classifier-'));
afterAll(() => rmSync(cache, { recursive: true }));

const engine = nodeEngine('cpu', { threads: 1 });

/** How many steps of training it took, and what came out. */
async function get() {
  let steps = 0;
  const classifier = await digitClassifier(engine, {
    cache,
    training: { seed: 0, epochs: 0.2, heldOut: 200 },
    onProgress: step => (steps = step),
  });
  const { accuracy, heldOut, weights } = classifier.parts;
  const digits = await classifier.classify(new Float32Array(3 * 784).fill(-1));
  await classifier.dispose();
  return { steps, accuracy, heldOut, size: Object.keys(weights).length, digits: [...digits] };
}

it('is trained once, kept, and trained anew where the file is damaged', async () => {
  const first = await get();
  expect([first.steps, first.heldOut]).toEqual([19, 200]);
  expect(first.accuracy).toBeGreaterThan(0.3); // after 19 steps; chance is 0.1
  expect(first.accuracy).toBeLessThan(0.97);
  expect(await get()).toEqual({ ...first, steps: 0 });

  const folder = join(cache, 'classifiers');
  const [file] = readdirSync(folder).filter(name => name.endsWith('.safetensors'));
  expect(statSync(join(folder, file)).size).toBeGreaterThan(1e6);
  writeFileSync(join(folder, file), 'damaged');
  expect(await get()).toEqual(first);
});
