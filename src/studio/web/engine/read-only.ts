import type { ReadonlySignal, Signal } from '@preact/signals';

/** Signals, to be read only. */
export type ReadOnly<T extends Readonly<Record<string, Signal>>> = {
  readonly [K in keyof T]: ReadonlySignal<T[K]['value']>;
};
