import { input } from '../graph/ops/leaf.ts';
import {
  formatShape,
  label,
  type Shape,
  sameShape,
  shapeError,
  sizeOf,
  type Tensor,
} from '../graph/tensor.ts';
import { type Condition, conditionShape } from '../util/condition.ts';
import { UserError } from '../util/error.ts';
import { Random } from '../util/random.ts';
import { initialize } from './initializers.ts';
import type { Layer } from './layer.ts';
import {
  type Declarations,
  type Note,
  type Parameter,
  type Pass,
  type RandomSource,
  type Reparametrization,
  type Reparametrized,
  Scope,
} from './scope.ts';

export interface ForwardOptions {
  /** Current values of parameters and buffers by name. */
  readonly values: ReadonlyMap<string, Tensor>;
  readonly training: boolean;
  readonly random: RandomSource;
  /** What the samples are conditioned on: see `Scope.condition`. Needed by a network with a condition, and only by it. */
  readonly condition?: Tensor;
  /** Where each layer that is passed is noted. */
  readonly notes?: Note[];
}

export interface Forward {
  readonly output: Tensor;
  /** New values of the buffers that the pass changed. */
  readonly updates: ReadonlyMap<string, Tensor>;
  /** What layers showed by name: `features` is the last hidden layer of the network families. */
  readonly intermediates: ReadonlyMap<string, Tensor>;
}

export interface NetworkOptions {
  /** What layers compute with instead of their weight matrices. */
  readonly reparametrize?: Reparametrization;
  /** What each sample is conditioned on; default nothing. */
  readonly condition?: Condition;
  /** Samples in a pack that the network judges together, each with its condition; default 1. */
  readonly pac?: number;
  /** Of the input; `int` for classes, as an embedding takes them. Default `float`. */
  readonly dtype?: 'float' | 'int';
}

/** Random arrays that nobody draws: for tracing, and for passes that must not be random. */
const placeholders: RandomSource = {
  uniform: shape => input('uniform', shape),
  normal: shape => input('normal', shape),
};

/**
 * A layer with a name and an input shape: knows its parameters and applies itself to batches.
 *
 * @example
 *   const D = new Network('discriminator', mlp({ hidden: [32, 32], output: [1] }), [2]);
 */
export class Network {
  readonly name: string;
  readonly layer: Layer;
  /** Shape of one sample. */
  readonly input: Shape;
  /** Shape of one result. */
  readonly output: Shape;
  /** What each sample is conditioned on. */
  readonly condition: Condition | undefined;
  readonly parameters: readonly Parameter[];
  /** Whether samples of a batch influence each other in training. */
  readonly couplesBatch: boolean;
  /** Whether they do so in inference mode too. */
  readonly couplesInference: boolean;
  /** Names of the intermediate values that layers show. */
  readonly intermediates: readonly string[];
  /** What layers compute with instead of their weight matrices. */
  readonly reparametrize: Reparametrization | undefined;
  /** Samples in a pack that it judges together. */
  readonly pac: number;

  constructor(name: string, layer: Layer, inputShape: Shape, options: NetworkOptions = {}) {
    this.name = name;
    this.layer = layer;
    this.input = inputShape;
    this.condition = options.condition;
    this.pac = options.pac ?? 1;
    const declared: Declarations = {
      parameters: new Map(),
      conditional: false,
      couplesBatch: false,
      couplesInference: false,
    };
    this.reparametrize = options.reparametrize && once(options.reparametrize);
    const pass: Pass = {
      values: new Map(),
      training: true,
      random: placeholders,
      updates: new Map(),
      intermediates: new Map(),
      reparametrize: options.reparametrize,
      condition: this.conditionInput('y', 2),
      conditionKind: this.condition,
    };
    const x = input('x', [2, ...inputShape], options.dtype);
    this.output = layer.apply(x, new Scope(name, pass, declared)).shape.slice(1);
    this.parameters = [...declared.parameters.values()];
    this.couplesBatch = declared.couplesBatch;
    this.couplesInference = declared.couplesInference;
    if (this.condition && !declared.conditional) {
      throw new UserError(
        `${name}: expected a layer that reads the condition, such as concatCondition() or projection(), got none; without one every condition is the same`,
      );
    }
    this.intermediates = [...pass.intermediates.keys()];
  }

