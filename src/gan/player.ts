import { grad } from '../graph/grad.ts';
import {
  add,
  maximum,
  minimum,
  mul,
  reciprocal,
  sqrt,
  stopGradient,
  sub,
  where,
} from '../graph/ops/elementwise.ts';
import { input } from '../graph/ops/leaf.ts';
import { sum } from '../graph/ops/reduce.ts';
import type { Carried } from '../graph/program.ts';
import { label, type Tensor } from '../graph/tensor.ts';
import type { Forward, Network } from '../nn/network.ts';
import type { Optimizer, Rates } from '../nn/optimizers/optimizer.ts';
import { at, type Schedule } from '../nn/schedule.ts';
import type { Feeds } from './feeds.ts';
import type { Trained } from './penalties/penalty.ts';

/** A rule for one player's updates, with its rates. */
export interface PlayerOptimizer {
  readonly rule: Optimizer;
  readonly learningRate: Schedule;
  /** Used by rules with a velocity; default 0. */
  readonly momentum?: Schedule;
  /** Largest norm of all gradients together; longer ones are scaled down. Default: none. */
  readonly clipNorm?: number;
  /** Largest size of a single gradient; default: none. */
  readonly clipValue?: number;
  /** Weights are put back into [−c, c] after each update; default: none. */
  readonly clipWeights?: number;
}

/** What one update computed, for whoever looks for the origin of a NaN. */
export interface Watched {
  /** Such as `ascent 1 of D`. */
  readonly phase: string;
  /** Such as `gradient of discriminator/dense1/weight`. */
  readonly what: string;
  readonly tensor: Tensor;
}

/** What one update of a player computed. */
export interface Update {
  /** The network's name. */
  readonly player: string;
  readonly phase: string;
  /** Whether it was a fork's, which the player itself does not follow. */
  readonly ahead: boolean;
  readonly loss: Tensor;
  /** The trained arrays: what they were moved by, and where to. */
  readonly arrays: readonly { readonly name: string; readonly gradient: Tensor; readonly value: Tensor }[];
}

/** All that an update computed, in order. */
export function watchedIn({ player, phase, loss, arrays }: Update): Watched[] {
  return [
    { phase, what: `loss of the ${player}`, tensor: loss },
    ...arrays.flatMap(({ name, gradient, value }) => [
      { phase, what: `gradient of ${name}`, tensor: gradient },
      { phase, what: `value of ${name}`, tensor: value },
    ]),
  ];
}

/** A loss to descend. */
export interface Descent {
  readonly loss: Tensor;
  readonly phase: string;
  /** A further loss, whose gradients count only in steps where the flag holds. */
  readonly sometimes?: { readonly loss: Tensor; readonly flag: Tensor };
  /** Where the loss was computed; default: here. Gradients of extra-gradient are those of another point. */
  readonly from?: Player;
}

/** The symbolic values of a network's parameters and buffers, and of its optimiser's slots. */
interface Values {
  values: Map<string, Tensor>;
  slots: Map<string, Tensor>;
}

/**
 * One player of the game while its step is written: the network, and the current symbolic values of its
 * parameters, buffers and optimiser slots, which updates replace.
 */
export class Player implements Values {
  readonly network: Network;
  private readonly optimizer: PlayerOptimizer;
  private readonly updatesBefore: (step: number) => number;
  private readonly feeds: Feeds;
  /** Keeps the inputs of a fork's updates apart. */
  private readonly suffix: string;
  private readonly start: Values;
  private updates = 0;
  values: Map<string, Tensor>;
  slots: Map<string, Tensor>;

  /** @param updatesBefore how many updates there were before a step: it fixes the count t of each update */
  constructor(
    network: Network,
    optimizer: PlayerOptimizer,
    updatesBefore: (step: number) => number,
    feeds: Feeds,
  ) {
    this.network = network;
    this.optimizer = optimizer;
    this.updatesBefore = updatesBefore;
    this.feeds = feeds;
    this.suffix = '';
    this.start = { values: network.variables(), slots: emptySlots(network, optimizer.rule) };
    this.values = new Map(this.start.values);
    this.slots = new Map(this.start.slots);
  }

  /** A player at the same point, whose moves leave this one where it is. */
  fork(name: string): Player {
    const copy = { values: new Map(this.values), slots: new Map(this.slots), suffix: `/${name}` };
    return Object.assign(Object.create(Player.prototype) as Player, this, copy);
  }

  /** Takes over a fork's buffers and its optimiser's state; the trained arrays stay. */
  adopt({ values, slots, updates }: Player): void {
    for (const { name, trainable } of this.network.parameters) {
      if (!trainable) this.values.set(name, values.get(name)!);
    }
    this.slots = new Map(slots);
    this.updates = updates;
  }

  /** Applies the network in training mode and keeps what the pass leaves in its buffers. */
  apply(x: Tensor, pass: string, training = true): Forward {
    const random = this.feeds.randomSource(pass);
    const forward = this.network.forward(x, { values: this.values, training, random });
    for (const [name, value] of forward.updates) this.values.set(name, value);
    return forward;
  }

  get trained(): Trained[] {
    return this.network.parameters
      .filter(p => p.trainable)
      .map(p => ({ ...p, value: this.values.get(p.name)! }));
  }

