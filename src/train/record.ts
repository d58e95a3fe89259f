import { encodePng } from '../image/png.ts';
import { measureFit } from '../metrics/fit.ts';
import type { RunStore } from '../run/store.ts';
import type { Gan } from './build.ts';
import { Calibration, type Measured } from './calibration.ts';
import { modelCard } from './card.ts';
import { type Metrics, type TrainEvent, type Training, train } from './loop.ts';
import { type Finding, openFindings } from './monitor/monitor.ts';
import { picture, realSamples } from './pictures.ts';

export type RecordEvent =
  | TrainEvent
  /** A file of the run was written. */
  | { readonly type: 'file'; readonly name: string }
  /** How near the newest samples are to the law of the data, where that is known: see `measureFit`. */
  | { readonly type: 'fit'; readonly step: number; readonly fit: Metrics };

/**
 * Trains and keeps what people look at in the run's store: `reals.png`, `fakes000100.png`, … on the
 * same noise with averaged weights, the model card `README.md`, `metrics.jsonl` where the law of the data is known, and
 * `diagnosis.jsonl` where anything was found. Yields what `train` yields, and more.
 */
export async function* record(training: Training): AsyncGenerator<RecordEvent> {
  const recorder = new Recorder(training);
  for await (const event of train(training)) {
    yield* recorder.see(event);
    yield event;
  }
}

class Recorder {
  private readonly training: Training;
  private readonly reals: Float32Array;
  private gan: Gan | undefined;
  private began = 0;
  private newest = 'reals.png';
  private metrics: Metrics = {};
  private readonly findings: Lines<Finding>;
  private readonly measured: Lines<Measured>;
  private calibration: Calibration | undefined;

  constructor(training: Training) {
    const { dataset, config, store } = training;
    this.training = training;
    this.reals = realSamples(dataset, config.samples, config.seed);
    this.findings = new Lines(store, 'diagnosis.jsonl');
    this.measured = new Lines(store, 'metrics.jsonl');
  }

  async *see(event: TrainEvent): AsyncGenerator<RecordEvent> {
    const { dataset } = this.training;
    switch (event.type) {
      case 'start':
        this.gan = event.gan;
        this.began = event.step;
        yield* this.findings.recall(event.step);
        yield* this.measured.recall(event.step);
        if (event.step === 0) yield* this.save('reals.png', encodePng(picture(dataset, this.reals)));
        else await this.recall(event.step);
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
        if (event.step > this.began) yield* this.card(event.step);
    }
  }

  /** What an earlier process left. */
  private async recall(step: number): Promise<void> {
    const { config, store } = this.training;
    const lastDue = step - (step % config.sampleEvery);
    for (const name of [0, lastDue, step].map(fakesName)) {
      if (await store.readFile(name)) this.newest = name; // a run also has a picture of where it ended
    }
    this.metrics = ((await store.readStats()).at(-1) ?? {}) as Metrics;
  }

  private async *keep(step: number, samples: Float32Array): AsyncGenerator<RecordEvent> {
    const { dataset } = this.training;
    this.newest = fakesName(step);
    yield* this.save(this.newest, encodePng(picture(dataset, samples, this.reals)));
    const fit = measureFit(dataset, samples);
    this.metrics = { ...this.metrics, ...fit };
    if (Object.keys(fit).length > 0) yield { type: 'fit', step, fit };
    yield* this.measure(step, samples, fit);
    yield* this.card(step);
  }

  private async *measure(step: number, samples: Float32Array, fit: Metrics): AsyncGenerator<RecordEvent> {
    const { config, dataset } = this.training;
    this.calibration ??= new Calibration(dataset, config.samples, config.seed);
    const measured = this.calibration.measure(step, samples, fit);
    if (measured) yield* this.measured.add(measured);
  }

  private async *card(step: number): AsyncGenerator<RecordEvent> {
    const { config, dataset, engine } = this.training;
    const { newest, metrics, gan } = this;
    const findings = openFindings(this.findings.all);
    const seen = { step, picture: newest, metrics, findings };
    yield* this.save(
      'README.md',
      modelCard({ config, dataset, gan: gan!, engine: engine.description, ...seen }),
    );
  }

  private async *save(name: string, content: Uint8Array | string): AsyncGenerator<RecordEvent> {
    await this.training.store.saveFile(name, content);
    yield { type: 'file', name };
  }
}

/** A file of the run with a line for each thing that was found after some step; it is written whole. */
class Lines<T extends { readonly step: number }> {
  all: T[] = [];
  private readonly store: RunStore;
  private readonly name: string;

  constructor(store: RunStore, name: string) {
    this.store = store;
    this.name = name;
  }

  /** What comes after the step that a resumed run begins with is found again; at step 0 everything is. */
  async *recall(step: number): AsyncGenerator<RecordEvent> {
    const bytes = await this.store.readFile(this.name);
    if (!bytes) return;
    const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1);
    const kept = lines.map(line => JSON.parse(line) as T).filter(line => line.step <= step && step > 0);
    this.all = kept;
    if (kept.length < lines.length) yield* this.save();
  }

  async *add(line: T): AsyncGenerator<RecordEvent> {
    this.all.push(line);
    yield* this.save();
  }

  private async *save(): AsyncGenerator<RecordEvent> {
    const { name } = this;
    await this.store.saveFile(name, this.all.map(line => `${JSON.stringify(line)}\n`).join(''));
    yield { type: 'file', name };
  }
}

const fakesName = (step: number) => `fakes${String(step).padStart(6, '0')}.png`;
