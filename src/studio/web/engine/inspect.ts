import type { Engine, Executable } from '../../../engine/engine.ts';
import { type MovedArray, type MoveTrace, movesOf, tracedProgram } from '../../../gan/trace.ts';
import type { Config } from '../../../train/config.ts';
import type { State } from '../../../train/state.ts';
import type { Snapshot } from '../../../train/trainer.ts';
import { GRADIENT } from './curves.ts';
import type { Observer } from './observer.ts';
import type { Session } from './session.ts';

/** A layer's part in a move: lengths of its gradient, of its change and of its weights before, all as one vector. */
interface LayerMove {
  readonly name: string;
  readonly gradient: number;
  readonly change: number;
  readonly weights: number;
}

/** A move of a step, with what a picture of it needs. */
export interface TracedMove extends Omit<MoveTrace, 'arrays'> {
  readonly layers: readonly LayerMove[];
  /** Whether the player stays where it is in this step: G moves in some steps only. */
  readonly waits: boolean;
  /** D's moves: what D says on the grid after it. */
  readonly field?: Float32Array;
  /** G's moves: what G makes of the same noise after it; not where G moves from another place than it looked at. */
  readonly moved?: Float32Array;
}

/** One step of a run in slow motion. */
export interface Trace {
  readonly config: Config;
  /** Completed steps with it. */
  readonly step: number;
  readonly moves: readonly TracedMove[];
  /** What D says on the grid before the step. */
  readonly field: Float32Array;
  /** Whether D's answers are numbers, and not probabilities. */
  readonly critic: boolean;
  /** Whether the penalties on D rest in this step. */
  readonly penaltiesRest: boolean;
}

/** Looks into the step that a run takes next: the same program, with what it computes on the way as outputs. */
export class Inspector {
  private readonly session: Session;
  private readonly observer: Observer;
  private readonly executable: Executable;

  private constructor(session: Session, observer: Observer, executable: Executable) {
    this.session = session;
    this.observer = observer;
    this.executable = executable;
  }

  /** Compiles the step of the session as it is now. */
  static async create(engine: Engine, session: Session, observer: Observer): Promise<Inspector> {
    return new Inspector(session, observer, await engine.compile(tracedProgram(session.gan.step)));
  }

  /** ‖∂L/∂θ‖ of each layer in the last move of either player, by names such as `gradient/discriminator/dense1`. */
  async gradients({ step, state }: Snapshot): Promise<Record<string, number>> {
    const moves = (await this.run(step, state)).moves.filter(move => !move.ahead);
    const last = ['discriminator', 'generator'].map(name => moves.findLast(({ player }) => player === name)!);
    return Object.fromEntries(
      last.flatMap(({ player, arrays }) =>
        layersOf(arrays).map(([name, own]) => [
          `${GRADIENT}${player}/${name}`,
          length(own.map(a => a.gradient)),
        ]),
      ),
    );
  }

  /** The step that follows a snapshot. */
  async trace({ step, state }: Snapshot): Promise<Trace> {
    const { observer } = this;
    const { inputs, moves } = await this.run(step, state);
    const rests = (flag: string) => inputs[flag]?.[0] === 0;
    const before = places(moves, state);
    const traced: TracedMove[] = [];
    for (const [i, { arrays, ...move }] of moves.entries()) {
      const isD = move.player === 'discriminator';
      traced.push({
        ...move,
        layers: layerMoves(arrays, before[i]),
        waits: !isD && rests('generatorEvery'),
        ...(isD && { field: await observer.fieldOf({ ...state, ...valuesOf(arrays) }) }),
      });
    }
    await this.addMoved(traced, moves, { step, state });
    return {
      config: this.session.config,
      step: step + 1,
      moves: traced,
      field: await observer.fieldOf(state),
      critic: observer.critic,
      penaltiesRest: rests('penaltyEvery'),
    };
  }

  /** G's last move once more, from where it led: the same noise then gives the moved samples. */
  private async addMoved(traced: TracedMove[], moves: readonly MoveTrace[], at: Snapshot): Promise<void> {
    const last = moves.length - 1;
    if (this.session.config.update === 'extragradient' || traced[last].waits) return;
    const after = await this.run(at.step, { ...at.state, ...valuesOf(moves[last].arrays) });
    traced[last] = { ...traced[last], moved: after.moves[last].generated };
  }

  private async run(step: number, state: State) {
    const inputs = await this.session.inputs(step, 1);
    await this.executable.write(state);
    const outputs = await this.executable.run(1, inputs);
    return { inputs, moves: movesOf(this.session.gan.step, inputs, outputs) };
  }

  dispose(): Promise<void> {
    return this.executable.dispose();
  }
}

const valuesOf = (arrays: readonly MovedArray[]): State =>
  Object.fromEntries(arrays.map(({ name, value }) => [name, value]));

/** The weights that each move starts from. A look ahead leaves the player where it is. */
function places(moves: readonly MoveTrace[], state: State): State[] {
  let here = state;
  let ahead = state;
  return moves.map(move => {
    const from = move.ahead ? ahead : here;
    const next = { ...from, ...valuesOf(move.arrays) };
    if (!move.ahead) here = next;
    ahead = next;
    return from;
  });
}

/** Arrays by layer, in order: `generator/dense1/weight` belongs to `dense1`. */
function layersOf(arrays: readonly MovedArray[]): [string, MovedArray[]][] {
  const layers = new Map<string, MovedArray[]>();
  for (const array of arrays) {
    const name = array.name.split('/').slice(1, -1).join('/');
    layers.set(name, [...(layers.get(name) ?? []), array]);
  }
  return [...layers];
}

function layerMoves(arrays: readonly MovedArray[], before: State): LayerMove[] {
  return layersOf(arrays).map(([name, own]) => ({
    name,
    gradient: length(own.map(a => a.gradient)),
    change: length(own.map(a => a.value.map((v, i) => v - before[a.name][i]))),
    weights: length(own.map(a => before[a.name])),
  }));
}

/** ‖v‖ of all arrays together. */
function length(arrays: readonly Float32Array[]): number {
  return Math.sqrt(arrays.reduce((sum, values) => values.reduce((s, v) => s + v * v, sum), 0));
}
