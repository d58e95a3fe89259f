import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { sampleLength } from '../data/dataset.ts';
import { gridImage } from '../image/grid.ts';
import { encodePng } from '../image/png.ts';
import { nearestTraining } from '../metrics/memorization.ts';
import { readRun } from '../run/disk.ts';
import type { Evaluation } from '../train/evaluate.ts';
import type { Measured } from '../train/measure.ts';
import { picture, realSamples } from '../train/pictures.ts';
import type { ReportFacts, ReportPicture } from '../train/report/facts.ts';
import { reportHtml } from '../train/report/html.ts';
import { reportMarkdown } from '../train/report/markdown.ts';
import { concatenateFloats } from '../util/bytes.ts';
import type { EvaluatedRun } from './evaluate.ts';
import { readMetricLines, saveText } from './evaluations.ts';

/** Pictures in a grid, rows of interpolations and their pictures, samples with neighbours and their neighbours. */
const [GRID, ROWS, FRAMES, LOOKED, NEAREST] = [100, 6, 12, 8, 6];

/**
 * Writes `report.html` and `report.md` of an evaluation into the folder of its run.
 * @param command that makes the evaluation
 * @returns their paths
 */
export async function writeReports(
  run: EvaluatedRun,
  evaluation: Evaluation,
  command: string,
): Promise<string[]> {
  const { folder, config } = run;
  const store = await readRun(folder);
  const facts: ReportFacts = {
    name: basename(resolve(folder)),
    config,
    evaluation,
    pictures: await picturesOf(run, evaluation.seed),
    stats: (await store.rows('stats.jsonl')).filter(row => Number(row['step']) <= evaluation.step),
    measured: (await store.rows('metrics.jsonl')) as unknown as Measured[],
    lines: readMetricLines(folder),
    command,
  };
  const newest = readdirSync(folder)
    .filter(name => /^fakes\d+\.png$/.test(name))
    .sort()
    .at(-1);
  const [html, markdown] = ['report.html', 'report.md'].map(name => join(folder, name));
  saveText(html, reportHtml(facts));
  saveText(markdown, reportMarkdown({ ...facts, picture: newest }));
  return [html, markdown];
}

async function picturesOf(run: EvaluatedRun, seed: number): Promise<ReportPicture[]> {
  const { dataset, generator } = run;
  const isImage = dataset.shape.length === 3;
  const { values } = await generator.sample({ count: isImage ? GRID : 2000, seed });
  const reference = await realSamples(dataset, 2000, seed);
  const samples = {
    title: 'Samples',
    png: isImage ? grid(run, values, 10) : encodePng(picture(dataset, values, reference)),
    caption: isImage
      ? `${GRID} samples of seed ${seed}, as they come: none was chosen.`
      : 'Generated samples (orange) over real ones (blue).',
  };
  if (!isImage) return [samples];
  return [samples, await interpolations(run, seed), ...(await neighbours(run, values))];
}

function grid(
  { dataset: { shape, display } }: EvaluatedRun,
  values: Float32Array,
  columns: number,
): Uint8Array {
  const scale = Math.max(1, Math.floor(56 / shape[1]));
  return encodePng(gridImage(values, shape, { range: display, columns, scale }));
}

async function interpolations(run: EvaluatedRun, seed: number): Promise<ReportPicture> {
  const rows: Float32Array[] = [];
  for (let row = 0; row < ROWS; row++) {
    const request = { count: 2, seed: seed + row, interpolate: FRAMES - 1 };
    rows.push((await run.generator.sample(request)).values);
  }
  return {
    title: 'Interpolations',
    png: grid(run, concatenateFloats(rows), FRAMES),
    caption:
      'Each row goes from one latent vector to another. Samples that change gradually and stay plausible say that the generator did not learn images by heart.',
  };
}

/** Samples with the training samples that are nearest in pixels. */
async function neighbours(run: EvaluatedRun, samples: Float32Array): Promise<ReportPicture[]> {
  const { dataset, engine } = run;
  if (dataset.kind !== 'finite') return [];
  const length = sampleLength(dataset);
  const looked = samples.subarray(0, LOOKED * length);
  const { indices } = await nearestTraining(looked, dataset, NEAREST, engine);
  const found = new Float32Array(indices.length * length);
  await dataset.read(indices, found);
  const rows = Array.from({ length: LOOKED }, (_, i) => [
    looked.subarray(i * length, (i + 1) * length),
    found.subarray(i * NEAREST * length, (i + 1) * NEAREST * length),
  ]);
  const picture = {
    title: 'Nearest training samples',
    png: grid(run, concatenateFloats(rows.flat()), NEAREST + 1),
    caption: `First column: a generated sample; then the ${NEAREST} training samples that are nearest to it in pixels. A generator that copies shows the same image twice.`,
  };
  return [picture];
}
