import { cacheFolder } from '../../data/cache.ts';
import type { Dataset } from '../../data/dataset.ts';
import { nodeHost } from '../../data/loaders/node.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ClassifierOptions } from '../../metrics/networks/classifier.ts';
import { digitsNetwork } from '../../metrics/networks/digits.ts';
import { inceptionNetwork } from '../../metrics/networks/inception.ts';
import { mobileNetNetwork } from '../../metrics/networks/mobilenet.ts';
import type { LookProgress, OpenNetwork } from '../../metrics/networks/network.ts';
import { isModelSpec } from '../../metrics/networks/spec.ts';
import { UserError } from '../../util/error.ts';
import { unknownName } from '../../util/text.ts';
import { keptDigits } from './kept-digits.ts';
import { openOnnxFile } from './onnx.ts';

/** How far a network has come with what takes time. */
export interface NetworkProgress {
  readonly what: 'training' | 'looking';
  /** Steps of training, or samples looked at. */
  readonly done: number;
  readonly total: number;
}

export interface NetworkOptions {
  readonly engine: Engine;
  /** Whose samples it will look at; the classifier of `digits` is trained on it. */
  readonly dataset: Dataset;
  /** Default the user's cache. */
  readonly cache?: string;
  /** Of `digits`; default about a minute. */
  readonly training?: Omit<ClassifierOptions, 'onProgress'>;
  readonly onProgress?: (progress: NetworkProgress) => void;
  /** Told in one sentence what was wrong and has been mended, such as a damaged file of the cache. */
  readonly onNotice?: (sentence: string) => void;
}

type Opener = (options: NetworkOptions) => Promise<OpenNetwork>;

/** The networks that have names. */
const named = { digits: openDigits, mobilenet: openMobileNet, inception: openInception } satisfies Record<
  string,
  Opener
>;

/**
 * Opens a feature network by name: `digits` is a classifier trained on the data set itself, `mobilenet` the first layers of
 * MobileNetV2, which are part of this package, `inception` those of InceptionV3, which `saddle data inception` fetches. Or a layer
 * of an ONNX file or address: `FILE.onnx#LAYER,size=224,range=-1..1,layout=nchw,sha256=…`.
 * @throws UserError when there is no such network, or it cannot look at the samples of the data set
 * @example
 *   const network = await openFeatureNetwork('digits', { engine: nodeEngine('cpu'), dataset });
 *   const { values, size } = await network.look(samples, count);
 */
export async function openFeatureNetwork(text: string, options: NetworkOptions): Promise<OpenNetwork> {
  const open: Opener | undefined = Object.hasOwn(named, text) ? named[text as keyof typeof named] : undefined;
  if (open) return open(options);
  if (isModelSpec(text)) return openModel(text, options);
  throw new UserError(unknownName('feature network', text, Object.keys(named)));
}

async function openDigits({ engine, dataset, cache, training, ...told }: NetworkOptions) {
  if (dataset.kind !== 'finite') {
    throw new UserError(
      `digits: expected labelled images, got ${dataset.name}, which is drawn without end; train it on the images that are drawn from`,
    );
  }
  const { onProgress, onNotice } = told;
  const classifier = await keptDigits(engine, dataset, {
    cache: cache ?? cacheFolder(),
    training,
    onNotice,
    onProgress: (done, total) => onProgress?.({ what: 'training', done, total }),
  });
  return digitsNetwork(classifier, dataset, looking(onProgress));
}

function openMobileNet({ engine, dataset, cache, onProgress }: NetworkOptions): Promise<OpenNetwork> {
  return mobileNetNetwork(engine, nodeHost(cache), dataset, looking(onProgress));
}

function openInception({ engine, dataset, cache, onProgress }: NetworkOptions): Promise<OpenNetwork> {
  return inceptionNetwork(engine, nodeHost(cache), dataset, looking(onProgress));
}

function openModel(text: string, { engine, dataset, cache, onProgress }: NetworkOptions) {
  return openOnnxFile(text, { engine, source: dataset, cache, onProgress: looking(onProgress) });
}

function looking(onProgress: NetworkOptions['onProgress']): LookProgress {
  return (done, total) => onProgress?.({ what: 'looking', done, total });
}
