import { basename } from 'node:path';
import { ask } from './http.ts';
import { Outbox } from './outbox.ts';
import type { Tracked, Tracker, TrackerKind } from './tracker.ts';

interface Row {
  readonly step: number;
  readonly timestamp: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** What runs are filed under. */
const PROJECT = 'saddle';

/** A run of trackio's server, whose address may have `?write_token=…`: rows by `POST /api/bulk_log`, as its client in JavaScript sends them. */
class Trackio implements Tracker {
  private readonly run: Tracked;
  private readonly address: string;
  private readonly outbox: Outbox<Row>;

  constructor(run: Tracked) {
    this.run = run;
    this.address = run.address ?? 'http://127.0.0.1:7860';
    this.outbox = new Outbox(
      rows => this.send(rows),
      message => run.warn(`trackio: ${message}`),
    );
  }

  /**
   * The server cannot be asked what it has, so that is written down before it is sent: a process that is killed at that moment may
   * lose the rows of one message, but none is there twice.
   */
  async begin(): Promise<ReadonlyMap<string, number>> {
    const { run: _, address: __, ...steps } = this.run.notes.get();
    return new Map(Object.entries(steps).map(([name, step]) => [name, Number(step)]));
  }

  scalars(step: number, metrics: Readonly<Record<string, number>>): void {
    this.outbox.add({ step, timestamp: new Date().toISOString(), metrics });
  }

  async close(): Promise<void> {
    const left = await this.outbox.close();
    if (left > 0) this.run.warn(`trackio: ${left} rows could not be sent; 'saddle resume' sends them`);
  }

  private async send(rows: readonly Row[]): Promise<void> {
    const { origin, pathname, searchParams } = new URL(this.address);
    const token = searchParams.get('write_token');
    const headers = token === null ? undefined : { 'x-trackio-write-token': token };
    const body = {
      project: PROJECT,
      run: basename(this.run.folder),
      metrics_list: rows.map(({ metrics }) => metrics),
      steps: rows.map(({ step }) => step),
      timestamps: rows.map(({ timestamp }) => timestamp),
    };
    const before = this.run.notes.get();
    const names = rows.flatMap(({ step, metrics }) =>
      Object.keys(metrics).map(name => [name, step] as const),
    );
    await this.run.notes.set(Object.fromEntries(names.map(([name, step]) => [name, String(step)])));
    try {
      await ask(`${origin}${pathname.replace(/\/$/, '')}/api/bulk_log`, { headers, body });
    } catch (error) {
      await this.run.notes.set(Object.fromEntries(names.map(([name]) => [name, before[name] ?? '-1'])));
      throw error;
    }
  }
}

export const trackio: TrackerKind = {
  summary: 'a trackio server, at http://127.0.0.1:7860',
  remote: true,
  open: run => new Trackio(run),
};
