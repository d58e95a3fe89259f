// Makes assets/embedded-digits.safetensors: npx tsx scripts/digits-asset.ts (a minute; the classifier comes from the cache where it is)
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../src/data/cache.ts';
import { type FiniteDataset, labelsOf } from '../src/data/dataset.ts';
import { nodeHost } from '../src/data/loaders/node.ts';
import { openDataset } from '../src/data/registry.ts';
import { nodeEngine } from '../src/engine/node.ts';
import { Classifier } from '../src/metrics/networks/classifier.ts';
import { digitsTraining } from '../src/metrics/networks/digits.ts';
import { decodeDigits, encodeDigits } from '../src/metrics/networks/embedded-digits.ts';
import { trainedDigits } from '../src/node/networks/kept-digits.ts';
import { Random } from '../src/util/random.ts';

const dataset = (await openDataset({ name: 'mnist' }, nodeHost())) as FiniteDataset;
const engine = nodeEngine('cpu');
const { parts } = await trainedDigits(engine, dataset, { cache: cacheFolder() });

/** The share of held-out images that a classifier of 8-bit weights gets right. */
async function accuracyOf(bytes: Uint8Array): Promise<number> {
  const classifier = await Classifier.load(engine, decodeDigits(bytes));
  const { seed, heldOut } = digitsTraining(dataset);
  const places = new Random(seed, 'classifier/split').permutation(dataset.size).subarray(0, heldOut);
  const images = new Float32Array(heldOut * 784);
  await dataset.read(places, images);
  const found = await classifier.classify(images);
  const labels = labelsOf(dataset)!;
  return found.reduce((sum, label, i) => sum + Number(label === labels[places[i]]), 0) / heldOut;
}

const accuracy = await accuracyOf(encodeDigits(parts));
const bytes = encodeDigits({ ...parts, accuracy });
writeFileSync(fileURLToPath(new URL('../assets/embedded-digits.safetensors', import.meta.url)), bytes);
const sha256 = createHash('sha256').update(bytes).digest('hex');
console.log(`${dataset.fingerprint}: accuracy ${parts.accuracy}, in 8 bits ${accuracy}`);
console.log(`${bytes.length} bytes, SHA-256 ${sha256}`);