  /** ∂loss/∂θ of each trained array. */
  gradients(loss: Tensor): Tensor[] {
    return grad(
      loss,
      this.trained.map(p => p.value),
    );
  }

  /** One descent; returns what it computed. */
  descend({ loss, phase, sometimes, from = this }: Descent): Update {
    let gradients = from.gradients(loss);
    if (sometimes) {
      const more = from.gradients(sometimes.loss);
      gradients = gradients.map((g, i) => where(sometimes.flag, add(g, more[i]), g));
    }
    gradients = this.clip(gradients);
    const scalars = this.scalars();
    const arrays = this.trained.map(({ name }, i) => {
      const gradient = gradients[i];
      return { name, gradient, value: this.update(name, gradient, scalars) };
    });
    return { player: this.network.name, phase, ahead: this.suffix !== '', loss, arrays };
  }

  /** Takes the trained arrays and the optimiser's as given from here on: no gradient flows into how they came about. */
  freeze(): void {
    for (const { name, value } of this.trained) this.values.set(name, stopGradient(value));
    for (const [name, value] of this.slots) this.slots.set(name, stopGradient(value));
  }

  /** Moves only in steps where the flag holds: else everything is as it was `before`. */
  holdUnless(flag: Tensor, before: Player): void {
    const hold = (now: Map<string, Tensor>, then: Map<string, Tensor>) => {
      for (const [name, value] of now) {
        if (value !== then.get(name)) now.set(name, where(flag, value, then.get(name)!));
      }
    };
    hold(this.values, before.values);
    hold(this.slots, before.slots);
  }

  private clip(gradients: readonly Tensor[]): Tensor[] {
    const { clipNorm, clipValue } = this.optimizer;
    let clipped = [...gradients];
    if (clipValue !== undefined) clipped = clipped.map(g => maximum(minimum(g, clipValue), -clipValue));
    if (clipNorm === undefined) return clipped;
    const scale = minimum(1, mul(clipNorm, reciprocal(sqrt(add(squaredLength(clipped), 1e-12)))));
    return clipped.map(g => mul(g, scale));
  }

  private update(name: string, gradient: Tensor, scalars: Record<string, Tensor>): Tensor {
    const { rule, clipWeights: c } = this.optimizer;
    const slots = Object.fromEntries(rule.slots.map(slot => [slot, this.slots.get(`${name}:${slot}`)!]));
    const updated = rule.update(this.values.get(name)!, gradient, slots, scalars);
    const value = c === undefined ? updated.value : maximum(minimum(updated.value, c), -c);
    this.values.set(name, label(value, `update/${name}`));
    for (const slot of rule.slots) {
      this.slots.set(`${name}:${slot}`, label(updated.slots[slot], `update/${name}`));
    }
    return value;
  }

  /** The rule's numbers for this update, as inputs fed at each step. */
  private scalars(): Record<string, Tensor> {
    const { rule, learningRate, momentum = 0 } = this.optimizer;
    const { updatesBefore, updates: index } = this;
    this.updates++;
    const numbers = (step: number) => {
      const rates: Rates = { learningRate: at(learningRate, step), momentum: at(momentum, step) };
      return rule.numbers(updatesBefore(step) + index + 1, rates);
    };
    return Object.fromEntries(
      rule.scalars.map((scalar, i) => {
        const name = `${this.network.name}${this.suffix}/${scalar}${index + 1}`;
        return [scalar, this.feeds.scalar(name, step => numbers(step)[i])];
      }),
    );
  }

  /** Everything that the player carries to the next step. */
  carried(): Carried[] {
    const pairs = (start: Map<string, Tensor>, now: Map<string, Tensor>) =>
      [...start].map(([name, value]) => ({ value, next: now.get(name)! }));
    return [...pairs(this.start.values, this.values), ...pairs(this.start.slots, this.slots)];
  }

  /** Where the flag holds, goes back to s + share·(θ − s), s the place of the last time, a copy under another name. */
  goBack(prefix: string, share: number, flag: Tensor): Carried[] {
    return this.trained.map(({ name, shape, value: current }) => {
      const value = input(prefix + name, shape);
      const between = add(value, mul(share, sub(current, value)));
      this.values.set(name, where(flag, between, current));
      return { value, next: where(flag, between, value) };
    });
  }

  /** A copy of each trained array under another name, that moves towards it: a ← a + share·(θ − a); buffers are taken over. */
  follow(prefix: string, share: Tensor): Carried[] {
    return this.network.parameters.map(({ name, shape, trainable }) => {
      const value = input(prefix + name, shape);
      const current = this.values.get(name)!;
      return { value, next: trainable ? add(value, mul(sub(current, value), share)) : current };
    });
  }
}

/** ‖v‖² of all arrays together. */
export function squaredLength(arrays: readonly Tensor[]): Tensor {
  return arrays.map(a => sum(mul(a, a))).reduce((a, b) => add(a, b));
}

function emptySlots(network: Network, rule: Optimizer): Map<string, Tensor> {
  const trained = network.parameters.filter(p => p.trainable);
  const keys = trained.flatMap(({ name, shape }) =>
    rule.slots.map(slot => [`${name}:${slot}`, shape] as const),
  );
  return new Map(keys.map(([key, shape]) => [key, input(key, shape)]));
}
