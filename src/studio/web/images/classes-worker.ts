import { labelsOf, pixelTable } from '../../../data/dataset.ts';
import { webHost } from '../../../data/loaders/web.ts';
import { openDataset } from '../../../data/registry.ts';
import { webEngine } from '../../../engine/web.ts';
import { Classifier } from '../../../metrics/networks/classifier.ts';
import { classNames } from '../../../util/condition.ts';
import { UserError } from '../../../util/error.ts';
import { failureOf } from '../engine/fault.ts';
import { loop } from '../engine/loop.ts';
import type { ClassCommand, ClassReport } from './classes-messages.ts';

const scope = globalThis as unknown as {
  postMessage(message: { id: number; report: ClassReport }): void;
  onmessage: ((event: MessageEvent<ClassCommand>) => void) | null;
};

/** Images that it learns from, repeated ones counted: enough to tell more than nine in ten new digits. */
const LEARNED = 30_000;

interface Learned {
  readonly classifier: Classifier;
  /** The value of each byte. */
  readonly values: Float32Array;
}

let id = 0;
let learned: Learned | undefined;

const report = (report: ClassReport) => scope.postMessage({ id, report });

const take = loop<ClassCommand>({
  async obey(command) {
    try {
      if (command.type === 'learn') await learn(command);
      else await judge(command.bytes);
    } catch (error) {
      report({ type: 'failed', message: failureOf(error).message });
    }
  },
  turn: async () => false,
  busy: false,
});
scope.onmessage = ({ data }) => take(data);

async function learn(command: ClassCommand & { type: 'learn' }): Promise<void> {
  id = command.id;
  await learned?.classifier.dispose();
  learned = undefined;
  const dataset = await openDataset(command.data, webHost(command.base, command.own));
  const labels = labelsOf(dataset);
  const names = classNames(dataset.condition);
  if (dataset.kind !== 'finite' || !names || !labels || !dataset.range)
    throw new UserError(`classes: expected images with classes, got ${dataset.name} without`);
  const engine = await webEngine('wasm', { threads: 1, wasmPaths: new URL('ort/', command.base).href });
  const onProgress = (step: number, steps: number) => report({ type: 'progress', share: step / steps });
  const classifier = await Classifier.train(engine, dataset, { epochs: LEARNED / dataset.size, onProgress });
  learned = { classifier, values: pixelTable(dataset.range) };
  const { accuracy, heldOut } = classifier.parts;
  report({ type: 'learned', accuracy, heldOut, names, shares: sharesOf(labels, names.length) });
}

async function judge(bytes: Uint8Array): Promise<void> {
  if (!learned) throw new UserError('classes: expected to have learned them, got images before that');
  const { classifier, values } = learned;
  report({ type: 'judged', ...(await classifier.judge(Float32Array.from(bytes, x => values[x]))) });
}

function sharesOf(labels: Int32Array, classes: number): Float32Array {
  const shares = new Float32Array(classes);
  for (const label of labels) shares[label] += 1 / labels.length;
  return shares;
}
