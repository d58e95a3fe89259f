import { input } from '../../graph/ops/leaf.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { UserError } from '../../util/error.ts';
import type { Network } from '../network.ts';
import type { Note } from '../scope.ts';
import { forms } from './forms.ts';

/** One operation of a network in inference mode, as PyTorch has it. */
export interface Call extends Pick<Note, 'kind' | 'about' | 'path'> {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
}

/** A network as a list of calls, operands before users. */
export interface Trace {
  readonly network: Network;
  readonly input: Tensor;
  readonly output: Tensor;
  readonly calls: readonly Call[];
  /** Layers that do something in training only, but hold arrays. */
  readonly idle: readonly Call[];
}

/** Operations between layers that PyTorch writes the same way. */
const PLAIN = ['add', 'mul'];

/** @throws UserError when a layer has no form in PyTorch here */
export function traced(network: Network): Trace {
  const x = input('x', [2, ...network.input]);
  const notes: Note[] = [];
  const { output } = network.forward(x, {
    values: network.variables(),
    training: false,
    random: { uniform: shape => input('uniform', shape), normal: shape => input('normal', shape) },
    condition: network.conditionInput('y', 2),
    notes,
  });
  const passed = new Map<Tensor, Note>();
  for (const note of notes) {
    if (Object.hasOwn(forms, note.kind) && note.y !== note.x && !passed.has(note.y)) passed.set(note.y, note);
  }
  const idle = notes
    .filter(note => note.y === note.x && forms[note.kind]?.modules)
    .map(({ kind, about, path, x: given, y }) => ({ kind, about, path, inputs: [given], output: y }));
  return { network, input: x, output, calls: ordered(x, output, passed), idle };
}

function ordered(x: Tensor, output: Tensor, passed: ReadonlyMap<Tensor, Note>): Call[] {
  const calls: Call[] = [];
  const known = new Set([x]);
  const visit = (node: Tensor): void => {
    if (known.has(node)) return;
    known.add(node);
    const note = passed.get(node);
    if (!note && !PLAIN.includes(node.op.name)) throw refused(node);
    const { kind, about, path } = note ?? { kind: node.op.name, about: {}, path: '' };
    const inputs = note ? [note.x] : node.inputs;
    inputs.forEach(visit);
    calls.push({ kind, about, path, inputs, output: node });
  };
  visit(output);
  return calls;
}

function refused({ scope, op }: Tensor): UserError {
  return new UserError(
    `${scope}: expected layers that have a form in PyTorch, got ${op.name} of one that has none; export to onnx`,
  );
}
