import { inputName } from './ops/leaf.ts';
import type { Tensor } from './tensor.ts';

/** A value that one step leaves for the next: a parameter, a moment, a running average. */
export interface Carried {
  /** An input node. */
  readonly value: Tensor;
  /** What it becomes; same shape. */
  readonly next: Tensor;
}

/** One step of a computation: what it is given, what it carries and what it returns. */
export interface Program {
  /** Input nodes that are given anew at each step: data, noise, learning rates. */
  readonly inputs: readonly Tensor[];
  readonly state: readonly Carried[];
  /** Results of each step, by name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
}

/** State that a program only reads, such as the weights of a trained network: it carries each value as it is. */
export function unchanged(values: Iterable<Tensor>): Carried[] {
  return [...values].map(value => ({ value, next: value }));
}

/** The name of an input or state node of a program. */
export function nameOf(node: Tensor): string {
  const name = inputName(node);
  if (name === undefined) throw new Error(`internal: '${node.op.name}' (${node.scope}) is not an input node`);
  return name;
}

/** Applies a pass to all that a program computes. */
export function mapProgram(program: Program, pass: (outputs: readonly Tensor[]) => Tensor[]): Program {
  const names = Object.keys(program.outputs);
  const roots = pass([...Object.values(program.outputs), ...program.state.map(s => s.next)]);
  return {
    inputs: program.inputs,
    state: program.state.map((s, i) => ({ value: s.value, next: roots[names.length + i] })),
    outputs: Object.fromEntries(names.map((name, i) => [name, roots[i]])),
  };
}
