import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PRIVATE_FILE } from '../../../util/private.ts';
import type { Tracker, TrackerKind } from '../tracker.ts';
import { histogram, image, readEvent, scalar, summaryEvent, type Value, versionEvent } from './event.ts';
import { recordOf, recordsOf } from './records.ts';

/** TensorBoard takes each file with `tfevents` in its name. */
export const EVENTS = 'events.out.tfevents.saddle';

/** Scalars, images and histograms of a run in one event file, written as they come. */
class TensorBoard implements Tracker {
  private readonly path: string;
  private file = -1;

  constructor(folder: string) {
    this.path = join(folder, EVENTS);
  }

  async begin(step: number): Promise<ReadonlyMap<string, number>> {
    this.file = openSync(this.path, 'a+', PRIVATE_FILE);
    const { size } = fstatSync(this.file);
    const last = new Map<string, number>();
    let kept = 0;
    for (const { content, end } of recordsOf(this.file, step === 0 ? 0 : size)) {
      const event = readEvent(content);
      if (event.step > step) break;
      for (const name of event.names) last.set(name, event.step);
      kept = end;
    }
    ftruncateSync(this.file, kept);
    if (kept === 0) this.write(versionEvent(now()));
    return last;
  }

  scalars(step: number, values: Readonly<Record<string, number>>): void {
    this.summary(
      step,
      Object.entries(values).map(([name, value]) => scalar(name, value)),
    );
  }

  picture(step: number, name: string, png: Uint8Array): void {
    this.summary(step, [image(name, png)]);
  }

  histogram(step: number, name: string, values: Float32Array): void {
    this.summary(step, [histogram(name, values)]);
  }

  async close(): Promise<void> {
    if (this.file !== -1) closeSync(this.file);
    this.file = -1;
  }

  private summary(step: number, values: readonly Value[]): void {
    this.write(summaryEvent(now(), step, values));
  }

  private write(event: Uint8Array): void {
    const record = recordOf(event);
    for (let done = 0; done < record.length; ) done += writeSync(this.file, record, done);
  }
}

const now = () => Date.now() / 1000;

export const tensorboard: TrackerKind = {
  summary: 'an event file in the folder of the run, for tensorboard --logdir runs',
  remote: false,
  open: ({ folder }) => new TensorBoard(folder),
};
