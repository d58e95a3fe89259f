import { openDataset } from '../../../../data/registry.ts';
import type { Figures } from '../../../../metrics/metric.ts';
import type { Config } from '../../../../train/config.ts';
import { COMPARED, gaugeOf } from '../../../../train/measure.ts';
import { openEngine } from '../../engine/device.ts';
import { Observer } from '../../engine/observer.ts';
import { SHOWN } from '../../engine/scene.ts';
import { Session } from '../../engine/session.ts';
import type { Ground } from '../widgets/scatter.tsx';
import { refinedSamples } from './refined.ts';

/** What the page asks for: a game to train, and a way to make samples of it afterwards. */
export interface RefineCommand {
  readonly config: Config;
  /** Folder of the WASM runtime. */
  readonly runtime: string;
  readonly method: string;
}

/** Samples that are shown, and how good all are that were made. */
export interface Made {
  readonly samples: Float32Array;
  readonly quality: Figures;
}

export type RefineReport =
  | { readonly type: 'step'; readonly step: number }
  | { readonly type: 'made'; readonly ground: Ground; readonly plain: Made; readonly refined: Made }
  | { readonly type: 'failed'; readonly message: string };

const scope = globalThis as unknown as {
  postMessage(report: RefineReport): void;
  onmessage: ((event: MessageEvent<RefineCommand>) => void) | null;
};

/** Steps between two reports. */
const EVERY = 200;

async function work({ config, runtime, method }: RefineCommand): Promise<void> {
  const dataset = await openDataset(config.data);
  const engine = await openEngine(config, runtime);
  const session = await Session.open(engine, config, dataset);
  while (session.step < config.steps) {
    await session.run(Math.min(EVERY, config.steps - session.step));
    scope.postMessage({ type: 'step', step: session.step });
  }
  const snapshot = await session.snapshot();
  const observer = await Observer.create(engine, session);
  const { grid, reals } = observer.scene;
  const gauge = await gaugeOf(dataset, COMPARED, { seed: config.seed });
  const made = async (values: Float32Array): Promise<Made> => ({
    samples: values.slice(0, 2 * SHOWN),
    quality: await gauge.measure(values),
  });
  const plain = await made((await observer.measure(snapshot)).samples);
  const refined = await made(await refinedSamples(engine, session, snapshot, { method, count: COMPARED }));
  scope.postMessage({ type: 'made', ground: { grid, reals }, plain, refined });
}

scope.onmessage = ({ data }) => {
  work(data).catch((error: unknown) =>
    scope.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
};