  /** Number of trained values. */
  get size(): number {
    return this.parameters.reduce((n, p) => n + (p.trainable ? sizeOf(p.shape) : 0), 0);
  }

  /** An input node for each parameter and buffer. */
  variables(prefix = ''): Map<string, Tensor> {
    return new Map(this.parameters.map(p => [p.name, input(prefix + p.name, p.shape)]));
  }

  /** Applies the network to a batch [N, ...input]. */
  forward(x: Tensor, options: ForwardOptions): Forward {
    const updates = new Map<string, Tensor>();
    const intermediates = new Map<string, Tensor>();
    this.checkCondition(x.shape[0], options.condition);
    const { reparametrize, condition: conditionKind } = this;
    const pass = { ...options, updates, intermediates, reparametrize, conditionKind };
    const output = this.layer.apply(x, new Scope(this.name, pass));
    return { output: label(output, this.name), updates, intermediates };
  }

  /** The network as it is used after training: running averages, nothing random. [N, ...input] to [N, ...output] */
  infer(x: Tensor, values: ReadonlyMap<string, Tensor>, condition?: Tensor): Tensor {
    return this.forward(x, { values, training: false, random: placeholders, condition }).output;
  }

  /** An input node for the conditions of N samples (or packs); undefined without a condition. */
  conditionInput(name: string, count: number): Tensor | undefined {
    const { condition, pac } = this;
    return condition && input(name, [count, ...packedCondition(condition, pac)], dtypeOf(condition));
  }

  private checkCondition(count: number, given: Tensor | undefined): void {
    const { condition, pac, name } = this;
    const expected = condition && [count, ...packedCondition(condition, pac)];
    if (!expected && !given) return;
    const typed = !condition || given?.dtype === dtypeOf(condition);
    if (expected && given && typed && sameShape(expected, given.shape)) return;
    const told = (shape: Shape | undefined, dtype?: string) =>
      shape ? `${dtype} ${formatShape(shape)}` : 'none';
    throw shapeError(
      name,
      `conditions ${told(expected, condition && dtypeOf(condition))}`,
      told(given?.shape, given?.dtype),
    );
  }

  /**
   * Initial values, a function of the seed and each parameter's name only.
   * @param dataMean mean of each data value in [0, 1], for the initialiser `marginals`
   */
  initialize(seed: number, dataMean?: ArrayLike<number>): Record<string, Float32Array> {
    const values: Record<string, Float32Array> = {};
    for (const { name, shape, init, fan, derived, values: given, missing } of this.parameters) {
      if (missing)
        throw new UserError(`${name}: expected ${missing}, got none; a run takes them when it is set up`);
      const [fanIn, fanOut] = fan ?? [shape[0] ?? 1, shape[shape.length - 1] ?? 1];
      const random = new Random(seed, `init/${name}`);
      if (given) values[name] = given.slice();
      else if (derived) values[name] = derived.value(values[derived.from]);
      else values[name] = initialize(init, random, { shape, fanIn, fanOut, dataMean });
    }
    return values;
  }
}

/** Passes of one mode with the same weights share what these are reparametrised to. */
function once(reparametrize: Reparametrization): Reparametrization {
  const known = [new WeakMap<Tensor, Reparametrized>(), new WeakMap<Tensor, Reparametrized>()];
  return (weight, scope) => {
    const inMode = known[Number(scope.training)];
    const result = inMode.get(weight.value) ?? reparametrize(weight, scope);
    inMode.set(weight.value, result);
    return result;
  };
}

/** Of the conditions of one sample, or of a pack: classes are [pac], the last axis of the others is pac times as long. */
function packedCondition(condition: Condition, pac: number): Shape {
  const shape = conditionShape(condition);
  if (pac === 1) return shape;
  return condition.kind === 'class' ? [pac] : [...shape.slice(0, -1), shape[shape.length - 1] * pac];
}

/** Of the conditions' values. */
export function dtypeOf({ kind }: Condition): 'float' | 'int' {
  return kind === 'class' ? 'int' : 'float';
}
