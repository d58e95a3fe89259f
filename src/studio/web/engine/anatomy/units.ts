import { input } from '../../../../graph/ops/leaf.ts';
import { reshape } from '../../../../graph/ops/shape.ts';
import { mean } from '../../../../graph/ops/statistics.ts';
import type { Tensor } from '../../../../graph/tensor.ts';
import type { Network } from '../../../../nn/network.ts';
import type { Note } from '../../../../nn/scope.ts';

/** A layer of units in a pass: what they say, after normalisation and activation, and the weights into them. */
export interface UnitLayer {
  /** Below the network, such as `dense1`. */
  readonly name: string;
  readonly units: number;
  /** [n, units] */
  readonly values: Tensor;
  /** As the layer computes with them; of units of several pieces the mean of these. [in, units] */
  readonly weights: Tensor;
  /** Name of the parameter, where there is one of this length. */
  readonly bias?: string;
  /** What its units do to their sum, such as `leaky-relu`; empty for nothing. */
  readonly activation: string;
}

/**
 * The layers of units of a network in inference mode, first to last; the last one is its output.
 * A dense layer begins one, and what is applied to its units alone belongs to it.
 */
export function unitLayers(
  network: Network,
  x: Tensor,
  values: ReadonlyMap<string, Tensor>,
  condition?: Tensor,
): UnitLayer[] {
  const notes: Note[] = [];
  const random = {
    uniform: (shape: readonly number[]) => input('uniform', shape),
    normal: (shape: readonly number[]) => input('normal', shape),
  };
  network.forward(x, { values, training: false, random, condition, notes });
  const layers: Growing[] = [];
  for (const note of notes) take(layers, note, network);
  return layers.map(layer => asLayer(layer, network.name));
}

interface Growing extends Note {
  matrix: Tensor;
  values: Tensor;
  bias?: string;
  activation: string;
}

/** Layers that do nothing to a value, and normalisations: neither is what a unit is known by. */
const QUIET = ['linear', 'flatten', 'reshape', 'dropout', 'intermediate', 'sequential'];

function take(layers: Growing[], note: Note, network: Network): void {
  const matrix = note.kind === 'dense' && matrixOf(note);
  if (matrix) {
    const bias = network.parameters.find(({ name }) => name === `${note.path}/bias`)?.name;
    layers.push({ ...note, matrix, values: note.y, bias, activation: '' });
    return;
  }
  const layer = layers.at(-1);
  if (!layer || note.y.shape.length !== 2) return;
  const around = note.x === layer.x; // such as maxout, which holds the dense layer
  const after = note.x === layer.values && note.y.shape[1] === layer.values.shape[1];
  if (!around && !after) return;
  layer.values = note.y;
  const named = !QUIET.includes(note.kind) && !/norm/i.test(note.kind);
  if (named) layer.activation = note.kind;
}

/** The weights that a dense layer multiplies by. */
function matrixOf({ x, y }: Note): Tensor | undefined {
  if (y.op.name === 'matmul' && y.inputs[0] === x) return y.inputs[1];
  return y.inputs.find(({ op, inputs }) => op.name === 'matmul' && inputs[0] === x)?.inputs[1];
}

function asLayer({ path, matrix, values, bias, activation }: Growing, network: string): UnitLayer {
  const units = values.shape[1];
  const [rows, columns] = matrix.shape;
  const pieces = columns / units;
  const weights = pieces === 1 ? matrix : mean(reshape(matrix, [rows, units, pieces]), [2]);
  const own = pieces === 1 && bias !== undefined && { bias };
  return { name: path.slice(network.length + 1), units, values, weights, activation, ...own };
}
