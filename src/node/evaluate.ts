import { basename, resolve } from 'node:path';
import { cacheFolder } from '../data/cache.ts';
import { type Dataset, type FiniteDataset, isLabelledImages } from '../data/dataset.ts';
import { nodeHost } from '../data/loaders/node.ts';
import { splitDataset } from '../data/split.ts';
import type { Engine } from '../engine/engine.ts';
import { nodeEngine } from '../engine/node.ts';
import { type MetricName, metrics } from '../metrics/index.ts';
import type { FeatureNetwork, Given, Metric } from '../metrics/metric.ts';
import type { OpenNetwork } from '../metrics/networks/network.ts';
import { openRun } from '../run/disk.ts';
import { stepName } from '../run/store.ts';
import type { Config } from '../train/config.ts';
import { checkMetricNames, type EvaluateProgress, type Evaluation, evaluate } from '../train/evaluate.ts';
import type { Generator } from '../train/generator.ts';
import { configOf, metaOf } from '../train/meta.ts';
import { metricLines } from '../train/metric-line.ts';
import { withModelIndex } from '../train/model-index.ts';
import { UserError } from '../util/error.ts';
import { type CheckpointChoice, readCheckpoint } from './checkpoint.ts';
import { openDataset } from './dataset.ts';
import { addMetricLines } from './evaluations.ts';
import { openFeatureNetwork } from './networks/open.ts';
import { checkPlaces } from './paths.ts';
import { cachedReferences } from './references.ts';
import { openGenerator, openJudge } from './sample.ts';
import { calibrating } from './unseen.ts';

export interface EvaluateRunOptions {
  /** Checkpoint to take; default the newest good one. */
  readonly step?: CheckpointChoice;
  /** Names of metrics; default those that say something of the data. */
  readonly metrics?: readonly string[];
  /** N; default 10,000, or as many as can be calibrated. */
  readonly samples?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Sets of N samples; default 3. */
  readonly draws?: number;
  /** Feature network; default `digits` where the data are labelled images, else none. */
  readonly network?: string;
  /** Where networks and what is computed of real samples are kept; default the user's cache. */
  readonly cache?: string;
  readonly onProgress?: (progress: EvaluateProgress) => void;
  /** Told in one sentence what was wrong and has been mended. */
  readonly onNotice?: (sentence: string) => void;
}

/** A run with all that it is evaluated by; its owner disposes of it. */
export interface EvaluatedRun {
  readonly folder: string;
  readonly config: Config;
  readonly step: number;
  readonly generator: Generator;
  /** What was trained on. */
  readonly dataset: Dataset;
  readonly heldOut?: FiniteDataset;
  readonly fresh?: FiniteDataset;
  readonly network?: FeatureNetwork;
  readonly judge: NonNullable<Given['judge']>;
  readonly engine: Engine;
  dispose(): Promise<void>;
}

/**
 * How good the generator of a run is. Adds a line to `metric-<protocol>.jsonl` in its folder for each figure.
 * @throws UserError when there is no run or no good checkpoint, its data are not there, or samples are too few
 * @example
 *   const { figures } = await evaluateRun('runs/00000-mnist', { samples: 2500 });
 */
export async function evaluateRun(folder: string, options: EvaluateRunOptions = {}): Promise<Evaluation> {
  const run = await openEvaluated(folder, options);
  try {
    return await evaluateOpened(run, options);
  } finally {
    await run.dispose();
  }
}

/** {@link evaluateRun} of a run that is open. */
export async function evaluateOpened(run: EvaluatedRun, options: EvaluateRunOptions): Promise<Evaluation> {
  const { metrics: names, samples, seed, draws, cache = cacheFolder(), onProgress, onNotice } = options;
  if (names) checkMetricNames(names);
  const references = cachedReferences(cache, sentence => onNotice?.(sentence));
  const evaluation = await evaluate({ ...run, metrics: names, samples, seed, draws, references, onProgress });
  const place = { snapshot: `checkpoints/${stepName(run.step)}`, gpus: 0, now: Date.now() / 1000 };
  addMetricLines(run.folder, metricLines(evaluation, place));
  await addToCard(run.folder, evaluation, onNotice);
  return evaluation;
}

