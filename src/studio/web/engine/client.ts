import { signal } from '@preact/signals';
import type { Figures } from '../../../metrics/metric.ts';
import type { Keeping } from '../../../run/autosave.ts';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import type { Anatomy } from './anatomy/anatomy.ts';
import type { Trace } from './inspect.ts';
import type { Layers, OwnCommand, OwnReport, Picture, Scene } from './messages.ts';
import type { ReadOnly } from './read-only.ts';
import { RunClient } from './run-client.ts';
import type { Slice } from './slice/slice.ts';

export interface StartOptions {
  /** Whether it runs at once; default no. */
  readonly run?: boolean;
  /** Of a run that goes on. */
  readonly files?: RunFiles;
  /** How it is kept in the browser; default not at all. */
  readonly keeping?: Keeping;
}

const open = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'saddle' });

/** A run of the line or the plane in a worker of its own, and what is known of it, as signals. */
export class Client extends RunClient<Scene, OwnCommand, OwnReport> {
  private layers: Layers;
  private pace = Number.POSITIVE_INFINITY;

  private readonly inner = {
    ...this.shared,
    picture: signal<Picture | undefined>(undefined),
    metrics: signal<Readonly<Record<string, number>>>({}),
    quality: signal<Figures>({}),
    trace: signal<Trace | undefined>(undefined),
    slice: signal<Slice | undefined>(undefined),
    anatomy: signal<Anatomy | undefined>(undefined),
  };

  constructor(layers: Layers) {
    super(open);
    this.layers = layers;
  }

  /** Everything that changes; read `.value` in a component to follow it. */
  get signals(): ReadOnly<Client['inner']> {
    return this.inner;
  }

  /** Begins a run anew; the runtime stays loaded. */
  start(config: Config, { run = false, files, keeping }: StartOptions = {}): void {
    this.clear(config);
    const runtime = new URL('ort/', document.baseURI).href;
    const { layers, pace: speed } = this;
    this.link.begin(id => ({ type: 'start', id, config, runtime, layers, speed, run, files, keeping }));
  }

  /** Pauses and does one step, which comes as a trace. */
  slowStep(): void {
    this.inner.fault.value = undefined;
    this.link.send({ type: 'slow-step' });
  }

  /** Goes on to a step, unless it is past it, and pauses there. */
  reach(step: number): void {
    this.link.send({ type: 'reach', step });
  }

  /** Waits at a step while it runs; ∞: nowhere. */
  limit(step: number): void {
    this.link.send({ type: 'limit', step });
  }

  /** Steps a second; ∞: as fast as possible. */
  setSpeed(speed: number): void {
    this.pace = speed;
    this.link.send({ type: 'speed', speed });
  }

  show(layers: Layers): void {
    this.layers = layers;
    this.link.send({ type: 'layers', layers });
  }

  protected override clearOwn(): void {
    const { inner } = this;
    inner.picture.value = undefined;
    inner.metrics.value = {};
    inner.quality.value = {};
    inner.trace.value = undefined;
    inner.slice.value = undefined;
    inner.anatomy.value = undefined;
  }

  protected override hearOwn(report: OwnReport): void {
    const { inner } = this;
    switch (report.type) {
      case 'picture':
        inner.picture.value = report.picture;
        inner.step.value = report.picture.step;
        inner.stepsPerSecond.value = report.stepsPerSecond;
        if (Object.keys(report.metrics).length > 0) inner.metrics.value = report.metrics;
        return;
      case 'trace':
        inner.trace.value = report.trace;
        return;
      case 'slice':
        inner.slice.value = report.slice;
        return;
      case 'anatomy':
        inner.anatomy.value = report.anatomy;
        return;
      case 'quality':
        inner.quality.value = report.quality;
    }
  }
}
