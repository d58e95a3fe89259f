import { input } from '../graph/ops/leaf.ts';
import { type Shape, sameShape, sizeOf, type Tensor } from '../graph/tensor.ts';
import type { Condition } from '../util/condition.ts';
import { assert, UserError } from '../util/error.ts';
import type { Initializer } from './initializers.ts';

/** How a parameter is laid out in files, where PyTorch's order is kept. */
export type Layout =
  | { readonly kind: 'plain' }
  /** Here [in, out], in files [out, in]. */
  | { readonly kind: 'dense' }
  /** Here [kh·kw·C, O], in files [O, C, kh, kw], C the channels of one group; `transposed`: the first are the outputs, and what is O the inputs. */
  | { readonly kind: 'filter'; readonly kernel: readonly [number, number]; readonly transposed?: boolean };

/** What a layer says of a parameter or buffer. */
export interface ParameterSpec {
  readonly shape: Shape;
  readonly init: Initializer;
  /** The initial value itself, such as a pretrained weight; instead of `init`. */
  readonly values?: Float32Array;
  /** What the initial value must be that is not drawn, such as `the weights of MobileNetV2`; only where none is given. */
  readonly missing?: string;
  /** The initial value as a function of that of a parameter declared before, by its full name; instead of `init`. */
  readonly derived?: { readonly from: string; value(source: Float32Array): Float32Array };
  /** Default the first and the last axis. */
  readonly fan?: readonly [fanIn: number, fanOut: number];
  readonly layout?: Layout;
  /** Factor of the learning rate for this parameter, such as 0.01 in StyleGAN's mapping network; default 1. */
  readonly lrFactor?: number;
}

/** A named array of a network: trained, or a buffer that the forward pass itself updates. */
export interface Parameter extends ParameterSpec {
  /** Such as `generator/dense1/weight`. */
  readonly name: string;
  readonly trainable: boolean;
}

/** Where layers get random arrays from, such as dropout masks: inputs drawn anew at each step. */
export interface RandomSource {
  /** U[0, 1) */
  uniform(shape: Shape): Tensor;
  /** N(0, 1) */
  normal(shape: Shape): Tensor;
}

/** A weight matrix that a layer declares, and its name below the layer's path. */
export interface Weight extends ParameterSpec {
  readonly name: string;
  readonly value: Tensor;
}

/** What a layer computes with instead of a weight matrix, such as that matrix over its spectral norm. */
export type Reparametrization = (weight: Weight, scope: Scope) => Reparametrized;

export interface Reparametrized {
  readonly value: Tensor;
  /** New values of buffers, by name below the layer's path. */
  readonly updates?: Readonly<Record<string, Tensor>>;
}

/** A layer as a pass went through it. */
export interface Note {
  readonly kind: string;
  /** What it does beside its parameters, such as a stride. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Of its scope, such as `generator/dense1`. */
  readonly path: string;
  readonly x: Tensor;
  readonly y: Tensor;
}

/** One forward pass of a network: the values it reads and what it leaves behind. */
export interface Pass {
  readonly values: ReadonlyMap<string, Tensor>;
  /** Training mode: batch statistics and dropout; inference mode: running averages, no dropout. */
  readonly training: boolean;
  readonly random: RandomSource;
  /** New values of buffers. */
  readonly updates: Map<string, Tensor>;
  /** Intermediate values that layers showed, by name, such as `features`. */
  readonly intermediates: Map<string, Tensor>;
  readonly reparametrize?: Reparametrization;
  /** What the samples are conditioned on, row by row: int classes [N], or [N, ...] vectors or images. */
  readonly condition?: Tensor;
  readonly conditionKind?: Condition;
  /** Where each layer that is passed is noted, inner ones before outer ones. */
  readonly notes?: Note[];
}

/** Whether a parameter is the matrix of a dense layer or a convolution, [in, out]. */
export function isMatrix({ layout = { kind: 'plain' } }: Pick<ParameterSpec, 'layout'>): boolean {
  return layout.kind !== 'plain';
}

/** Collects what a network declares when it is first traced. */
export interface Declarations {
  readonly parameters: Map<string, Parameter>;
  /** Whether a layer read the condition. */
  conditional: boolean;
  couplesBatch: boolean;
  couplesInference: boolean;
}

/** Where layers are frozen, and the values of their arrays by name below that path; default their initial ones. */
interface Frozen {
  readonly path: string;
  readonly values?: Readonly<Record<string, Float32Array>>;
  /** What the values are that must be given before anything is trained; default: initial ones will do. */
  readonly pretrained?: string;
}

