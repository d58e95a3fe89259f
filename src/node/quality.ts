import { cacheFolder } from '../data/cache.ts';
import { type Dataset, isLabelledImages } from '../data/dataset.ts';
import { nodeHost } from '../data/loaders/node.ts';
import { nodeEngine } from '../engine/node.ts';
import type { Figures } from '../metrics/metric.ts';
import { readRun } from '../run/disk.ts';
import { drawSamples, quantized } from '../train/generated.ts';
import { measure } from '../train/measure.ts';
import { parseConfigFile } from '../train/resolve.ts';
import { openDataset } from './dataset.ts';
import { hasKeptDigits } from './networks/kept-digits.ts';
import { openFeatureNetwork } from './networks/open.ts';
import { openGenerator } from './sample.ts';

/** Samples that are looked at: a second's work. */
const SAMPLES = 1000;

/**
 * How many samples of a run are recognisable, in a sentence; where the network that says so is not trained yet, which takes a
 * minute, the command that does it. Undefined for data that are not labelled images.
 */
export async function qualityLine(folder: string, cache = cacheFolder()): Promise<string | undefined> {
  const { config: record } = await readRun(folder);
  const { data } = parseConfigFile(`${folder}/config.json`, record);
  const dataset = await openDataset(data, nodeHost(undefined, folder));
  if (!isLabelledImages(dataset)) return undefined;
  if (!hasKeptDigits(dataset, cache)) return `how good are they? saddle evaluate ${folder}`;
  return recognisedLine(folder, dataset, cache);
}

async function recognisedLine(folder: string, dataset: Dataset, cache: string): Promise<string> {
  const network = await openFeatureNetwork('digits', { engine: nodeEngine('cpu'), dataset, cache });
  const generator = await openGenerator(folder);
  try {
    const { values } = await drawSamples(generator, dataset, { count: SAMPLES, seed: 0, draw: 0 });
    const samples = quantized(values, dataset);
    return qualityText(dataset, await measure(dataset, samples, { network, metrics: ['classes'] }));
  } finally {
    await generator.dispose();
    await network.dispose();
  }
}

function qualityText({ name }: Dataset, { recognisable, classesFound }: Figures): string {
  const what = name === 'mnist' ? 'digits' : 'images';
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const { value: found, of: all } = classesFound;
  const every = all === 10 ? 'all ten appear' : `all ${all} classes appear`;
  return [
    `${percent(recognisable.value)} of the samples are recognisable ${what}`,
    found === all ? every : `${found} of ${all} classes appear`,
    `real ${what} score ${percent(recognisable.floor.mean)}`,
  ].join('; ');
}
