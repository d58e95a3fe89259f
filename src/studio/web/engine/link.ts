import { batch } from '@preact/signals';
import type { Envelope } from './run-messages.ts';

/** Time that a worker has for a last thing. */
const CLOSE_MS = 5000;

interface LinkOptions<R> {
  readonly open: () => Worker;
  /** Takes what the worker reports of the run of now. */
  readonly hear: (report: R) => void;
  /** The worker could not be loaded. */
  readonly crash: (message: string) => void;
}

/** The page's end of a worker, which is opened with the first run; reports of earlier runs are dropped. */
export class Link<C, R> {
  private readonly options: LinkOptions<R>;
  private worker: Worker | undefined;
  private id = 0;
  private closed = false;

  constructor(options: LinkOptions<R>) {
    this.options = options;
  }

  /** Another run begins; its number goes to the worker with the command that starts it. Nothing after {@link close}. */
  begin(command: (id: number) => C): void {
    if (this.closed) return;
    this.worker ??= this.open();
    this.worker.postMessage(command(++this.id));
  }

  /** Nothing where there is no worker. */
  send(command: C): void {
    this.worker?.postMessage(command);
  }

  /** Lets the worker do a last thing, after which it ends by itself; no run begins any more. */
  close(command: C): void {
    const { worker } = this;
    this.closed = true;
    this.worker = undefined;
    worker?.postMessage(command);
    if (worker) setTimeout(() => worker.terminate(), CLOSE_MS);
  }

  /** Ends the worker at once; the next run gets another. */
  dispose(): void {
    this.worker?.terminate();
    this.worker = undefined;
  }

  private open(): Worker {
    const worker = this.options.open();
    worker.onmessage = ({ data }: MessageEvent<Envelope<R>>) => {
      if (data.id === this.id) batch(() => this.options.hear(data.report));
    };
    worker.onerror = event => {
      event.preventDefault();
      this.dispose();
      this.options.crash(event.message || 'the worker could not be loaded');
    };
    return worker;
  }
}
