import { grad } from '../graph/grad.ts';
import { input } from '../graph/ops/leaf.ts';
import type { Carried } from '../graph/program.ts';
import { label, type Tensor } from '../graph/tensor.ts';
import type { Network } from '../nn/network.ts';
import type { Optimizer, Rates } from '../nn/optimizers/optimizer.ts';
import { at, type Schedule } from '../nn/schedule.ts';
import type { Feeds } from './feeds.ts';

/** A rule for one player's updates, with its rates. */
export interface PlayerOptimizer {
  readonly rule: Optimizer;
  readonly learningRate: Schedule;
  /** Used by rules with a velocity; default 0. */
  readonly momentum?: Schedule;
}

/** What one update computed, for whoever looks for the origin of a NaN. */
export interface Watched {
  /** Such as `ascent 1 of D`. */
  readonly phase: string;
  /** Such as `gradient of discriminator/dense1/weight`. */
  readonly what: string;
  readonly tensor: Tensor;
}

/**
 * One player of the game while its step is written: the network, and the current symbolic values of its
 * parameters, buffers and optimiser slots, which updates replace.
 */
export class Player {
  readonly network: Network;
  private readonly optimizer: PlayerOptimizer;
  private readonly updatesPerStep: number;
  private readonly start: Map<string, Tensor>;
  private readonly slotStart = new Map<string, Tensor>();
  private readonly slots: Map<string, Tensor>;
  private updates = 0;
  values: Map<string, Tensor>;

  /** @param updatesPerStep how many times {@link descend} will be called: it fixes the count t of each update */
  constructor(network: Network, optimizer: PlayerOptimizer, updatesPerStep: number) {
    this.network = network;
    this.optimizer = optimizer;
    this.updatesPerStep = updatesPerStep;
    this.start = network.variables();
    this.values = new Map(this.start);
    for (const { name, shape, trainable } of network.parameters) {
      if (!trainable) continue;
      for (const slot of optimizer.rule.slots) {
        const key = `${name}:${slot}`;
        this.slotStart.set(key, input(key, shape));
      }
    }
    this.slots = new Map(this.slotStart);
  }

  /** Takes over what a forward pass left in the buffers. */
  keep(updates: ReadonlyMap<string, Tensor>): void {
    for (const [name, value] of updates) this.values.set(name, value);
  }

  /** One descent of `loss`; returns what it computed. */
  descend(loss: Tensor, feeds: Feeds, phase: string): Watched[] {
    const trained = this.network.parameters.filter(p => p.trainable).map(p => p.name);
    const gradients = grad(
      loss,
      trained.map(name => this.values.get(name)!),
    );
    const scalars = this.scalars(feeds);
    const watched: Watched[] = [{ phase, what: `loss of the ${this.network.name}`, tensor: loss }];
    trained.forEach((name, i) => {
      watched.push({ phase, what: `gradient of ${name}`, tensor: gradients[i] });
      watched.push({ phase, what: `value of ${name}`, tensor: this.update(name, gradients[i], scalars) });
    });
    return watched;
  }

  private update(name: string, gradient: Tensor, scalars: Record<string, Tensor>): Tensor {
    const { rule } = this.optimizer;
    const slots = Object.fromEntries(rule.slots.map(slot => [slot, this.slots.get(`${name}:${slot}`)!]));
    const updated = rule.update(this.values.get(name)!, gradient, slots, scalars);
    this.values.set(name, label(updated.value, `update/${name}`));
    for (const slot of rule.slots) {
      this.slots.set(`${name}:${slot}`, label(updated.slots[slot], `update/${name}`));
    }
    return updated.value;
  }

  /** The rule's numbers for this update, as inputs fed at each step. */
  private scalars(feeds: Feeds): Record<string, Tensor> {
    const { rule, learningRate, momentum = 0 } = this.optimizer;
    const index = this.updates++;
    const numbers = (step: number) => {
      const rates: Rates = { learningRate: at(learningRate, step), momentum: at(momentum, step) };
      return rule.numbers(step * this.updatesPerStep + index + 1, rates);
    };
    return Object.fromEntries(
      rule.scalars.map((scalar, i) => {
        const name = `${this.network.name}/${scalar}${index + 1}`;
        return [scalar, feeds.scalar(name, step => numbers(step)[i])];
      }),
    );
  }

  /** Everything that the player carries to the next step. */
  carried(): Carried[] {
    const pairs = (start: Map<string, Tensor>, now: Map<string, Tensor>) =>
      [...start].map(([name, value]) => ({ value, next: now.get(name)! }));
    return [...pairs(this.start, this.values), ...pairs(this.slotStart, this.slots)];
  }
}
