import { UserError } from '../util/error.ts';

/** Dimensions, static: `[]` is a scalar. */
export type Shape = readonly number[];

/** Element kind: `float` is float32 on a device and float64 in the interpreter, `int` is int64. */
export type DType = 'float' | 'int' | 'bool';

export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Concrete values in the interpreter, row-major; ints and bools (0 or 1) are held as doubles. */
export interface Values {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** What an op's `emit` writes to: ONNX nodes and constants by the name of their output. */
export interface Emitter {
  /** Adds a node with one output; returns the output's name. */
  node(type: string, inputs: readonly string[], attributes?: OnnxAttributes): string;
  ints(values: readonly number[]): string;
  float(value: number): string;
  tensor(type: TensorType, data: ArrayLike<number>): string;
}

export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/**
 * All that the compiler knows of one operation. A record that lacks a facet does not compile.
 * `vjp` builds graph, so gradients can be differentiated again.
 */
export interface Op<A = unknown> {
  readonly name: string;
  /** Type of the result; throws on operands that do not fit. */
  infer(inputs: readonly TensorType[], attrs: A): TensorType;
  /** Gradient with respect to each input, given the gradient with respect to the output; null where it is zero. */
  vjp(node: Tensor<A>, grad: Tensor): readonly (Tensor | null)[];
  /** The operation in float64. */
  reference(inputs: readonly Values[], attrs: A, type: TensorType): Float64Array;
  /** The operation in ONNX; returns the name of the result. */
  emit(onnx: Emitter, inputs: readonly string[], node: Tensor<A>): string;
}

/** A node of the graph: the symbolic result of one operation. */
export interface Tensor<A = unknown> extends TensorType {
  readonly op: Op<A>;
  readonly inputs: readonly Tensor[];
  readonly attrs: A;
  /** Path of the part that made it, such as `discriminator/dense1`; set once, by {@link label}. */
  scope?: string;
}

/** An operand: a tensor, or a number that stands for a scalar constant. */
export type Operand = Tensor | number;

/** Adds a node to the graph. */
export function apply<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor<A> {
  return { op, inputs, attrs, ...op.infer(inputs, attrs) };
}

/** Names `tensor` and every still unnamed node that it is computed from; returns `tensor`. */
export function label<T extends Tensor>(tensor: T, scope: string): T {
  const pending: Tensor[] = [tensor];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.scope !== undefined) continue;
    node.scope = scope;
    pending.push(...node.inputs);
  }
  return tensor;
}

/**
 * Every node that `outputs` are computed from, inputs before users.
 * @param inputsOf what a node is computed from
 */
export function topological(
  outputs: Iterable<Tensor>,
  inputsOf = (node: Tensor): readonly Tensor[] => node.inputs,
): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  const pending: [Tensor, number][] = [];
  for (const output of outputs) {
    if (!seen.has(output)) pending.push([output, 0]);
    seen.add(output);
    while (pending.length > 0) {
      const top = pending[pending.length - 1];
      const next = inputsOf(top[0])[top[1]++];
      if (next === undefined) {
        order.push(top[0]);
        pending.pop();
      } else if (!seen.has(next)) {
        seen.add(next);
        pending.push([next, 0]);
      }
    }
  }
  return order;
}

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, d) => product * d, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((d, i) => d === b[i]);
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** The shape to which `a` and `b` broadcast by NumPy's rule: aligned at the right, 1 stretches. */
export function broadcastShapes(a: Shape, b: Shape, where: string): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const p = a[i - rank + a.length] ?? 1;
    const q = b[i - rank + b.length] ?? 1;
    if (p !== q && p !== 1 && q !== 1) {
      throw shapeError(where, `shapes that broadcast`, `${formatShape(a)} and ${formatShape(b)}`);
    }
    return p === 1 ? q : p;
  });
}

/** Strides, in elements, of a row-major array. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1] * shape[i + 1];
  return strides;
}

/** `axis` counted from the front; throws when it is not one of `rank` axes. */
export function normalizeAxis(axis: number, rank: number, where: string): number {
  const normalized = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= rank) {
    throw shapeError(where, `an axis from ${-rank} to ${rank - 1}`, String(axis));
  }
  return normalized;
}

export function shapeError(where: string, expected: string, got: string): UserError {
  return new UserError(`${where}: expected ${expected}, got ${got}`);
}
