import { signal } from '@preact/signals';
import type { Keeping } from '../../../run/autosave.ts';
import type { RunFiles } from '../../../run/files.ts';
import type { Config } from '../../../train/config.ts';
import { UserError } from '../../../util/error.ts';
import type { ReadOnly } from '../engine/read-only.ts';
import { RunClient } from '../engine/run-client.ts';
import type { Failed } from '../engine/run-messages.ts';
import type { Answer, OwnCommand, OwnReport, Question, Scene } from './messages.ts';

const base = () => document.baseURI.replace(/#.*/, '');
const openWorker = () =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'saddle-images' });

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

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** A run on images in a worker of its own, and what is known of it, as signals. */
export class ImagesClient extends RunClient<Scene, OwnCommand, OwnReport> {
  private readonly waiting = new Map<number, Waiting<Answer>>();
  private tickets = 0;
  private opening: Waiting<void> | undefined;

  private readonly inner = {
    ...this.shared,
    /** The images of the grid, [n, ...shape]. */
    picture: signal<Uint8Array | undefined>(undefined),
  };

  constructor() {
    super(openWorker);
  }

  /** Everything that changes; read `.value` in a component to follow it. */
  get signals(): ReadOnly<ImagesClient['inner']> {
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

  /** @throws UserError where it cannot be answered */
  ask<W extends Question['what']>(question: Question & { what: W }): Promise<Answer & { what: W }> {
    const ticket = ++this.tickets;
    return new Promise((resolve, reject) => {
      this.waiting.set(ticket, { resolve: answer => resolve(answer as Answer & { what: W }), reject });
      this.link.send({ type: 'ask', ticket, question });
    });
  }

  override dispose(): void {
    super.dispose();
    this.giveUp('the page was left');
  }

  protected override clearOwn(): void {
    this.giveUp('another run was started');
    this.inner.picture.value = undefined;
  }

  protected override fail(failed: Failed): void {
    super.fail(failed);
    if (failed.dead) this.giveUp(failed.message);
  }

  protected override hearOwn(report: OwnReport): void {
    const { inner } = this;
    switch (report.type) {
      case 'picture':
        inner.picture.value = report.bytes;
        inner.step.value = report.step;
        inner.stepsPerSecond.value = report.stepsPerSecond;
        return;
      case 'opened':
        this.opening?.resolve();
        this.opening = undefined;
        this.clear(undefined);
        inner.status.value = 'empty'; // nothing trains
        inner.scene.value = report.scene;
        inner.picture.value = report.bytes;
        return;
      case 'unopened':
        this.opening?.reject(new UserError(report.message));
        return;
      case 'answer':
        this.take(report.ticket)?.resolve(report.answer);
        return;
      case 'refused':
        this.take(report.ticket)?.reject(new UserError(report.message));
    }
  }

  private take(ticket: number): Waiting<Answer> | undefined {
    const waiting = this.waiting.get(ticket);
    this.waiting.delete(ticket);
    return waiting;
  }

  private giveUp(why: string): void {
    for (const { reject } of this.waiting.values()) reject(new UserError(why));
    this.waiting.clear();
    this.opening?.reject(new UserError(why));
    this.opening = undefined;
  }
}
