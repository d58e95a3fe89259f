import type { Engine, Executable } from '../../../../engine/engine.ts';
import { inferenceWeights } from '../../../../gan/state.ts';
import { input } from '../../../../graph/ops/leaf.ts';
import { type Program, unchanged } from '../../../../graph/program.ts';
import { sizeOf } from '../../../../graph/tensor.ts';
import type { Network } from '../../../../nn/network.ts';
import type { State } from '../../../../train/state.ts';
import type { Snapshot } from '../../../../train/trainer.ts';
import { conditionValues } from '../../../../util/condition.ts';
import { type Grid, gridPoints, noiseGrid } from '../scene.ts';
import type { Session } from '../session.ts';
import type { Anatomy, LayerAnatomy, NetworkAnatomy } from './anatomy.ts';
import { columnLengths, largest, type Matrix, picked, rowLengths } from './strongest.ts';
import { type UnitLayer, unitLayers } from './units.ts';

/** Places along a side in the plane, and on the line. */
const CELLS = { plane: 20, line: 64 } as const;
/** Inputs that are shown. */
const INPUTS = 4;

/** Looks at the units of both networks: what each says over the inputs of its network, and the weights between them. */
export class Anatomist {
  private readonly generator: Dissection;
  private readonly discriminator: Dissection;

  private constructor(generator: Dissection, discriminator: Dissection) {
    this.generator = generator;
    this.discriminator = discriminator;
  }

  /** @param bounds of the data */
  static async create(engine: Engine, { gan, config }: Session, { bounds }: Grid): Promise<Anatomist> {
    const noise = noiseGrid(config.latent, config.latent.dim === 1 ? CELLS.line : CELLS.plane);
    const places = { bounds, cells: bounds.y ? CELLS.plane : CELLS.line };
    const seen = packsOf(gridPoints(places), bounds.y ? 2 : 1, config.pac);
    return new Anatomist(
      await Dissection.create(engine, gan.generator, noise.grid, noise.points),
      await Dissection.create(engine, gan.discriminator, places, seen),
    );
  }

  /** @param most units of a hidden layer that are shown */
  async look({ step, state }: Snapshot, most: number): Promise<Anatomy> {
    return {
      step,
      generator: await this.generator.look(inferenceWeights(this.generator.network, state), most),
      discriminator: await this.discriminator.look(state, most),
    };
  }

  async dispose(): Promise<void> {
    await this.generator.dispose();
    await this.discriminator.dispose();
  }
}

/** Each point as a pack of equals. */
function packsOf(points: Float32Array, d: number, pac: number): Float32Array {
  if (pac === 1) return points;
  return Float32Array.from(
    { length: points.length * pac },
    (_, i) => points[Math.floor(i / (d * pac)) * d + (i % d)],
  );
}

/** One network, and where it is asked. */
class Dissection {
  readonly network: Network;
  private readonly executable: Executable;
  private readonly layers: readonly UnitLayer[];
  private readonly grid: Grid;
  private readonly points: Float32Array;

  private constructor(
    network: Network,
    executable: Executable,
    layers: readonly UnitLayer[],
    grid: Grid,
    points: Float32Array,
  ) {
    this.network = network;
    this.executable = executable;
    this.layers = layers;
    this.grid = grid;
    this.points = points;
  }

  /** @param points of the grid, as inputs of the network */
  static async create(
    engine: Engine,
    network: Network,
    grid: Grid,
    points: Float32Array,
  ): Promise<Dissection> {
    const { program, layers } = dissected(network, points.length / sizeOf(network.input));
    return new Dissection(network, await engine.compile(program), layers, grid, points);
  }

  async look(state: State, most: number): Promise<NetworkAnatomy> {
    const { network, grid, points } = this;
    const weights = network.parameters.map(({ name }) => [name, state[name]] as const);
    await this.executable.write(Object.fromEntries(weights));
    const rows = points.length / sizeOf(network.input);
    const y = network.condition && conditionValues(network.condition, rows * network.pac);
    const out = await this.executable.run(1, { x: points, ...(y && { y }) });
    const matrices = this.layers.map(({ units }, i) => ({ values: out[`weights ${i}`], columns: units }));
    const count = sizeOf(network.input);
    const inputs = largest(rowLengths(matrices[0]).subarray(0, count), INPUTS);
    const chosen = this.layers.map((layer, i) => this.choose(layer, matrices, i, most));
    const layers = this.layers.map((layer, i) =>
      shownOf(layer, {
        matrix: matrices[i],
        said: { values: out[`values ${i}`], columns: layer.units },
        shown: chosen[i],
        before: i === 0 ? inputs : chosen[i - 1],
        bias: layer.bias === undefined ? undefined : state[layer.bias],
      }),
    );
    return { domain: grid.bounds, cells: grid.cells, inputs: { count, shown: inputs }, layers };
  }

  /** The units of a hidden layer with the largest product of the lengths of their weights in and out; all of the output. */
  private choose({ units }: UnitLayer, matrices: readonly Matrix[], i: number, most: number): Int32Array {
    const next = matrices[i + 1];
    if (!next || units <= most) return Int32Array.from({ length: units }, (_, u) => u);
    const [into, out] = [columnLengths(matrices[i]), rowLengths(next)];
    return largest(
      into.map((length, u) => length * out[u]),
      most,
    );
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }
}

/** x [rows, ...] to what each layer's units say, and the weights into them. */
function dissected(network: Network, rows: number): { program: Program; layers: UnitLayer[] } {
  const x = input('x', [rows, ...network.input]);
  const y = network.conditionInput('y', rows);
  const values = network.variables();
  const layers = unitLayers(network, x, values, y);
  const outputs = layers.flatMap((layer, i) => [
    [`values ${i}`, layer.values] as const,
    [`weights ${i}`, layer.weights] as const,
  ]);
  const program = {
    inputs: y ? [x, y] : [x],
    state: unchanged(values.values()),
    outputs: Object.fromEntries(outputs),
  };
  return { program, layers };
}

interface Found {
  readonly matrix: Matrix;
  /** What all units say. [places, units] */
  readonly said: Matrix;
  readonly shown: Int32Array;
  readonly before: Int32Array;
  readonly bias: Float32Array | undefined;
}

function shownOf({ name, units, activation }: UnitLayer, found: Found): LayerAnatomy {
  const { matrix, said, shown, before, bias } = found;
  const places = Int32Array.from({ length: said.values.length / units }, (_, i) => i);
  const weights = picked(matrix, shown, before);
  const whole = columnLengths(matrix);
  const own = rowLengths({ values: weights, columns: before.length });
  return {
    name,
    units,
    shown,
    values: picked(said, shown, places),
    weights,
    rest: own.map((length, i) => Math.sqrt(Math.max(0, whole[shown[i]] ** 2 - length ** 2))),
    ...(bias && { bias: Float32Array.from(shown, unit => bias[unit]) }),
    activation,
  };
}
