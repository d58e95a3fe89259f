import { grad } from '../graph/grad.ts';
import {
  add,
  maximum,
  minimum,
  mul,
  reciprocal,
  sqrt,
  square,
  stopGradient,
  sub,
  where,
} from '../graph/ops/elementwise.ts';
import { input } from '../graph/ops/leaf.ts';
import { sum } from '../graph/ops/reduce.ts';
import { label, type Tensor } from '../graph/tensor.ts';
import type { Forward, Network } from '../nn/network.ts';
import type { Optimizer, Rates } from '../nn/optimizers/optimizer.ts';
import { at, type Schedule } from '../nn/schedule.ts';
import type { Parameter } from '../nn/scope.ts';
import type { Feeds } from './feeds.ts';
import type { Apply } from './game.ts';
import type { Trained } from './penalties/penalty.ts';
import { type Role, type StateArray, stateName } from './state.ts';

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
  /** The weights into one unit, a column of a matrix, are scaled down to this norm after each update; default: none. */
  readonly maxColumnNorm?: number;
}

/** What one update computed, for whoever looks for the origin of a NaN. */
export interface Watched {
  /** Such as `ascent 1 of D`. */
  readonly phase: string;
  /** Such as `gradient of discriminator/dense1/weight`. */
  readonly what: string;
  readonly tensor: Tensor;
}

/** What one update did to a trained array. */
export interface UpdatedArray {
  readonly name: string;
  /** ∂L/∂θ as it was computed. */
  readonly computed: Tensor;
  /** The same where the update takes it from: the tensor itself, or an input in a step that is split there. */
  readonly given: Tensor;
  /** The same as the optimiser got it: clipped where it clips. */
  readonly gradient: Tensor;
  /** θ after the update. */
  readonly value: Tensor;
}

/** What one update of a player computed. */
export interface Update {
  /** The name of the player's first network. */
  readonly player: string;
  readonly phase: string;
  /** Whether it was a fork's, which the player itself does not follow. */
  readonly ahead: boolean;
  readonly loss: Tensor;
  /** Whether a later gradient flows through it. */
  readonly differentiated: boolean;
  readonly arrays: readonly UpdatedArray[];
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
  /** Whether a later gradient flows through the update; default no. */
  readonly differentiated?: boolean;
}

/** Where an update takes the gradient of an array from. */
export type GradientOf = (computed: Tensor, name: string, phase: string) => Tensor;

/** How a network is applied. */
export interface Applied {
  /** Conditions of the samples; networks without a condition leave them. */
  readonly y?: Tensor;
  /** Default yes. */
  readonly training?: boolean;
}

/** The symbolic values of the networks' parameters and buffers, and of the optimiser's slots. */
interface Values {
  values: Map<string, Tensor>;
  slots: Map<string, Tensor>;
}

/**
 * One player of the game while its step is written: its networks, and the current symbolic values of their
 * parameters, buffers and optimiser slots, which updates replace.
 */
export class Player implements Values {
  readonly networks: readonly Network[];
  private readonly optimizer: PlayerOptimizer;
  private readonly updatesBefore: (step: number) => number;
  private readonly feeds: Feeds;
  /** Keeps the inputs of a fork's updates apart. */
  private readonly suffix: string;
  private readonly given: GradientOf;
  private readonly start: Values;
  private updates = 0;
  values: Map<string, Tensor>;
  slots: Map<string, Tensor>;

  /**
   * @param updatesBefore how many updates there were before a step: it fixes the count t of each update
   * @param given where updates take their gradients from; default as they were computed
   */
  constructor(
    networks: readonly Network[],
    optimizer: PlayerOptimizer,
    updatesBefore: (step: number) => number,
    feeds: Feeds,
    given: GradientOf = gradient => gradient,
  ) {
    this.networks = networks;
    this.optimizer = optimizer;
    this.updatesBefore = updatesBefore;
    this.feeds = feeds;
    this.suffix = '';
    this.given = given;
    const values = new Map(networks.flatMap(network => [...network.variables()]));
    this.start = { values, slots: emptySlots(this.parameters, optimizer.rule) };
    this.values = new Map(this.start.values);
    this.slots = new Map(this.start.slots);
  }

  /** The name of the first network. */
  get name(): string {
    return this.networks[0].name;
  }

  /** A player at the same point, whose moves leave this one where it is. */
  fork(name: string): Player {
    const copy = { values: new Map(this.values), slots: new Map(this.slots), suffix: `/${name}` };
    return Object.assign(Object.create(Player.prototype) as Player, this, copy);
  }

  /** Takes over a fork's buffers and its optimiser's state; the trained arrays stay. */
  adopt({ values, slots, updates }: Player): void {
    for (const { name, trainable } of this.parameters) {
      if (!trainable) this.values.set(name, values.get(name)!);
    }
    this.slots = new Map(slots);
    this.updates = updates;
  }

  /** Applies a network of the player and keeps what the pass leaves in its buffers. */
  apply(network: Network, x: Tensor, pass: string, { y, training = true }: Applied = {}): Forward {
    const random = this.feeds.randomSource(pass);
    const condition = network.condition && y;
    const forward = network.forward(x, { values: this.values, training, random, condition });
    for (const [name, value] of forward.updates) this.values.set(name, value);
    return forward;
  }

  /** Applies networks of the player in one pass, in training mode. */
  applied(pass: string, change: (result: Tensor) => Tensor = x => x, training = true): Apply {
    let count = 0;
    return (network, x, y) => {
      const name = count++ === 0 ? pass : `${pass}/${count}`;
      return change(this.apply(network, x, name, { y, training }).output);
    };
  }

  /** Of all networks, in order. */
  get parameters(): Parameter[] {
    return this.networks.flatMap(network => network.parameters);
  }

