import { grad } from '../graph/grad.ts';
import { mul } from '../graph/ops/elementwise.ts';
import { nameOf, type Program } from '../graph/program.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { GanStep, Move } from './step.ts';

type Arrays = Readonly<Record<string, Float32Array>>;
type Inputs = Readonly<Record<string, Float32Array | Int32Array>>;

/** A trained array in one move. */
export interface MovedArray {
  readonly name: string;
  /** ∂L/∂θ, as the optimiser got it: clipped where it clips. */
  readonly gradient: Float32Array;
  /** θ after the move. */
  readonly value: Float32Array;
}

/** What a step computed in one move of a player. */
export interface MoveTrace {
  /** The network's name. */
  readonly player: string;
  /** Such as `ascent 1 of D`. */
  readonly phase: string;
  /** Whether the player only looked ahead, and stays where it is. */
  readonly ahead: boolean;
  /** Real samples [batch, ...]. */
  readonly x: Float32Array;
  /** Their conditions. */
  readonly y?: Float32Array | Int32Array;
  /** Noise; empty in a game without. */
  readonly z: Float32Array;
  /** The conditions that G was asked for. */
  readonly asked?: Float32Array | Int32Array;
  /** G(z), [batch, ...], in the first match of the game. */
  readonly generated: Float32Array;
  /** What D said of each sample, or pack of samples, in the first match. */
  readonly logits: { readonly real: Float32Array; readonly fake: Float32Array };
  /** What the loss is the mean of, as a rule: one or two terms that are added, one number a sample or pair each. */
  readonly terms: readonly Float32Array[];
  readonly loss: number;
  /** The weighted sum of the penalties. */
  readonly penalty?: number;
  /** G's moves: ∂L/∂G(z) of each sample's own loss, [batch, ...]. */
  readonly sampleGradients?: Float32Array;
  readonly arrays: readonly MovedArray[];
}

/** The step with all that its moves compute as outputs too. It leaves the same state. */
export function tracedProgram({ program, moves }: GanStep): Program {
  const traced = moves.flatMap((move, i) =>
    Object.entries(tensorsOf(move)).map(([name, tensor]) => [nameIn(i, name), tensor] as const),
  );
  return { ...program, outputs: { ...program.outputs, ...Object.fromEntries(traced) } };
}

/**
 * What a run of one step of {@link tracedProgram} says of each move.
 * @param inputs what the step was fed
 */
export function movesOf({ moves }: GanStep, inputs: Inputs, outputs: Arrays): MoveTrace[] {
  const fed = (node: Tensor | undefined) => node && inputs[nameOf(node)];
  return moves.map(({ player: role, loss, update }, i) => {
    const at = (name: string) => outputs[nameIn(i, name)];
    const { player, phase, ahead, arrays } = update;
    const { round, terms, penalty } = loss;
    const { real, z, asked } = round.minibatch;
    return {
      player,
      phase,
      ahead,
      x: fed(real.x) as Float32Array,
      ...(real.y && { y: fed(real.y) }),
      z: (fed(z) as Float32Array | undefined) ?? new Float32Array(),
      ...(asked && { asked: fed(asked) }),
      generated: at('generated'),
      logits: { real: at('real'), fake: at('fake') },
      terms: terms.map((_, k) => at(`term ${k}`)),
      loss: at('loss')[0],
      ...(penalty && { penalty: at('penalty')[0] }),
      ...(role === 'generator' && { sampleGradients: at('sample gradients') }),
      arrays: arrays.map(({ name }) => ({
        name,
        gradient: at(`gradient of ${name}`),
        value: at(`value of ${name}`),
      })),
    };
  });
}

const nameIn = (move: number, name: string) => `move ${move}: ${name}`;

function tensorsOf({ player, loss, update }: Move): Record<string, Tensor> {
  const { round, outputs, terms, objective, penalty } = loss;
  const generated = round.matches[0].fake.x;
  const numbered = terms.map((term, i) => [`term ${i}`, term]);
  const moved = update.arrays.flatMap(({ name, gradient, value }) => [
    [`gradient of ${name}`, gradient],
    [`value of ${name}`, value],
  ]);
  return {
    generated,
    ...outputs[0].logits,
    loss: objective,
    ...(penalty && { penalty }),
    // The loss is a mean, so m times its gradient is one sample's.
    ...(player === 'generator' && {
      'sample gradients': mul(generated.shape[0], grad(objective, [generated])[0]),
    }),
    ...Object.fromEntries([...numbered, ...moved]),
  };
}
