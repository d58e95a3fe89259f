import { cacheFolder } from '../data/cache.ts';
import { classNames, type Dataset, isLabelledImages } from '../data/dataset.ts';
import type { DataHost } from '../data/host.ts';
import { splitDataset } from '../data/split.ts';
import { nodeEngine } from '../engine/node.ts';
import { type Examination, Examiner, type Opened } from '../train/examine.ts';
import type { Machine } from '../train/plan.ts';
import type { RunSpec } from '../train/spec.ts';
import { hasKeptDigits } from './networks/kept-digits.ts';
import { openFeatureNetwork } from './networks/open.ts';
import { cachedReferences } from './references.ts';
import { calibrating } from './unseen.ts';

/** How a run is measured while it trains, and what is to be said of it before. */
export interface NodeExamination {
  readonly examination?: Examination;
  readonly notes: readonly string[];
}

/**
 * As `saddle evaluate` measures: through the classifier of labelled images, with what the cache keeps of real samples.
 * @throws UserError where the plan asks for what the data do not allow
 */
export async function examinationOf(
  spec: RunSpec,
  dataset: Dataset,
  host: DataHost,
  { threads }: Machine,
): Promise<NodeExamination> {
  const { plan, config } = spec;
  const engine = nodeEngine('cpu', { threads });
  const { training, heldOut: own } = splitDataset(dataset, plan.heldOut, plan.seed);
  const run = { ...spec, dataset: training, heldOut: own, engine };
  if (plan.evaluateEvery === 0) {
    Examiner.of(run);
    return { notes: [] };
  }
  const unseen = await calibrating(config?.data, dataset, own, host);
  const images = isLabelledImages(dataset) ? dataset : undefined;
  const open = async (tell: (sentence: string) => void): Promise<Opened> => ({
    references: cachedReferences(cacheFolder(), tell),
    ...(images && {
      network: await openFeatureNetwork('digits', { engine, dataset: images, onNotice: tell }),
    }),
  });
  const network = images && { short: 'digits', classes: classNames(images) };
  const examination = { ...unseen, engine, network, open };
  Examiner.of({ ...run, examination });
  return { examination, notes: images && !hasKeptDigits(images, cacheFolder()) ? [UNTRAINED] : [] };
}

const UNTRAINED =
  'evaluateEvery: the cache has no classifier of these data yet, so the first evaluation trains one, about a minute';
