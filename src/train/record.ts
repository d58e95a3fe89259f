import { encodePng } from '../image/png.ts';
import { measureFit } from '../metrics/fit.ts';
import type { Gan } from './build.ts';
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
 * same noise with averaged weights, the model card `README.md`, and `diagnosis.jsonl` where anything was found. Yields what `train` yields, and more.
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
  private findings: Finding[] = [];

  constructor(training: Training) {
    const { dataset, config } = training;
    this.training = training;
    this.reals = realSamples(dataset, config.samples, config.seed);
  }

  async *see(event: TrainEvent): AsyncGenerator<RecordEvent> {
    const { dataset } = this.training;
    switch (event.type) {
      case 'start':
        this.gan = event.gan;
        this.began = event.step;
        yield* this.recallFindings(event.step);
        if (event.step === 0) yield* this.save('reals.png', encodePng(picture(dataset, this.reals)));
        else await this.recall(event.step);
        break;
      case 'diagnosis':
        yield* this.note(event);
        break;
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

  /** Findings of later steps than a resumed run begins with are found again. */
  private async *recallFindings(step: number): AsyncGenerator<RecordEvent> {
    const bytes = await this.training.store.readFile(DIAGNOSIS);
    if (!bytes) return;
    const lines = new TextDecoder().decode(bytes).split('\n').slice(0, -1);
    const findings = lines.map(line => JSON.parse(line) as Finding);
    this.findings = findings.filter(finding => finding.step <= step);
    if (this.findings.length < findings.length) yield* this.saveFindings();
  }

  private async *note({
    type: _,
    ...finding
  }: RecordEvent & { type: 'diagnosis' }): AsyncGenerator<RecordEvent> {
    this.findings.push(finding);
    yield* this.saveFindings();
  }

  private async *saveFindings(): AsyncGenerator<RecordEvent> {
    const lines = this.findings.map(finding => `${JSON.stringify(finding)}\n`);
    yield* this.save(DIAGNOSIS, lines.join(''));
  }

  private async *keep(step: number, samples: Float32Array): AsyncGenerator<RecordEvent> {
    const { dataset } = this.training;
    this.newest = fakesName(step);
    yield* this.save(this.newest, encodePng(picture(dataset, samples, this.reals)));
    const fit = measureFit(dataset, samples);
    this.metrics = { ...this.metrics, ...fit };
    if (Object.keys(fit).length > 0) yield { type: 'fit', step, fit };
    yield* this.card(step);
  }

  private async *card(step: number): AsyncGenerator<RecordEvent> {
    const { config, dataset, engine } = this.training;
    const { newest, metrics, gan } = this;
    const findings = openFindings(this.findings);
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

const DIAGNOSIS = 'diagnosis.jsonl';
const fakesName = (step: number) => `fakes${String(step).padStart(6, '0')}.png`;
