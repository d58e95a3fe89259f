import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { Config } from '../../../train/config.ts';
import type { Finding } from '../../../train/monitor/monitor.ts';
import { UserError } from '../../../util/error.ts';
import type { Fault, Status } from '../engine/client.ts';
import type { CurveData } from '../engine/curves.ts';
import { Link } from '../engine/link.ts';
import { Album, type Leaf } from './album.ts';
import type { OwnFiles } from './files.ts';
import type { Answer, Command, Question, Report, Scene } from './messages.ts';

const NO_CURVES: CurveData = { step: new Float64Array() };

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A run on images in a worker of its own, and what is known of it, as signals. */
export class ImagesClient {
  private readonly link = new Link<Command, Report>({
    open: () =>
      new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'saddle-images' }),
    hear: report => this.hear(report),
    crash: message => this.fail({ during: 'start', message, expected: false }),
  });
  private album = new Album();
  private readonly waiting = new Map<number, Waiting>();
  private tickets = 0;

  private readonly inner = {
    status: signal<Status>('empty'),
    step: signal(0),
    config: signal<Config | undefined>(undefined),
    scene: signal<Scene | undefined>(undefined),
    /** Grids of fixed noise, ascending by step; the last is the newest. */
    leaves: signal<readonly Leaf[]>([]),
    stepsPerSecond: signal(0),
    curves: signal<CurveData>(NO_CURVES),
    findings: signal<readonly Finding[]>([]),
    advice: signal<readonly string[]>([]),
    engine: signal(''),
    compileMs: signal(0),
    fault: signal<Fault | undefined>(undefined),
  };

  /** Everything that changes; read `.value` in a component to follow it. */
  get signals(): {
    readonly [K in keyof ImagesClient['inner']]: ReadonlySignal<ImagesClient['inner'][K]['value']>;
  } {
    return this.inner;
  }

  /** Begins a run anew; the runtime stays loaded. */
  start(config: Config, files: OwnFiles, run = false): void {
    const { inner } = this;
    this.album = new Album();
    this.giveUp('another run was started');
    batch(() => {
      inner.status.value = 'starting';
      inner.config.value = config;
      inner.scene.value = undefined;
      inner.leaves.value = [];
      inner.curves.value = NO_CURVES;
      inner.findings.value = [];
      inner.step.value = 0;
      inner.stepsPerSecond.value = 0;
      inner.fault.value = undefined;
    });
    const base = document.baseURI.replace(/#.*/, '');
    this.link.begin(id => ({ type: 'start', id, config, base, files, run }));
  }

  run(): void {
    this.inner.fault.value = undefined;
    this.link.send({ type: 'run' });
  }

  pause(): void {
    this.link.send({ type: 'pause' });
  }

  /** Does so many steps and pauses. */
  step(count: number): void {
    this.inner.fault.value = undefined;
    this.link.send({ type: 'step', count });
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

  /** @throws UserError where it cannot be answered */
  ask<W extends Question['what']>(question: Question & { what: W }): Promise<Answer & { what: W }> {
    const ticket = ++this.tickets;
    return new Promise((resolve, reject) => {
      this.waiting.set(ticket, { resolve: answer => resolve(answer as Answer & { what: W }), reject });
      this.link.send({ type: 'ask', ticket, question });
    });
  }

  dispose(): void {
    this.link.dispose();
    this.giveUp('the page was left');
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
        this.album.add(report);
        inner.leaves.value = this.album.leaves;
        inner.step.value = report.step;
        inner.stepsPerSecond.value = report.stepsPerSecond;
        return;
      case 'curves':
        inner.curves.value = report.curves;
        return;
      case 'finding':
        inner.findings.value = [...inner.findings.value, report.finding].slice(-50);
        return;
      case 'state':
        inner.status.value = report.running ? 'running' : 'paused';
        inner.step.value = report.step;
        return;
      case 'configured':
        inner.config.value = report.config;
        inner.advice.value = report.advice;
        inner.findings.value = [];
        return;
      case 'answer':
        this.take(report.ticket)?.resolve(report.answer);
        return;
      case 'refused':
        this.take(report.ticket)?.reject(new UserError(report.message));
        return;
      case 'failed':
        this.fail(report);
    }
  }

  private take(ticket: number): Waiting | undefined {
    const waiting = this.waiting.get(ticket);
    this.waiting.delete(ticket);
    return waiting;
  }

  private giveUp(why: string): void {
    for (const { reject } of this.waiting.values()) reject(new UserError(why));
    this.waiting.clear();
  }

  private fail({ during, message, expected }: Fault): void {
    this.inner.fault.value = { during, message, expected };
    if (during === 'start') this.inner.status.value = 'failed';
  }
}
