import { batch, signal } from '@preact/signals';
import type { Config } from '../../../train/config.ts';
import type { Finding } from '../../../train/monitor/monitor.ts';
import type { CurveData } from './curves.ts';
import { HistoryClient } from './history-client.ts';
import { Link } from './link.ts';
import type { Failed, RunCommand, RunReport } from './run-messages.ts';

/** `empty`: nothing was started; `starting`: runtime and program are loaded; then `running` or `paused`. */
export type Status = 'empty' | 'starting' | 'running' | 'paused' | 'failed';

export interface Fault {
  readonly during: Failed['during'];
  readonly message: string;
  /** Whether it is said for the reader; else it is a fault of the program. */
  readonly expected: boolean;
}

const NO_CURVES: CurveData = { step: new Float64Array() };
const MOST_FINDINGS = 50;

/**
 * A run in a worker of its own, and what is known of it.
 * `S` is what stays the same while it goes on, `C` and `R` what else is said to the worker and by it.
 */
export abstract class RunClient<S, C extends { readonly type: string }, R extends { readonly type: string }> {
  protected readonly link: Link<C | RunCommand, R | RunReport<S>>;
  /** The run's history, and the run as files. */
  readonly history = new HistoryClient(command => this.link.send({ type: 'history', command }));

  protected readonly shared = {
    status: signal<Status>('empty'),
    step: signal(0),
    config: signal<Config | undefined>(undefined),
    scene: signal<S | undefined>(undefined),
    stepsPerSecond: signal(0),
    curves: signal(NO_CURVES),
    findings: signal<readonly Finding[]>([]),
    advice: signal<readonly string[]>([]),
    engine: signal(''),
    compileMs: signal(0),
    fault: signal<Fault | undefined>(undefined),
  };

  constructor(open: () => Worker) {
    this.link = new Link({
      open,
      hear: report => this.hear(report),
      crash: message => {
        const during = this.shared.status.peek() === 'starting' ? 'start' : 'run';
        this.fail({ type: 'failed', during, message, expected: false, dead: true });
      },
    });
  }

  /** Takes what only this kind of run reports. */
  protected abstract hearOwn(report: R): void;
  /** Forgets what only this kind of run has shown. */
  protected abstract clearOwn(): void;

  run(): void {
    const { fault, status } = this.shared;
    fault.value = undefined;
    if (status.peek() === 'paused') status.value = 'running'; // at once: a first step of large networks takes its time
    this.link.send({ type: 'run' });
  }

  pause(): void {
    this.link.send({ type: 'pause' });
  }

  /** Does so many steps and pauses. */
  step(count = 1): void {
    this.shared.fault.value = undefined;
    this.link.send({ type: 'step', count });
  }

  /** Goes on with another config of the same networks and data: see `keepsState`. */
  configure(config: Config): void {
    this.shared.fault.value = undefined;
    this.link.send({ type: 'configure', config });
  }

  /** The picture is on the screen: the next may come. */
  drawn(): void {
    this.link.send({ type: 'drawn' });
  }

  /** The run is kept first, then the worker ends by itself. */
  dispose(): void {
    this.link.close({ type: 'close' });
  }

  /** Another run begins: nothing is known of it yet. */
  protected clear(config: Config | undefined): void {
    const { shared } = this;
    batch(() => {
      shared.status.value = 'starting';
      shared.config.value = config;
      shared.scene.value = undefined;
      shared.curves.value = NO_CURVES;
      shared.findings.value = [];
      shared.step.value = 0;
      shared.stepsPerSecond.value = 0;
      shared.fault.value = undefined;
      this.history.reset();
      this.clearOwn();
    });
  }

  protected fail({ during, message, expected, dead }: Failed): void {
    this.shared.fault.value = { during, message, expected };
    this.history.settle();
    if (during === 'start' || dead) this.shared.status.value = 'failed';
    if (!dead) return;
    this.link.dispose();
    this.history.giveUp();
  }

  private hear(report: R | RunReport<S>): void {
    const { shared } = this;
    const known = report as RunReport<S>;
    switch (known.type) {
      case 'ready':
        shared.scene.value = known.scene;
        shared.engine.value = known.engine;
        shared.compileMs.value = known.compileMs;
        shared.advice.value = known.advice;
        return;
      case 'curves':
        shared.curves.value = known.curves;
        return;
      case 'finding':
        shared.findings.value = [...shared.findings.value, known.finding].slice(-MOST_FINDINGS);
        return;
      case 'state':
        shared.status.value = known.running ? 'running' : 'paused';
        shared.step.value = known.step;
        return;
      case 'history':
        this.history.hear(known.report);
        return;
      case 'configured':
        shared.config.value = known.config;
        shared.advice.value = known.advice;
        shared.findings.value = [];
        return;
      case 'failed':
        this.fail(known);
        return;
      default:
        this.hearOwn(report as R);
    }
  }
}
