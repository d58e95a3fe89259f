import type { Dataset } from '../../../../data/dataset.ts';
import type { Engine, Executable } from '../../../../engine/engine.ts';
import { drawNoise } from '../../../../gan/feeds.ts';
import { objective } from '../../../../gan/objectives/index.ts';
import { sizeOf } from '../../../../graph/tensor.ts';
import { realSamples } from '../../../../train/pictures.ts';
import type { State } from '../../../../train/state.ts';
import type { Snapshot } from '../../../../train/trainer.ts';
import { type ConditionValues, conditionValues } from '../../../../util/condition.ts';
import type { Session } from '../session.ts';
import { type Arrays, inner, randomDirection, times, wayBetween } from './directions.ts';
import { directionOf, sliceProgram } from './program.ts';
import type { Slice, SliceKind } from './slice.ts';

/** How fine a slice is. */
export interface SliceSize {
  /** Points along a side, an odd number; default 21. */
  readonly side?: number;
  /** Samples of either kind; default 256. */
  readonly rows?: number;
}
/** How far it goes to either side, in lengths of the weights, or in ways from the run's first moment. */
const REACH = { random: 0.5, path: 1.15 } as const;

type Player = 'generator' | 'discriminator';
type Directions = Readonly<Record<Player, Arrays>>;

/** Computes V around the weights of a run, along one direction of each player, on one fixed batch. */
export class Slicer {
  private readonly session: Session;
  private readonly executable: Executable;
  private readonly batch: Readonly<Record<string, ConditionValues>>;
  private readonly side: number;

  private constructor(session: Session, executable: Executable, batch: Slicer['batch'], side: number) {
    this.side = side;
    this.session = session;
    this.executable = executable;
    this.batch = batch;
  }

  static async create(engine: Engine, session: Session, size: SliceSize = {}): Promise<Slicer> {
    const { side = 21, rows: most = 256 } = size;
    const { gan, config, dataset } = session;
    const rows = config.pac * Math.max(1, Math.floor(Math.min(most, dataset.size) / config.pac));
    const executable = await engine.compile(sliceProgram(gan, config, rows));
    return new Slicer(session, executable, await fixedBatch(session, dataset, rows), side);
  }

  /**
   * @param past moments of the run, the first of them where its way began
   */
  async slice({ step, state }: Snapshot, past: readonly Snapshot[], kind: SliceKind): Promise<Slice> {
    const first = past.find(moment => moment.step < step);
    const used = kind === 'path' && first ? 'path' : 'random';
    const found = used === 'path' ? this.ways(first!.state, state) : this.random(state);
    const reach = REACH[used];
    let directions = found;
    let values = await this.values(state, directions, reach);
    if (used === 'random') {
      const flips = flipsOf(values, this.side);
      directions = {
        generator: times(flips.generator, found.generator),
        discriminator: times(flips.discriminator, found.discriminator),
      };
      values = mirrored(values, this.side, flips);
    }
    const { critic } = objective(this.session.config.objective);
    return {
      step,
      kind: used,
      reach,
      values,
      path: this.pathOf(state, [...past.filter(moment => moment.step < step), { step, state }], directions),
      level: critic ? centre(values) : -Math.log(4),
      critic: critic === true,
    };
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }

  private ways(from: State, to: State): Directions {
    const { generator, discriminator } = this.session.gan;
    return { generator: wayBetween(generator, from, to), discriminator: wayBetween(discriminator, from, to) };
  }

  private random(state: State): Directions {
    const { gan, config } = this.session;
    return {
      generator: randomDirection(gan.generator, state, config.seed),
      discriminator: randomDirection(gan.discriminator, state, config.seed),
    };
  }

  /** V at every point, rows from the least step of D to the largest. */
  private async values(state: State, directions: Directions, reach: number): Promise<Float32Array> {
    const { generator, discriminator } = this.session.gan;
    const weights = [generator, discriminator].flatMap(({ parameters }) =>
      parameters.map(({ name }) => [name, state[name]] as const),
    );
    const along = Object.entries({ ...directions.generator, ...directions.discriminator });
    await this.executable.write(
      Object.fromEntries([...weights, ...along.map(([name, d]) => [directionOf(name), d] as const)]),
    );
    const { side } = this;
    const count = side * side;
    const at = (k: number) => reach * ((2 * k) / (side - 1) - 1);
    const alpha = Float32Array.from({ length: count }, (_, k) => at(k % side));
    const beta = Float32Array.from({ length: count }, (_, k) => at(Math.floor(k / side)));
    const fixed = Object.fromEntries(Object.entries(this.batch).map(([name, v]) => [name, repeat(v, count)]));
    return (await this.executable.run(count, { alpha, beta, ...fixed })).value;
  }

  /** Where moments of the run lie: their parts along both directions. [n, 2] */
  private pathOf(now: State, moments: readonly Snapshot[], directions: Directions): Float32Array {
    const { gan } = this.session;
    const part = (player: Player, state: State) => {
      const direction = directions[player];
      const length = inner(direction, direction);
      return length > 0 ? inner(wayBetween(gan[player], now, state), direction) / length : 0;
    };
    return Float32Array.from(
      moments.flatMap(({ state }) => [part('generator', state), part('discriminator', state)]),
    );
  }
}

async function fixedBatch(
  { gan, config }: Session,
  dataset: Dataset,
  rows: number,
): Promise<Slicer['batch']> {
  const condition = gan.discriminator.condition ?? gan.generator.condition;
  const y = condition && conditionValues(condition, rows);
  const x = await realSamples(dataset, rows, config.seed + 3, y);
  const z = drawNoise(
    gan.latent.distribution,
    config.seed,
    'slice',
    0,
    new Float32Array(rows * sizeOf(gan.generator.input)),
  );
  return { x, z, ...(y && { y }) };
}

function repeat(values: ConditionValues, count: number): ConditionValues {
  const out =
    values instanceof Int32Array
      ? new Int32Array(values.length * count)
      : new Float32Array(values.length * count);
  for (let k = 0; k < count; k++) out.set(values, k * values.length);
  return out;
}

const centre = (values: Float32Array) => values[(values.length - 1) / 2];

/** −1 for a direction that is to be turned round: G's falls and D's rises from the middle on. */
function flipsOf(values: Float32Array, side: number): Record<Player, 1 | -1> {
  const middle = (values.length - 1) / 2;
  return {
    generator: values[middle + 1] > values[middle - 1] ? -1 : 1,
    discriminator: values[middle + side] < values[middle - side] ? -1 : 1,
  };
}

function mirrored(values: Float32Array, side: number, flips: Record<Player, 1 | -1>): Float32Array {
  const index = (k: number, flip: 1 | -1) => (flip === 1 ? k : side - 1 - k);
  return values.map(
    (_, k) =>
      values[index(Math.floor(k / side), flips.discriminator) * side + index(k % side, flips.generator)],
  );
}
