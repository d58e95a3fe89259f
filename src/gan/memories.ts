import { input } from '../graph/ops/leaf.ts';
import type { Shape, Tensor } from '../graph/tensor.ts';
import type { Memory } from './penalties/penalty.ts';
import { type StateArray, stateName } from './state.ts';

/** What a step remembers for the next one besides the players: averages that penalties keep, the last value of an output. */
export class Memories {
  private readonly entries = new Map<string, { readonly value: Tensor; next: Tensor }>();

  /** @param virtual whether what is set is forgotten */
  get(name: string, shape: Shape, virtual = false): Memory {
    const value = input(stateName({ role: 'memory', name }), shape);
    const entry = this.entries.get(name) ?? { value, next: value };
    this.entries.set(name, entry);
    return {
      value: entry.next,
      set: next => {
        if (!virtual) entry.next = next;
      },
    };
  }

  carried(): StateArray[] {
    return [...this.entries].map(([name, { value, next }]) => ({ role: 'memory', name, value, next }));
  }
}
