import { input } from '../graph/ops/leaf.ts';
import { label, type Shape, sizeOf, type Tensor } from '../graph/tensor.ts';
import { Random } from '../util/random.ts';
import { initialize } from './initializers.ts';
import type { Layer } from './layer.ts';
import {
  type Declarations,
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
}

export interface Forward {
  readonly output: Tensor;
  /** New values of the buffers that the pass changed. */
  readonly updates: ReadonlyMap<string, Tensor>;
  /** What layers showed of their insides: `features` is the last hidden layer of the network families. */
  readonly taps: ReadonlyMap<string, Tensor>;
}

export interface NetworkOptions {
  /** What layers compute with instead of their weight matrices. */
  readonly reparametrize?: Reparametrization;
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
 *   const D = new Network('discriminator', mlp({ hidden: [32, 32], output: 1 }), [2]);
 */
export class Network {
  readonly name: string;
  readonly layer: Layer;
  /** Shape of one sample. */
  readonly input: Shape;
  /** Shape of one result. */
  readonly output: Shape;
  readonly parameters: readonly Parameter[];
  /** Whether samples of a batch influence each other in training. */
  readonly couplesBatch: boolean;
  /** Whether they do so in inference mode too. */
  readonly couplesInference: boolean;
  /** Names of what layers show of their insides. */
  readonly taps: readonly string[];
  private readonly reparametrize: Reparametrization | undefined;

  constructor(name: string, layer: Layer, inputShape: Shape, options: NetworkOptions = {}) {
    this.name = name;
    this.layer = layer;
    this.input = inputShape;
    const declared: Declarations = { parameters: new Map(), couplesBatch: false, couplesInference: false };
    this.reparametrize = options.reparametrize && once(options.reparametrize);
    const pass: Pass = {
      values: new Map(),
      training: true,
      random: placeholders,
      updates: new Map(),
      taps: new Map(),
      reparametrize: options.reparametrize,
    };
    const x = input('x', [2, ...inputShape]);
    this.output = layer.apply(x, new Scope(name, pass, declared)).shape.slice(1);
    this.parameters = [...declared.parameters.values()];
    this.couplesBatch = declared.couplesBatch;
    this.couplesInference = declared.couplesInference;
    this.taps = [...pass.taps.keys()];
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
    const taps = new Map<string, Tensor>();
    const { reparametrize } = this;
    const output = this.layer.apply(x, new Scope(this.name, { ...options, updates, taps, reparametrize }));
    return { output: label(output, this.name), updates, taps };
  }

  /** The network as it is used after training: running averages, nothing random. [N, ...input] to [N, ...output] */
  infer(x: Tensor, values: ReadonlyMap<string, Tensor>): Tensor {
    return this.forward(x, { values, training: false, random: placeholders }).output;
  }

  /**
   * Initial values, a function of the seed and each parameter's name only.
   * @param dataMean mean of each data value in [0, 1], for the initialiser `marginals`
   */
  initialize(seed: number, dataMean?: ArrayLike<number>): Record<string, Float32Array> {
    const values: Record<string, Float32Array> = {};
    for (const { name, shape, init, fan, derived } of this.parameters) {
      const [fanIn, fanOut] = fan ?? [shape[0] ?? 1, shape[shape.length - 1] ?? 1];
      const random = new Random(seed, `init/${name}`);
      values[name] = derived
        ? derived.value(values[derived.from])
        : initialize(init, random, { shape, fanIn, fanOut, dataMean });
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
