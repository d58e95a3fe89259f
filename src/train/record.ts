import { encodePng } from '../image/png.ts';
import type { Gauge } from '../metrics/gauge.ts';
import type { Figures } from '../metrics/metric.ts';
import type { LogName, RunStore, StatsRow } from '../run/store.ts';
import { modelCard } from './card.ts';
import type { Ancestor } from './fork.ts';
import {
  type Metrics,
  prepare,
  type SpecTraining,
  type TrainEvent,
  type Training,
  trainSpec,
} from './loop.ts';
import { gaugeOf, type Measured } from './measure.ts';
import { type Finding, openFindings } from './monitor/monitor.ts';
import { columnsInTurn, picture, realSamples } from './pictures.ts';

export type RecordEvent =
  | TrainEvent
  /** A file of the run was written. */
  | { readonly type: 'file'; readonly name: string }
  /** How near the newest samples are to the law of the data, where that is known. */
  | ({ readonly type: 'fit' } & Measured);

/**
 * Trains and keeps what people look at in the run's store: `reals.png`, `fakes000100.png`, … on the
 * same noise with averaged weights, the model card `README.md`, `metrics.jsonl` where the law of the data is known, and
 * `diagnosis.jsonl` where anything was found. Yields what `train` yields, and more.
 */
export async function* record(training: Training): AsyncGenerator<RecordEvent> {
  yield* recordSpec(prepare(training));
}

/** {@link record} of networks that are built. */
export async function* recordSpec(training: SpecTraining): AsyncGenerator<RecordEvent> {
  const { dataset, spec } = training;
  const recorder = new Recorder(training, await realSamples(dataset, spec.plan.samples, spec.plan.seed));
  for await (const event of trainSpec(training)) {
    yield* recorder.see(event);
    yield event;
  }
}

class Recorder {
  private readonly training: SpecTraining;
  private readonly reals: Float32Array;
  /** Of the steps that are done. */
  private engine = '';
  private ancestry: readonly Ancestor[] = [];
  private newest = 'reals.png';
  private metrics: Metrics = {};
  private figures: Figures = {};
  private readonly findings: Lines<Finding>;
  private readonly measured: Lines<Measured>;
  private gauge: Promise<Gauge> | undefined;

  constructor(training: SpecTraining, reals: Float32Array) {
    const { store } = training;
    this.training = training;
    this.reals = reals;
    this.findings = new Lines(store, 'diagnosis.jsonl');
    this.measured = new Lines(store, 'metrics.jsonl');
  }

  async *see(event: TrainEvent): AsyncGenerator<RecordEvent> {
    const { dataset, engine, store } = this.training;
    switch (event.type) {
      case 'start':
        this.engine = event.engine;
        this.ancestry = event.ancestry;
        await this.findings.recall();
        await this.measured.recall();
        if (event.step === 0 || !(await store.readFile('reals.png')))
          yield* this.save('reals.png', encodePng(picture(dataset, this.reals)));
        if (event.step > 0) await this.recall(event.step);
        break;
      case 'progress':
        this.engine = engine.description;
        break;
      case 'diagnosis': {
        const { type: _, ...finding } = event;
        yield* this.findings.add(finding);
        break;
      }
      case 'stats':
        this.metrics = { ...this.metrics, ...event.row };
        break;
      case 'samples':
        yield* this.keep(event.step, event.samples);
        break;
      case 'end':
        yield* this.card(event.step);
    }
  }

  /** What an earlier process left. */
  private async recall(step: number): Promise<void> {
    const { spec, store } = this.training;
    const lastDue = step - (step % spec.plan.sampleEvery);
    for (const name of [0, lastDue, step].map(fakesName)) {
      if (await store.readFile(name)) this.newest = name; // a run also has a picture of where it ended
    }
    const row = ((await store.rows('stats.jsonl')).at(-1) ?? {}) as Metrics;
    this.metrics = row;
    this.figures = this.measured.all.at(-1)?.figures ?? {};
  }

  private async *keep(step: number, samples: Float32Array): AsyncGenerator<RecordEvent> {
    const { dataset, spec } = this.training;
    const columns = columnsInTurn(spec.gan.generator.condition, spec.plan.samples);
    this.newest = fakesName(step);
    yield* this.save(this.newest, encodePng(picture(dataset, samples, this.reals, columns)));
    yield* this.measure(step, samples);
    yield* this.card(step);
  }

  private async *measure(step: number, samples: Float32Array): AsyncGenerator<RecordEvent> {
    const { spec, dataset } = this.training;
    this.gauge ??= gaugeOf(dataset, spec.plan.samples, { seed: spec.plan.seed });
    const figures = await (await this.gauge).measure(samples);
    if (Object.keys(figures).length === 0) return;
    this.figures = figures;
    yield { type: 'fit', step, figures };
    yield* this.measured.add({ step, figures });
  }

  private async *card(step: number): AsyncGenerator<RecordEvent> {
    const { spec, dataset } = this.training;
    const { newest, metrics, figures, engine, ancestry } = this;
    const findings = openFindings(this.findings.all);
    const seen = { step, picture: newest, metrics, figures, findings };
    const card = modelCard({ spec, dataset, engine, ancestry, ...seen });
    yield* this.save('README.md', card);
  }

  private async *save(name: string, content: Uint8Array | string): AsyncGenerator<RecordEvent> {
    await this.training.store.saveFile(name, content);
    yield { type: 'file', name };
  }
}

/** A log of the run with a line for each thing that was found after some step; it is read at once. */
class Lines<T extends { readonly step: number }> {
  all: T[] = [];
  private readonly store: RunStore;
  private readonly name: LogName;

  constructor(store: RunStore, name: LogName) {
    this.store = store;
    this.name = name;
  }

  /** What an earlier process left; what comes after the step that a resumed run begins with is found again. */
  async recall(): Promise<void> {
    this.all = (await this.store.rows(this.name)) as unknown as T[];
  }

  async *add(line: T): AsyncGenerator<RecordEvent> {
    this.all.push(line);
    await this.store.append(this.name, line as unknown as StatsRow);
    await this.store.flush();
    yield { type: 'file', name: this.name };
  }
}

/** The file of the samples after a step. */
export const fakesName = (step: number) => `fakes${String(step).padStart(6, '0')}.png`;
