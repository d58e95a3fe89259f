import type { Config } from '../../../train/config.ts';
import type { Finding } from '../../../train/monitor/monitor.ts';
import type { Change } from '../../../train/trainer.ts';
import type { CurveData } from './curves.ts';
import type { Failure } from './fault.ts';
import type { HistoryCommand, HistoryReport } from './run-history.ts';

/** What a page tells the worker of any run. */
export type RunCommand =
  | { readonly type: 'run' }
  | { readonly type: 'pause' }
  /** Does so many steps and pauses. */
  | { readonly type: 'step'; readonly count: number }
  /** Goes on with another config of the same networks and data. */
  | { readonly type: 'configure'; readonly config: Config }
  /** The last picture was drawn: the next may come. */
  | { readonly type: 'drawn' }
  | { readonly type: 'history'; readonly command: HistoryCommand }
  /** Nobody looks any more: the worker ends when the run is kept. */
  | { readonly type: 'close' };

/** What went wrong. `start`: nothing runs; `run`: it is paused at its last good state; `configure`: it goes on as it was. */
export interface Failed extends Failure {
  readonly type: 'failed';
  readonly during: 'start' | 'run' | 'configure';
}

/** What the worker of any run tells its page; `S` is what stays the same while a run goes on. */
export type RunReport<S> =
  | {
      readonly type: 'ready';
      readonly scene: S;
      readonly engine: string;
      readonly compileMs: number;
      readonly advice: readonly string[];
    }
  | { readonly type: 'curves'; readonly curves: CurveData }
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'state'; readonly running: boolean; readonly step: number }
  | { readonly type: 'history'; readonly report: HistoryReport }
  | {
      readonly type: 'configured';
      readonly change: Change;
      readonly config: Config;
      readonly advice: readonly string[];
    }
  | Failed;

/** A report, and the number of the run that it belongs to. */
export interface Envelope<R> {
  readonly id: number;
  readonly report: R;
}
