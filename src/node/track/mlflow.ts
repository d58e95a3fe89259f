import { basename } from 'node:path';
import type { Json } from '../../run/store.ts';
import { isObject } from '../../util/object.ts';
import { ask } from './http.ts';
import { Outbox } from './outbox.ts';
import type { Tracked, Tracker, TrackerKind } from './tracker.ts';

interface Metric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** Values that a name may have in MLflow. */
const MOST_PARAMS = 100;
const LONGEST = 500;

/** A run of MLflow's tracking server, by its REST interface 2.0: https://mlflow.org/docs/latest/rest-api.html */
class Mlflow implements Tracker {
  private readonly run: Tracked;
  private readonly address: string;
  private readonly outbox: Outbox<Metric>;
  private id = '';

  constructor(run: Tracked) {
    this.run = run;
    this.address = run.address ?? process.env['MLFLOW_TRACKING_URI'] ?? 'http://127.0.0.1:5000';
    const warn = (message: string) => run.warn(`mlflow: ${message}`);
    this.outbox = new Outbox(metrics => this.call('runs/log-batch', { run_id: this.id, metrics }), warn);
  }

  /** The server says which steps it has, so none is told twice. */
  async begin(): Promise<ReadonlyMap<string, number>> {
    const known = this.run.notes.get()['run'];
    this.id = known ?? (await this.create());
    if (known === undefined) return new Map();
    await this.call('runs/update', { run_id: known, status: 'RUNNING' });
    const { run } = await this.call<{ run: { data: { metrics?: readonly Metric[] } } }>(
      `runs/get?run_id=${known}`,
    );
    return new Map((run.data.metrics ?? []).map(({ key, step }) => [key, Number(step)]));
  }

  scalars(step: number, values: Readonly<Record<string, number>>): void {
    const timestamp = Date.now();
    for (const [key, value] of Object.entries(values)) this.outbox.add({ key, value, timestamp, step });
  }

  async close(finished: boolean): Promise<void> {
    const left = await this.outbox.close();
    if (left > 0) this.run.warn(`mlflow: ${left} values could not be sent; 'saddle resume' sends them`);
    const status = finished ? 'FINISHED' : 'KILLED';
    await this.call('runs/update', { run_id: this.id, status, end_time: Date.now() });
  }

  private async create(): Promise<string> {
    const experiment = process.env['MLFLOW_EXPERIMENT_ID'] ?? '0';
    const name = basename(this.run.folder);
    const created = await this.call<{ run: { info: { run_id: string } } }>('runs/create', {
      experiment_id: experiment,
      run_name: name,
      start_time: Date.now(),
    });
    const id = created.run.info.run_id;
    await this.run.notes.set({ run: id });
    const params = paramsOf(this.run.config);
    for (let at = 0; at < params.length; at += MOST_PARAMS) {
      await this.call('runs/log-batch', { run_id: id, params: params.slice(at, at + MOST_PARAMS) });
    }
    return id;
  }

  private call<T = void>(path: string, body?: unknown): Promise<T> {
    const token = process.env['MLFLOW_TRACKING_TOKEN'];
    const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` };
    const method = body === undefined ? 'GET' : 'POST';
    return ask(`${this.address}/api/2.0/mlflow/${path}`, { method, headers, body });
  }
}

/** The values of a config by their paths, such as `generator.family`. */
function paramsOf(config: Json, path = ''): { readonly key: string; readonly value: string }[] {
  if (!isObject(config)) return [{ key: path, value: JSON.stringify(config).slice(0, LONGEST) }];
  return Object.entries(config).flatMap(([name, value]) =>
    paramsOf(value as Json, path ? `${path}.${name}` : name),
  );
}

export const mlflow: TrackerKind = {
  summary: 'an MLflow server, at MLFLOW_TRACKING_URI or http://127.0.0.1:5000',
  remote: true,
  open: run => new Mlflow(run),
};
