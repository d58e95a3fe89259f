import type { Carried } from '../graph/program.ts';
import type { Network } from '../nn/network.ts';

/** What an array of a step's state is. */
export type Role =
  /** A trained array or a buffer of a network, by its name. */
  | { readonly role: 'parameter' | 'buffer'; readonly of: string }
  /** A copy of one: its moving average, or where lookahead goes back to. It begins at the initial value. */
  | { readonly role: 'ema' | 'slow'; readonly of: string }
  /** What an optimiser keeps for a parameter, by the name of its slot; zero at first. */
  | { readonly role: 'moment'; readonly of: string; readonly name: string }
  /** What a penalty, an output or adaptive augmentation keeps from step to step; zero at first. */
  | { readonly role: 'memory'; readonly name: string };

/** An array that a step carries to the next, and what it is. */
export type StateArray = Carried & Role;

/** The name of an array in the state of a program. */
export function stateName(role: Role): string {
  switch (role.role) {
    case 'parameter':
    case 'buffer':
      return role.of;
    case 'ema':
      return `average/${role.of}`;
    case 'slow':
      return `slow/${role.of}`;
    case 'moment':
      return `${role.of}:${role.name}`;
    case 'memory':
      return `memory/${role.name}`;
  }
}

/** The array of a network that one of the state begins as: of parameters, buffers and their copies. */
export function sourceOf(role: Role): string | undefined {
  return role.role === 'moment' || role.role === 'memory' ? undefined : role.of;
}

/** A network's weights out of a state as it is used after training: moving averages where there are any. */
export function inferenceWeights<T>(network: Network, state: Readonly<Record<string, T>>): Record<string, T> {
  const weight = (of: string) => state[stateName({ role: 'ema', of })] ?? state[of];
  return Object.fromEntries(network.parameters.map(({ name }) => [name, weight(name)]));
}
