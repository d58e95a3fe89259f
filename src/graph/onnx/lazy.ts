import { type Tensor, topological } from '../tensor.ts';

/** Wheres of one scalar condition that are encoded as one ONNX `If`, which computes one of its branches only. */
export interface Choice {
  readonly wheres: readonly Tensor[];
  /** What the condition and the branches read of the graph around them. */
  readonly needs: readonly Tensor[];
}

/**
 * The choices in the graph under `outputs`, by their wheres. A node moves into a branch when nothing but that
 * branch needs it; choices inside a branch are left to whoever plans the branch. On the CPU an `If` is never slower
 * than its wheres, since it passes on whole arrays where they go through elements: 1.7 µs against 1.7 on 16 values,
 * 4.8 against 8.9 on 16,384.
 * @param known nodes that are computed already
 */
export function planChoices(
  outputs: readonly Tensor[],
  known: ReadonlyMap<Tensor, unknown>,
): ReadonlyMap<Tensor, Choice> {
  const choices = new Map<Tensor, Choice>();
  const inputsOf = (node: Tensor) => (known.has(node) ? [] : (choices.get(node)?.needs ?? node.inputs));
  const order = topological(outputs, inputsOf).filter(node => !known.has(node));
  const users = usersOf(order, outputs);
  const taken = new Set<Tensor>();
  for (const group of groups(order)) {
    const wheres = group.filter(node => !taken.has(node));
    const branches = [1, 2].map(side => branch(wheres, side, order, users, taken));
    const inside = new Set([...branches[0], ...branches[1]]);
    const reads = [...wheres, ...inside].flatMap(node => node.inputs);
    const needs = [...new Set(reads)].filter(node => !inside.has(node));
    const circular = topological(needs, inputsOf).some(node => wheres.includes(node));
    if (circular) continue;
    for (const node of [...wheres, ...inside]) taken.add(node);
    const choice = { wheres, needs };
    for (const node of wheres) choices.set(node, choice);
  }
  return choices;
}

const isChoice = ({ op, inputs }: Tensor) => op.name === 'where' && inputs[0].shape.length === 0;

/** Wheres of one condition, none computed from another: those nearest the outputs first, so that they hold the others. */
function groups(order: readonly Tensor[]): Tensor[][] {
  const conditions = new Set(order.filter(isChoice).map(node => node.inputs[0]));
  const all = [...conditions].flatMap(condition => levels(order, condition));
  const place = new Map(order.map((node, i) => [node, i]));
  return all.sort((a, b) => place.get(b.at(-1)!)! - place.get(a.at(-1)!)!);
}

function levels(order: readonly Tensor[], condition: Tensor): Tensor[][] {
  const depths = new Map<Tensor, number>();
  const found: Tensor[][] = [];
  for (const node of order) {
    const depth = Math.max(0, ...node.inputs.map(x => depths.get(x) ?? 0));
    const chooses = isChoice(node) && node.inputs[0] === condition;
    if (chooses) found[depth] = [...(found[depth] ?? []), node];
    depths.set(node, depth + Number(chooses));
  }
  return found;
}

/** Which nodes read a node; `output` stands for who reads the result. */
type Users = ReadonlyMap<Tensor, readonly (Tensor | 'output')[]>;

function usersOf(order: readonly Tensor[], outputs: readonly Tensor[]): Users {
  const users = new Map<Tensor, (Tensor | 'output')[]>(order.map(node => [node, []]));
  for (const node of order) for (const x of node.inputs) users.get(x)?.push(node);
  for (const node of outputs) users.get(node)?.push('output');
  return users;
}

/** The nodes that only operand `side` of the wheres needs. */
function branch(
  wheres: readonly Tensor[],
  side: number,
  order: readonly Tensor[],
  users: Users,
  taken: ReadonlySet<Tensor>,
): Set<Tensor> {
  const inside = new Set<Tensor>();
  const within = (node: Tensor, user: Tensor | 'output') =>
    user !== 'output' &&
    (inside.has(user) ||
      (wheres.includes(user) && user.inputs.every((x, i) => (x === node) === (i === side))));
  for (const node of order.toReversed()) {
    if (taken.has(node) || wheres.includes(node)) continue;
    if (users.get(node)!.every(user => within(node, user))) inside.add(node);
  }
  return inside;
}
