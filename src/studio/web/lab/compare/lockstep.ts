import { effect, type ReadonlySignal } from '@preact/signals';
import type { Fault, Status } from '../../engine/run-client.ts';

/** What is used of a client. */
export interface Paced {
  readonly signals: {
    readonly step: ReadonlySignal<number>;
    readonly status: ReadonlySignal<Status>;
    readonly fault: ReadonlySignal<Fault | undefined>;
  };
  /** Not to go beyond a step, while it runs. */
  limit(step: number): void;
  /** To go to a step, and pause there. */
  reach(step: number): void;
  pause(): void;
}

/** Steps by which one run may be ahead of the other: enough that neither waits for a message. */
const LEAD = 200;

/**
 * Keeps two runs near each other while they run, and lets them pause at the same step. Where one fails, both stop.
 * @returns what ends it
 */
export function lockstep(a: Paced, b: Paced): () => void {
  const stop = effect(() => {
    const [stepA, stepB] = [a.signals.step.value, b.signals.step.value];
    const statuses = [a.signals.status.value, b.signals.status.value];
    a.limit(stepB + LEAD);
    b.limit(stepA + LEAD);
    if (a.signals.fault.value || b.signals.fault.value) {
      for (const one of [a, b]) if (one.signals.status.peek() === 'running') one.pause();
      return;
    }
    if (stepA === stepB || statuses.some(status => status !== 'paused')) return;
    (stepA < stepB ? a : b).reach(Math.max(stepA, stepB));
  });
  return () => {
    stop();
    a.limit(Number.POSITIVE_INFINITY);
    b.limit(Number.POSITIVE_INFINITY);
  };
}
