import type { RunStore } from '../../run/store.ts';
import type { Measured } from '../../train/measure.ts';
import { readMetricLines } from '../../train/metric-line.ts';
import type { Plan } from '../../train/plan.ts';
import type { RecordEvent } from '../../train/record.ts';
import { fakesName } from '../../train/record.ts';
import { parseTrackers, trackers, type Wanted } from './index.ts';
import { type AllNotes, type Notes, readNotes, saveNotes, wantedOf } from './notes.ts';
import { type Scalars, scalars, valuesOf, weightsOf } from './told.ts';
import type { Tracker } from './tracker.ts';

export interface TrackingOptions {
  readonly store: RunStore;
  readonly plan: Plan;
  /** As the flag has it; undefined: those that followed it until now. */
  readonly track: string | undefined;
  warn(message: string): void;
}

/** A tracker and what it was told before this process. */
interface Followed {
  readonly name: string;
  readonly tracker: Tracker;
  last: ReadonlyMap<string, number>;
}

/**
 * Tells trackers what happens in a run. They are told what its files say, from where each of them stands, so that a run that
 * was killed and goes on has each row once, and one that is tracked late from its beginning. What fails in a tracker ends the
 * tracker, never the run.
 */
export class Tracking {
  private readonly options: TrackingOptions;
  private followed: Followed[] = [];
  private notes: AllNotes = {};

  /** @throws UserError for what is no tracker */
  static async open(options: TrackingOptions): Promise<Tracking> {
    const tracking = new Tracking(options);
    const kept = await readNotes(options.store);
    const wanted = options.track === undefined ? wantedOf(kept) : parseTrackers(options.track);
    if (options.track !== undefined || wanted.length > 0) await tracking.add(wanted, kept);
    return tracking;
  }

  private constructor(options: TrackingOptions) {
    this.options = options;
  }

  private async add(wanted: readonly Wanted[], kept: AllNotes): Promise<void> {
    for (const { name, address } of wanted) {
      const notes = { ...kept[name], ...(address !== undefined && { address }) };
      this.notes[name] = notes;
      const { store, warn } = this.options;
      const run = { folder: store.location, config: store.config, address: notes['address'], warn };
      const own = { get: () => this.notes[name], set: (values: Notes) => this.note(name, values) };
      this.followed.push({ name, tracker: trackers[name].open({ ...run, notes: own }), last: new Map() });
    }
    if (wanted.length > 0 || Object.keys(kept).length > 0) await this.save();
  }

  private async note(name: string, values: Notes): Promise<void> {
    this.notes[name] = { ...this.notes[name], ...values };
    await this.save();
  }

  private save(): Promise<void> {
    return saveNotes(this.options.store, this.notes);
  }

  async see(event: RecordEvent): Promise<void> {
    if (this.followed.length === 0) return;
    if (event.type === 'start') await this.begin(event.step);
    else if (event.type === 'stats') await this.tell(scalars('train', event.row));
    else if (event.type === 'fit')
      await this.tell(scalars('fit', { step: event.step, ...valuesOf(event.figures) }));
    else if (event.type === 'evaluation')
      await this.tell(scalars('evaluation', { step: event.step, ...valuesOf(event.evaluation.figures) }));
    else if (event.type === 'file') await this.picture(event.name);
    else if (event.type === 'checkpoint') await this.weights(event.step);
  }

  async close(finished: boolean): Promise<void> {
    await this.each(({ tracker }) => tracker.close(finished));
  }

  /** Each tracker is told what it lacks of the steps until now. */
  private async begin(step: number): Promise<void> {
    const { store, plan } = this.options;
    await this.each(async followed => {
      followed.last = await followed.tracker.begin(step);
    });
    if (step === 0) return;
    for (const row of await store.rows('stats.jsonl')) await this.tell(scalars('train', row));
    for (const { step: at, figures } of (await store.rows('metrics.jsonl')) as unknown as Measured[])
      await this.tell(scalars('fit', { step: at, ...valuesOf(figures) }));
    for (const { step: at, training, results } of readMetricLines(await store.figures()))
      if (training && at <= step) await this.tell(scalars('evaluation', { step: at, ...results }));
    for (let at = 0; at <= step; at += plan.sampleEvery) await this.picture(fakesName(at));
    for (const at of await store.listCheckpoints()) if (at <= step) await this.weights(at);
  }

  private tell({ step, values }: Scalars): Promise<void> {
    return this.each(async ({ tracker, last }) => {
      const news = Object.entries(values).filter(([name]) => step > (last.get(name) ?? -1));
      if (news.length > 0) tracker.scalars(step, Object.fromEntries(news));
    });
  }

  private async picture(file: string): Promise<void> {
    const [, digits] = /^fakes(\d+)\.png$/.exec(file) ?? [];
    if (digits === undefined || !this.followed.some(({ tracker }) => tracker.picture)) return;
    const png = await this.options.store.readFile(file);
    await this.each(async ({ tracker, last }) => {
      if (png && Number(digits) > (last.get('fakes') ?? -1)) tracker.picture?.(Number(digits), 'fakes', png);
    });
  }

  private async weights(step: number): Promise<void> {
    if (!this.followed.some(({ tracker }) => tracker.histogram)) return;
    const checkpoint = await this.options.store.loadCheckpoint(step).catch(() => undefined); // a damaged one is named elsewhere
    await this.each(async ({ tracker, last }) => {
      for (const [name, values] of weightsOf(checkpoint)) {
        if (step > (last.get(name) ?? -1)) tracker.histogram?.(step, name, values);
      }
    });
  }

  /** Does something with each tracker; one that fails is left out from then on. */
  private async each(what: (followed: Followed) => Promise<void>): Promise<void> {
    for (const followed of [...this.followed]) {
      try {
        await what(followed);
      } catch (error) {
        this.followed = this.followed.filter(other => other !== followed);
        this.options.warn(`${followed.name} no longer follows the run: ${(error as Error).message}`);
      }
    }
  }
}
