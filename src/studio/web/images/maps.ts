import type { Engine, Executable } from '../../../engine/engine.ts';
import type { Gan } from '../../../gan/gan.ts';
import { packedInputs } from '../../../gan/pack.ts';
import { inferenceWeights } from '../../../gan/state.ts';
import { input } from '../../../graph/ops/leaf.ts';
import { unchanged } from '../../../graph/program.ts';
import type { Tensor } from '../../../graph/tensor.ts';
import { latentInputs } from '../../../nn/inference.ts';
import type { Network } from '../../../nn/network.ts';
import type { Note } from '../../../nn/scope.ts';
import type { State } from '../../../train/state.ts';
import { type ConditionValues, rowsAt } from '../../../util/condition.ts';
import { largest } from '../engine/anatomy/strongest.ts';

/** What some channels of a layer make of one sample. */
export interface LayerMaps {
  readonly height: number;
  readonly width: number;
  /** All of its channels. */
  readonly channels: number;
  /** Which are shown: those that differ most over the picture, in their order. */
  readonly shown: Int32Array;
  /** [shown, height, width] */
  readonly values: Float32Array;
}

/** Channels of a layer that are shown, and images that D judges at once where they influence each other. */
const [SHOWN, COMPANY] = [6, 32];

interface Traced {
  readonly inputs: readonly Tensor[];
  readonly x: Tensor;
  readonly y?: Tensor;
}

/** Computes the feature maps of a network: of each size of picture in it, those that come last. */
export class Maps {
  private readonly network: Network;
  private readonly executable: Executable;
  private readonly layers: readonly Tensor[];
  /** Samples of one call, of which the first is looked at. */
  private readonly rows: number;
  private readonly name: string;

  /** Of G: from z to the image. */
  static generator(engine: Engine, { generator }: Gan): Promise<Maps | undefined> {
    const [z, y] = latentInputs(generator, 1);
    return Maps.create(engine, generator, { inputs: y ? [z, y] : [z], x: z, y }, 1);
  }

  /** Of D: from an image to its answer. */
  static discriminator(engine: Engine, { discriminator }: Gan, pac: number): Promise<Maps | undefined> {
    const packs = discriminator.couplesInference ? Math.ceil(COMPANY / pac) : 1;
    const { inputs, seen } = packedInputs(discriminator, packs, pac);
    return Maps.create(engine, discriminator, { inputs, ...seen }, packs * pac);
  }

  /** Nothing for a network without such layers. */
  private static async create(
    engine: Engine,
    network: Network,
    traced: Traced,
    rows: number,
  ): Promise<Maps | undefined> {
    const values = network.variables();
    const layers = mapsIn(network, traced, values);
    if (layers.length === 0) return undefined;
    const outputs = Object.fromEntries(layers.map((layer, i) => [`maps ${i}`, layer]));
    const program = { inputs: traced.inputs, state: unchanged(values.values()), outputs };
    return new Maps(network, await engine.compile(program), layers, rows);
  }

  private constructor(network: Network, executable: Executable, layers: readonly Tensor[], rows: number) {
    this.network = network;
    this.executable = executable;
    this.layers = layers;
    this.rows = rows;
    this.name = network.name === 'generator' ? 'z' : 'x';
  }

  /** @param sample one, with its condition where the network has one */
  async of(state: State, sample: Float32Array, condition?: ConditionValues): Promise<LayerMaps[]> {
    await this.executable.write(inferenceWeights(this.network, state));
    const again = <T extends ConditionValues>(values: T) => rowsAt(values, values.length, this.rows, () => 0);
    const y = condition && again(condition);
    const out = await this.executable.run(1, { [this.name]: again(sample), ...(y && { y }) });
    return this.layers.map(({ shape: [, height, width, channels] }, i) =>
      shownOf(out[`maps ${i}`], height, width, channels),
    );
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }
}

/** The last layer of each size of picture that has more channels than the images. */
function mapsIn(network: Network, { x, y }: Traced, values: ReadonlyMap<string, Tensor>): Tensor[] {
  const notes: Note[] = [];
  const random = {
    uniform: (shape: readonly number[]) => input('uniform', shape),
    normal: (shape: readonly number[]) => input('normal', shape),
  };
  network.forward(x, { values, training: false, random, condition: network.condition && y, notes });
  const few = (network.output.length === 3 ? network.output : network.input).at(-1)!;
  const last = new Map<string, Tensor>();
  for (const { y: made } of notes) {
    const [, height, width, channels] = made.shape;
    if (made.shape.length === 4 && channels > few && height > 1) last.set(`${height} ${width}`, made);
  }
  return [...last.values()];
}

function shownOf(values: Float32Array, height: number, width: number, channels: number): LayerMaps {
  const size = height * width;
  const spread = Float32Array.from({ length: channels }, (_, c) => {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < size; i++) {
      const value = values[i * channels + c];
      sum += value / size;
      squares += value ** 2 / size;
    }
    return squares - sum ** 2;
  });
  const shown = largest(spread, SHOWN);
  const out = new Float32Array(shown.length * size);
  for (const [k, c] of shown.entries())
    for (let i = 0; i < size; i++) out[k * size + i] = values[i * channels + c];
  return { height, width, channels, shown, values: out };
}
