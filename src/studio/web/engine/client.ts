import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import type { Finding } from '../../../train/monitor/monitor.ts';
import type { Quality } from '../../../train/quality/quality.ts';
import type { CurveData } from './curves.ts';
import type { Failure } from './fault.ts';
import type { Trace } from './inspect.ts';
import type { Keeping } from './keeper.ts';
import { Link } from './link.ts';
import type { Command, Layers, Picture, Report, Scene } from './messages.ts';
import { Past } from './past.ts';

/** `empty`: nothing was started; `starting`: runtime and program are loaded; then `running` or `paused`. */
export type Status = 'empty' | 'starting' | 'running' | 'paused' | 'failed';

export interface Fault {
  readonly during: 'start' | 'run' | 'configure';
  readonly message: string;
  /** Whether it is said for the reader; else it is a fault of the program. */
  readonly expected: boolean;
}

export interface StartOptions {
  /** Whether it runs at once; default no. */
  readonly run?: boolean;
  /** Of a run that goes on. */
  readonly files?: RunFiles;
  /** How it is kept in the browser; default not at all. */
  readonly keeping?: Keeping;
}

const NO_CURVES: CurveData = { step: new Float64Array() };

/** A run that trains in a worker of its own, and what is known of it, as signals. */
export class Client {
  private readonly link = new Link<Command, Report>({
    open: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'saddle' }),
    hear: report => this.hear(report),
    crash: message => {
      const during = this.inner.status.peek() === 'starting' ? 'start' : 'run';
      this.fail({ during, message, expected: false, dead: true });
    },
  });
  private layers: Layers;
  private pace = Number.POSITIVE_INFINITY;
  /** The run's past, and the run as files. */
  readonly past = new Past(command => this.link.send({ type: 'past', command }));

  private readonly inner = {
    status: signal<Status>('empty'),
    step: signal(0),
    config: signal<Config | undefined>(undefined),
    scene: signal<Scene | undefined>(undefined),
    picture: signal<Picture | undefined>(undefined),
    metrics: signal<Readonly<Record<string, number>>>({}),
    stepsPerSecond: signal(0),
    curves: signal<CurveData>(NO_CURVES),
    quality: signal<Quality | undefined>(undefined),
    trace: signal<Trace | undefined>(undefined),
    findings: signal<readonly Finding[]>([]),
    advice: signal<readonly string[]>([]),
    engine: signal(''),
    compileMs: signal(0),
    fault: signal<Fault | undefined>(undefined),
  };

  constructor(layers: Layers) {
    this.layers = layers;
  }

  /** Everything that changes; read `.value` in a component to follow it. */
  get signals(): { readonly [K in keyof Client['inner']]: ReadonlySignal<Client['inner'][K]['value']> } {
    return this.inner;
  }

  /** Begins a run anew; the runtime stays loaded. */
  start(config: Config, { run = false, files, keeping }: StartOptions = {}): void {
    const { inner } = this;
    batch(() => {
      inner.status.value = 'starting';
      inner.config.value = config;
      inner.picture.value = undefined;
      inner.scene.value = undefined;
      inner.curves.value = NO_CURVES;
      inner.quality.value = undefined;
      inner.trace.value = undefined;
      inner.findings.value = [];
      inner.metrics.value = {};
      inner.step.value = 0;
      inner.stepsPerSecond.value = 0;
      inner.fault.value = undefined;
      this.past.reset();
    });
    const runtime = new URL('ort/', document.baseURI).href;
    const { layers, pace: speed } = this;
    this.link.begin(id => ({ type: 'start', id, config, runtime, layers, speed, run, files, keeping }));
  }

  run(): void {
    this.inner.fault.value = undefined;
    this.link.send({ type: 'run' });
  }

  pause(): void {
    this.link.send({ type: 'pause' });
  }

  /** Does so many steps and pauses. */
  step(count = 1): void {
    this.inner.fault.value = undefined;
    this.link.send({ type: 'step', count });
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

  /** Goes on with another config of the same networks and data: see `keepsState`. */
  configure(config: Config): void {
    this.inner.fault.value = undefined;
    this.link.send({ type: 'configure', config });
  }

  /** The picture is on the screen: the next may come. */
  drawn(): void {
    this.link.send({ type: 'drawn' });
  }

  dispose(): void {
    this.link.close({ type: 'close' });
  }

  private hear(report: Report): void {
    const { inner } = this;
    switch (report.type) {
      case 'ready':
        inner.scene.value = report.scene;
        inner.engine.value = report.engine;
        inner.compileMs.value = report.compileMs;
        inner.advice.value = report.advice;
        return;
      case 'picture':
        inner.picture.value = report.picture;
        inner.step.value = report.picture.step;
        inner.stepsPerSecond.value = report.stepsPerSecond;
        if (Object.keys(report.metrics).length > 0) inner.metrics.value = report.metrics;
        return;
      case 'trace':
        inner.trace.value = report.trace;
        return;
      case 'curves':
        inner.curves.value = report.curves;
        return;
      case 'quality':
        inner.quality.value = report.quality;
        return;
      case 'finding':
        inner.findings.value = [...inner.findings.value, report.finding].slice(-50);
        return;
      case 'state':
        inner.status.value = report.running ? 'running' : 'paused';
        inner.step.value = report.step;
        return;
      case 'past':
        this.past.hear(report.report);
        return;
      case 'configured':
        inner.config.value = report.config;
        inner.advice.value = report.advice;
        inner.findings.value = [];
        return;
      case 'failed':
        this.fail(report);
    }
  }

  private fail({ during, message, expected, dead }: Fault & Failure): void {
    this.inner.fault.value = { during, message, expected };
    this.past.settle();
    if (during === 'start' || dead) this.inner.status.value = 'failed';
    if (!dead) return;
    this.link.dispose();
    this.past.giveUp();
  }
}