/** The model card shows the newest evaluation, unless a process that trains the run is about to write another card. */
async function addToCard(
  folder: string,
  evaluation: Evaluation,
  onNotice: EvaluateRunOptions['onNotice'],
): Promise<void> {
  const store = await openRun(folder).catch(error => {
    if (error instanceof UserError) return onNotice?.(`the model card stays as it is: ${error.message}`);
    throw error;
  });
  if (!store) return;
  try {
    const card = await store.readFile('README.md');
    if (!card) return;
    const name = basename(resolve(folder));
    await store.saveFile('README.md', withModelIndex(new TextDecoder().decode(card), name, evaluation));
  } finally {
    await store.close();
  }
}

/** @throws UserError as {@link evaluateRun} */
export async function openEvaluated(folder: string, options: EvaluateRunOptions = {}): Promise<EvaluatedRun> {
  const { step, metrics: names, onNotice } = options;
  if (names) checkMetricNames(names);
  const { store, checkpoint } = await readCheckpoint(folder, step);
  for (const warning of store.warnings) onNotice?.(warning);
  const config = configOf(checkpoint);
  await checkPlaces(config, folder, async () => checkpoint, `saddle resume ${folder}`);
  const host = nodeHost(undefined, folder);
  const whole = await openDataset(config.data, host);
  checkData(folder, whole, metaOf(checkpoint).data);
  const { training: dataset, heldOut: own } = splitDataset(whole, config.heldOut, config.seed);
  const unseen = await calibrating(config.data, whole, own, host);
  const engine = nodeEngine('cpu');
  const network = await openNetwork(whole, engine, options);
  const generator = await openGenerator(folder, { step: checkpoint.step });
  const judge = await openJudge(folder, { step: checkpoint.step });
  return {
    folder,
    config,
    step: checkpoint.step,
    generator,
    dataset,
    ...unseen,
    network,
    judge: ({ values, conditions }) => judge.logits(values, judge.isConditional ? conditions : undefined),
    engine,
    async dispose() {
      await judge.dispose();
      await generator.dispose();
      await network?.dispose();
    },
  };
}

function looksThroughNetwork(name: string): boolean {
  const { needs }: Metric = metrics[name as MetricName];
  return needs.network !== undefined || needs.classifier !== undefined;
}

/** The network that was asked for; of labelled images their classifier, unless no metric looks through one. */
async function openNetwork(
  dataset: Dataset,
  engine: Engine,
  { network, metrics: names, cache, onProgress, onNotice }: EvaluateRunOptions,
): Promise<OpenNetwork | undefined> {
  const wanted = !names || names.some(looksThroughNetwork);
  const name = network ?? (isLabelledImages(dataset) && wanted ? 'digits' : undefined);
  if (name === undefined) return undefined;
  const begun = performance.now();
  return openFeatureNetwork(name, {
    ...{ engine, dataset, cache, onNotice },
    onProgress: ({ what, done, total }) => {
      if (what !== 'training') return; // the evaluation itself tells what is looked at
      const rate = (1000 * done) / (performance.now() - begun);
      onProgress?.({
        stage: `training the network ${name}, once`,
        done,
        total,
        rate,
        secondsLeft: (total - done) / rate,
      });
    },
  });
}

function checkData(folder: string, { name, fingerprint }: Dataset, learned: string): void {
  if (fingerprint === learned) return;
  throw new UserError(
    `evaluate: expected the data that ${folder} learned (fingerprint ${learned.slice(0, 12)}), got ${name} (${fingerprint.slice(0, 12)}); put them back`,
  );
}