  get trained(): Trained[] {
    return this.parameters.filter(p => p.trainable).map(p => ({ ...p, value: this.values.get(p.name)! }));
  }

  /** ∂loss/∂θ of each trained array. */
  gradients(loss: Tensor): Tensor[] {
    const values = this.trained.map(p => p.value);
    return grad(loss, values);
  }

  /** One descent; returns what it computed. */
  descend({ loss, phase, sometimes, from = this, differentiated = false }: Descent): Update {
    let computed = from.gradients(loss);
    if (sometimes) {
      const more = from.gradients(sometimes.loss);
      computed = computed.map((g, i) => where(sometimes.flag, add(g, more[i]), g));
    }
    const given = computed.map((g, i) => (differentiated ? g : this.given(g, this.trained[i].name, phase)));
    const gradients = this.clip(given);
    const scalars = this.scalars();
    const arrays = this.trained.map(({ name, lrFactor }, i) => {
      const gradient = gradients[i];
      const value = this.update(name, gradient, scalars(lrFactor));
      return { name, computed: computed[i], given: given[i], gradient, value };
    });
    return { player: this.name, phase, ahead: this.suffix !== '', loss, differentiated, arrays };
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
    const { rule } = this.optimizer;
    const slots = Object.fromEntries(rule.slots.map(slot => [slot, this.slots.get(`${name}:${slot}`)!]));
    const updated = rule.update(this.values.get(name)!, gradient, slots, scalars);
    const value = this.limited(updated.value);
    this.values.set(name, label(value, `update/${name}`));
    for (const slot of rule.slots) {
      this.slots.set(`${name}:${slot}`, label(updated.slots[slot], `update/${name}`));
    }
    return value;
  }

  private limited(value: Tensor): Tensor {
    const { clipWeights: c, maxColumnNorm } = this.optimizer;
    const clipped = c === undefined ? value : maximum(minimum(value, c), -c);
    if (maxColumnNorm === undefined || value.shape.length !== 2) return clipped;
    const norms = sqrt(sum(square(clipped), [0], { keepDims: true }));
    return mul(clipped, mul(minimum(norms, maxColumnNorm), reciprocal(add(norms, 1e-7)))); // as pylearn2
  }

  /** The rule's numbers for this update, as inputs fed at each step, by factor of the learning rate. */
  private scalars(): (factor?: number) => Record<string, Tensor> {
    const index = ++this.updates;
    const known = new Map<number, Record<string, Tensor>>();
    return (factor = 1) => {
      const numbers = known.get(factor) ?? this.numbers(index, factor);
      known.set(factor, numbers);
      return numbers;
    };
  }

  private numbers(index: number, factor: number): Record<string, Tensor> {
    const { rule, learningRate, momentum = 0 } = this.optimizer;
    const { updatesBefore } = this;
    const numbers = (step: number) => {
      const rates: Rates = { learningRate: factor * at(learningRate, step), momentum: at(momentum, step) };
      return rule.numbers(updatesBefore(step) + index, rates);
    };
    const suffix = factor === 1 ? '' : ` × ${factor}`;
    return Object.fromEntries(
      rule.scalars.map((scalar, i) => {
        const name = `${this.name}${this.suffix}/${scalar}${index}${suffix}`;
        return [scalar, this.feeds.scalar(name, step => numbers(step)[i])];
      }),
    );
  }

  /** Everything that the player carries to the next step. */
  carried(): StateArray[] {
    const { values, slots } = this.start;
    const arrays = this.parameters.map(
      ({ name: of, trainable }): StateArray => ({
        role: trainable ? 'parameter' : 'buffer',
        of,
        value: values.get(of)!,
        next: this.values.get(of)!,
      }),
    );
    const moments = momentsOf(this.parameters, this.optimizer.rule).map((role): StateArray => {
      const key = stateName(role);
      return { ...role, value: slots.get(key)!, next: this.slots.get(key)! };
    });
    return [...arrays, ...moments];
  }

  /** Where the flag holds, goes back to s + share·(θ − s), s the place of the last time. */
  goBack(share: number, flag: Tensor): StateArray[] {
    return this.trained.map(({ name, shape, value: current }) => {
      const role: Role = { role: 'slow', of: name };
      const value = input(stateName(role), shape);
      const between = add(value, mul(share, sub(current, value)));
      this.values.set(name, where(flag, between, current));
      return { ...role, value, next: where(flag, between, value) };
    });
  }

  /** The moving average of each trained array: a ← a + share·(θ − a); buffers are taken over. */
  average(share: Tensor): StateArray[] {
    return this.parameters.map(({ name, shape, trainable }) => {
      const role: Role = { role: 'ema', of: name };
      const value = input(stateName(role), shape);
      const current = this.values.get(name)!;
      return { ...role, value, next: trainable ? add(value, mul(sub(current, value), share)) : current };
    });
  }
}

/** ‖v‖² of all arrays together. */
export function squaredLength(arrays: readonly Tensor[]): Tensor {
  return arrays.map(a => sum(square(a))).reduce((a, b) => add(a, b));
}

type Moment = Extract<Role, { readonly role: 'moment' }> & Pick<Parameter, 'shape'>;

function momentsOf(parameters: readonly Parameter[], { slots }: Optimizer): Moment[] {
  const trained = parameters.filter(p => p.trainable);
  return trained.flatMap(({ name: of, shape }) =>
    slots.map((name): Moment => ({ role: 'moment', of, name, shape })),
  );
}

function emptySlots(parameters: readonly Parameter[], rule: Optimizer): Map<string, Tensor> {
  return new Map(
    momentsOf(parameters, rule).map(moment => [stateName(moment), input(stateName(moment), moment.shape)]),
  );
}