/** What a layer sees of the network that it is part of: its parameters, by name below its own path. */
export class Scope {
  readonly path: string;
  private readonly pass: Pass;
  private readonly declared: Declarations | undefined;
  private readonly frozen: Frozen | undefined;
  private readonly children = new Map<string, number>();

  constructor(path: string, pass: Pass, declared?: Declarations, frozen?: Frozen) {
    this.path = path;
    this.pass = pass;
    this.declared = declared;
    this.frozen = frozen;
  }

  get training(): boolean {
    return this.pass.training && !this.frozen;
  }

  get random(): RandomSource {
    return this.pass.random;
  }

  /**
   * What the samples are conditioned on: int classes [N], vectors or images [N, ...]; undefined in a network without a
   * condition. Where D judges packs of p samples, classes are [N, p] and the last axis of the others is p times as long.
   */
  get condition(): Tensor | undefined {
    if (this.declared) this.declared.conditional = true;
    return this.pass.condition;
  }

  /** What kind of condition it is. */
  get conditionKind(): Condition | undefined {
    return this.pass.conditionKind;
  }

  /** The scope of the next part of this kind: `dense1`, `dense2`, … */
  child(kind: string): Scope {
    const count = (this.children.get(kind) ?? 0) + 1;
    this.children.set(kind, count);
    return new Scope(`${this.path}/${kind}${count}`, this.pass, this.declared, this.frozen);
  }

  /** This scope with all that is below it frozen, see the layer `frozen`. */
  freeze(values?: Frozen['values'], pretrained?: string): Scope {
    return new Scope(this.path, this.pass, this.declared, { path: this.path, values, pretrained });
  }

  /** A trained array; a weight matrix as the network reparametrises it. */
  parameter(name: string, spec: ParameterSpec): Tensor {
    if (this.frozen) return this.get(name, spec, false);
    const value = this.get(name, spec, true);
    const { reparametrize } = this.pass;
    if (!reparametrize || !isMatrix(spec)) return value;
    const used = reparametrize({ ...spec, name, value }, this);
    for (const [buffer, next] of Object.entries(used.updates ?? {})) this.update(buffer, next);
    return used.value;
  }

  /** An array that training leaves alone and {@link update} changes. */
  buffer(name: string, spec: ParameterSpec): Tensor {
    return this.get(name, spec, false);
  }

  /** Sets what a buffer will hold after this pass. */
  update(name: string, value: Tensor): void {
    if (!this.frozen) this.pass.updates.set(`${this.path}/${name}`, value);
  }

  /** Tells whoever takes notes that a layer was passed. */
  note(passed: Note): void {
    this.pass.notes?.push(passed);
  }

  /** Shows an intermediate value to whoever applies the network. */
  show(name: string, value: Tensor): void {
    this.pass.intermediates.set(name, value);
  }

  /**
   * Declares that samples of one batch influence each other: in every pass, as in minibatch layers, or in training only, as
   * under batch normalisation.
   */
  coupleBatch(when: 'always' | 'training' = 'always'): void {
    if (!this.declared || (this.frozen && when === 'training')) return;
    this.declared.couplesBatch = true;
    if (when === 'always') this.declared.couplesInference = true;
  }

  private get(name: string, spec: ParameterSpec, trainable: boolean): Tensor {
    const full = `${this.path}/${name}`;
    if (this.declared) {
      assert(!this.declared.parameters.has(full), `parameter '${full}' is declared twice`);
      const values = this.frozen && frozenValue(this.frozen, full, spec.shape);
      const missing = values ? undefined : this.frozen?.pretrained;
      const given = { ...(values && { values }), ...(missing && { missing }) };
      this.declared.parameters.set(full, { ...spec, ...given, name: full, trainable });
      return input(full, spec.shape);
    }
    const value = this.pass.values.get(full);
    assert(value && sameShape(value.shape, spec.shape), `no value of shape [${spec.shape}] for '${full}'`);
    return value;
  }
}

/** The value that a frozen array is given. */
function frozenValue({ path, values }: Frozen, full: string, shape: Shape): Float32Array | undefined {
  if (!values) return undefined;
  const value = values[full.slice(path.length + 1)];
  if (value?.length === sizeOf(shape)) return value;
  throw new UserError(
    `${full}: expected ${sizeOf(shape)} frozen values, got ${value?.length ?? 'none'}; they belong to another network`,
  );
}
