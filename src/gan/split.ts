import { constantValues, input, inputName } from '../graph/ops/leaf.ts';
import { nameOf, type Program } from '../graph/program.ts';
import { type Tensor, topological } from '../graph/tensor.ts';
import { type GanStep, writeStep } from './step.ts';

/** A part of a step, between two places where gradients are known. */
export interface Stage {
  /** Without state: what it reads are inputs, what it leaves are outputs, {@link nextOf} a name for arrays of the state. */
  readonly program: Program;
  /** Outputs to average over the processes that share a minibatch, before the next stage: the gradients of a move. */
  readonly gradients: readonly string[];
}

/** What a stage calls the next value of an array of the state. */
export const nextOf = (name: string) => `next ${name}`;

/**
 * A step in stages: the first computes the gradients of the first move, the next updates the player and computes those of the
 * next move, and so on. Moves that do not depend on each other share a stage; those that a gradient flows through, as in
 * unrolling, are no border. Each stage is given all that the inputs of its program name: feeds, the state before the step, and
 * outputs of earlier stages. The numbers are those of the whole step.
 */
export function splitStep({ options }: GanStep): Stage[] {
  const borders = new Map<Tensor, number>();
  const step = writeStep(options, (computed, name, phase) => {
    const given = input(`gradient of ${name}, ${phase}`, computed.shape);
    borders.set(given, 0);
    return given;
  });
  const gradients = stagesOfGradients(step, borders);
  const roots = rootsOf(step);
  const stages = stagesOf(gradients, roots, borders);
  const cutter = new Cutter(stages);
  const count = most([...borders.values()]) + 1;
  const cut = Array.from({ length: count }, (_, i) => {
    const stage = count - 1 - i;
    const found = gradients.filter(g => g.stage === stage);
    const results = [
      ...found.map(({ name, computed }) => [name, computed] as const),
      ...roots.filter(([, root]) => (stages.get(root) ?? 0) === stage),
    ];
    return { program: cutter.program(stage, results), gradients: found.map(g => g.name) };
  });
  return cut.reverse();
}

interface Gradient {
  readonly name: string;
  readonly computed: Tensor;
  /** In which stage it is computed. */
  readonly stage: number;
}

/** Orders the moves into stages; sets for each given gradient the first stage that has it. */
function stagesOfGradients({ moves }: GanStep, borders: Map<Tensor, number>): Gradient[] {
  const earliest = new Map<Tensor, number>();
  const stageOf = (roots: readonly Tensor[]) => {
    for (const node of topological(roots)) {
      earliest.set(node, borders.get(node) ?? most(node.inputs.map(x => earliest.get(x)!)));
    }
    return most(roots.map(root => earliest.get(root)!));
  };
  return moves.flatMap(({ update: { arrays, differentiated } }) => {
    if (differentiated) return [];
    const stage = stageOf(arrays.map(a => a.computed));
    for (const { given } of arrays) borders.set(given, stage + 1);
    return arrays.map(({ computed, given }) => ({ name: nameOf(given), computed, stage }));
  });
}

const most = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b), 0);

/** The outputs of the step, and the state that changes, by the names that stages give them. */
function rootsOf({ program: { outputs, state } }: GanStep): [name: string, node: Tensor][] {
  const changed = state.filter(({ value, next }) => value !== next);
  return [
    ...Object.entries(outputs),
    ...changed.map(({ value, next }): [string, Tensor] => [nextOf(nameOf(value)), next]),
  ];
}

/**
 * In which stage each node is computed: what gradients need as late as they allow; other results where what they are made of is
 * at hand, so that little has to pass from stage to stage.
 */
function stagesOf(
  gradients: readonly Gradient[],
  roots: readonly (readonly [string, Tensor])[],
  borders: ReadonlyMap<Tensor, number>,
): Map<Tensor, number> {
  const needed = latest(gradients.map(({ computed, stage }) => [computed, stage]));
  const soonest = new Map<Tensor, number>();
  for (const node of topological(roots.map(([, root]) => root))) {
    const own = isLeaf(node) ? borders.get(node) : needed.get(node);
    soonest.set(node, own ?? most(node.inputs.map(x => soonest.get(x)!)));
  }
  const rest = latest(roots.map(([, root]) => [root, soonest.get(root)!]));
  return new Map([...rest, ...needed]);
}

/** The latest stage of each node under some that are due. */
function latest(due: readonly (readonly [Tensor, number])[]): Map<Tensor, number> {
  const stages = new Map<Tensor, number>();
  const lower = (node: Tensor, stage: number) =>
    stages.set(node, Math.min(stage, stages.get(node) ?? Number.POSITIVE_INFINITY));
  for (const [node, stage] of due) lower(node, stage);
  for (const node of topological(due.map(([node]) => node)).reverse()) {
    for (const x of node.inputs) lower(x, stages.get(node)!);
  }
  return stages;
}

const isLeaf = (node: Tensor) => inputName(node) !== undefined || constantValues(node) !== undefined;

/** Cuts a graph into programs, last stage first, so that each knows what the later ones need of it. */
class Cutter {
  private readonly stages: ReadonlyMap<Tensor, number>;
  /** What passes from a stage to later ones, by the names that it has between them. */
  private readonly passing = new Map<Tensor, string>();

  constructor(stages: ReadonlyMap<Tensor, number>) {
    this.stages = stages;
  }

  program(stage: number, results: readonly (readonly [string, Tensor])[]): Program {
    const inputs = new Map<string, Tensor>();
    const copies = new Map<Tensor, Tensor>();
    const read = (name: string, node: Tensor) => {
      if (!inputs.has(name)) inputs.set(name, input(name, node.shape, node.dtype as 'float' | 'int'));
      return inputs.get(name)!;
    };
    const own = [...this.passing].filter(([node]) => this.stages.get(node) === stage);
    const wanted = [...results, ...own.map(([node, name]) => [name, node] as const)];
    const here = (node: Tensor) => node.dtype !== 'float' || (this.stages.get(node) ?? stage) >= stage; // flags and classes are made anew
    const inputsOf = (node: Tensor) => (here(node) ? node.inputs : []);
    const roots = wanted.map(([, result]) => result);
    for (const node of topological(roots, inputsOf)) {
      const name = inputName(node);
      if (name !== undefined) copies.set(node, read(name, node));
      else if (here(node) || isLeaf(node))
        copies.set(node, { ...node, inputs: node.inputs.map(x => copies.get(x)!) });
      else copies.set(node, read(this.pass(node), node));
    }
    const outputs = wanted.map(([name, result]) => [name, copies.get(result)!] as const);
    return { inputs: [...inputs.values()], state: [], outputs: Object.fromEntries(outputs) };
  }

  private pass(node: Tensor): string {
    const name = this.passing.get(node) ?? `value ${this.passing.size + 1}`;
    this.passing.set(node, name);
    return name;
  }
}
