import { batch, computed, effect, signal } from '@preact/signals';
import type { Client } from '../../engine/client.ts';
import { type Kind, stagesOf } from './stages.ts';

/** Seconds that a stage stays while it plays. */
export const PACES = [1, 2, 4, 8] as const;

/** Leads a run through its steps stage by stage. */
export class SlowMotion {
  readonly playing = signal(false);
  readonly pace = signal<number>(2);
  /** Whether a step is asked for that has not come yet. */
  readonly waiting = signal(false);
  private readonly index = signal(0);
  private readonly client: Client;
  /** Of an earlier visit. */
  private readonly old: unknown;
  private readonly wasRunning: boolean;
  private readonly leave: () => void;
  private readonly stops: (() => void)[] = [];

  readonly trace = computed(() => {
    const { value } = this.client.signals.trace;
    return value === this.old ? undefined : value;
  });
  readonly stages = computed(() => (this.trace.value ? stagesOf(this.trace.value) : []));
  readonly stage = computed(() => this.stages.value[this.index.value]);

  /** @param leave closes the panel */
  constructor(client: Client, leave: () => void) {
    const { status, trace } = client.signals;
    this.client = client;
    this.leave = leave;
    this.old = trace.peek();
    this.wasRunning = status.peek() === 'running';
    this.ask();
    this.stops.push(this.followTrace(), this.followStatus(), this.play());
  }

  get place(): { readonly at: number; readonly of: number } {
    return { at: this.index.value, of: this.stages.value.length };
  }

  next(): void {
    if (this.index.peek() + 1 < this.stages.peek().length) this.index.value++;
    else this.nextStep();
  }

  previous(): void {
    this.index.value = Math.max(0, this.index.peek() - 1);
  }

  nextStep(): void {
    if (!this.waiting.peek()) this.ask();
  }

  /** To the stage of a kind: of the same move if it has one, else the nearest. */
  show(kind: Kind): void {
    const [stages, here] = [this.stages.peek(), this.index.peek()];
    const found = [...stages.keys()].filter(i => stages[i].kind === kind);
    const distance = (i: number) => Math.abs(i - here);
    const [nearest] = found.sort((a, b) => distance(a) - distance(b));
    if (nearest !== undefined) this.index.value = nearest;
  }

  /** The run goes on where it ran before. */
  close(): void {
    if (this.wasRunning) this.client.run();
    this.leave();
  }

  dispose(): void {
    for (const stop of this.stops) stop();
  }

  private ask(): void {
    this.waiting.value = true;
    this.client.slowStep();
  }

  private followTrace(): () => void {
    return effect(() => {
      if (!this.trace.value) return;
      batch(() => {
        this.index.value = 0;
        this.waiting.value = false;
      });
    });
  }

  /** A run that is started elsewhere ends the slow motion; one that began anew is asked for its first step. */
  private followStatus(): () => void {
    let paused = false;
    return effect(() => {
      const { status, fault } = this.client.signals;
      if (status.value === 'running' && paused) this.leave();
      paused = status.value === 'paused';
      const failed = fault.value !== undefined;
      if (failed || status.value === 'starting') {
        batch(() => {
          this.waiting.value = false;
          this.playing.value = this.playing.peek() && !failed;
        });
      } else if (paused && !this.trace.value && !this.waiting.peek()) this.ask();
    });
  }

  private play(): () => void {
    return effect(() => {
      if (!this.playing.value || this.waiting.value || !this.stage.value) return undefined;
      const timer = setTimeout(() => this.next(), 1000 * this.pace.value);
      return () => clearTimeout(timer);
    });
  }
}
