import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import type { Finding } from '../../../train/monitor/monitor.ts';
import { UserError } from '../../../util/error.ts';
import type { Fault, Status } from '../engine/client.ts';
import type { CurveData } from '../engine/curves.ts';
import type { Failure } from '../engine/fault.ts';
import type { Keeping } from '../engine/keeper.ts';
import { Link } from '../engine/link.ts';
import { Past } from '../engine/past.ts';
import type { Answer, Command, Question, Report, Scene } from './messages.ts';

const base = () => document.baseURI.replace(/#.*/, '');
const NO_CURVES: CurveData = { step: new Float64Array() };

export interface StartOptions {
  /** The reader's images, where the config names them. */
  readonly own: RunFiles;
  /** A run to go on with, as files. */
  readonly files?: RunFiles;
  /** How the browser keeps it. */
  readonly keeping: Keeping;
  /** Whether it runs at once; default no. */
  readonly run?: boolean;
}

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
    crash: message => {
      const during = this.inner.status.peek() === 'starting' ? 'start' : 'run';
      this.fail({ during, message, expected: false, dead: true });
    },
  });
  /** The run's past, and the run as files. */
  readonly past = new Past(command => this.link.send({ type: 'past', command }));
  private readonly waiting = new Map<number, Waiting>();
  private tickets = 0;
  private opening: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  private readonly inner = {
    status: signal<Status>('empty'),
    step: signal(0),
    config: signal<Config | undefined>(undefined),
    scene: signal<Scene | undefined>(undefined),
    /** The grid of fixed noise, [SHOWN, ...shape]. */
    picture: signal<Uint8Array | undefined>(undefined),
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
  start(config: Config, { own, files, keeping, run = false }: StartOptions): void {
    this.clear(config);
    this.link.begin(id => ({ type: 'start', id, config, base: base(), own, files, keeping, run }));
  }

  /** Opens an exported generator in place of the run. @throws UserError why it cannot be opened: the run goes on */
  open(model: Uint8Array, name: string, seed: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.opening = { resolve, reject };
      this.link.send({ type: 'open', model, name, base: base(), seed });
    });
  }

  private clear(config: Config | undefined): void {
    const { inner } = this;
    this.past.reset();
    this.giveUp('another run was started');
    batch(() => {
      inner.status.value = 'starting';
      inner.config.value = config;
      inner.scene.value = undefined;
      inner.picture.value = undefined;
      inner.curves.value = NO_CURVES;
      inner.findings.value = [];
      inner.step.value = 0;
      inner.stepsPerSecond.value = 0;
      inner.fault.value = undefined;
    });
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

  /** The run is kept first, then the worker ends by itself. */
  dispose(): void {
    this.link.close({ type: 'close' });
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
        inner.picture.value = report.bytes;
        inner.step.value = report.step;
        inner.stepsPerSecond.value = report.stepsPerSecond;
        return;
      case 'opened':
        this.clear(undefined);
        inner.status.value = 'empty'; // nothing trains
        inner.scene.value = report.scene;
        inner.picture.value = report.bytes;
        this.opening?.resolve();
        return;
      case 'unopened':
        this.opening?.reject(new UserError(report.message));
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
      case 'past':
        this.past.hear(report.report);
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

  private fail({ during, message, expected, dead }: Fault & Failure): void {
    this.inner.fault.value = { during, message, expected };
    this.past.settle();
    if (during === 'start' || dead) this.inner.status.value = 'failed';
    if (dead) this.link.dispose();
  }
}
