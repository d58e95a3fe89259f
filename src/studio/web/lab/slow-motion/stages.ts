import type { Config } from '../../../../train/config.ts';
import { meanOf } from '../../engine/answers.ts';
import type { Trace, TracedMove } from '../../engine/inspect.ts';

/** The six steps of training, as Algorithm 1 has them. */
export const KINDS = ['data', 'noise', 'fakes', 'judge', 'ascend', 'descend'] as const;
export type Kind = (typeof KINDS)[number];

/** What each of them does, in few words. */
export function titleOf(kind: Kind, { update }: Config): string {
  return kind === 'descend' && update !== 'alternating' ? 'The same noise, G descends' : TITLES[kind];
}

const TITLES: Readonly<Record<Kind, string>> = {
  data: 'Draw real samples',
  noise: 'Draw noise',
  fakes: 'G makes fakes',
  judge: 'D judges both',
  ascend: 'D ascends',
  descend: 'New noise, G descends',
};

/** The number of a kind of stage, from 1. */
export const numberOf = (kind: Kind) => KINDS.indexOf(kind) + 1;

/** A stage of a step in slow motion. */
export interface Stage {
  readonly kind: Kind;
  readonly move: TracedMove;
  /** Which move it belongs to, where there is more than one of D: `ascent 2 of 3`. */
  readonly part: string;
  /** What D says on the grid before the move. */
  readonly before: Float32Array;
  /** What the D says on the grid that judged the move's samples: one step ahead it is another one. */
  readonly judging: Float32Array;
  /** The losses that are known by then. */
  readonly lossD?: number;
  readonly lossG?: number;
}

/**
 * The stages of a step in order: five for each minibatch that D learns from, one for each descent of G. Ascents of D that
 * only G looks ahead to belong to G's stage.
 */
export function stagesOf({ moves, field }: Trace): Stage[] {
  const looksAhead = moves.some(move => move.ahead && move.player === 'generator');
  const shown = moves.filter(move => looksAhead || !move.ahead);
  const fields = fieldsOf(shown, field);
  return shown.flatMap((move, i) => {
    const part = partOf(move, shown);
    if (move.player === 'generator') {
      const lossD = shown.slice(0, i).findLast(isOfD)?.loss;
      return [{ kind: 'descend', move, part, ...fields[i], lossD, lossG: move.loss }];
    }
    const fresh = move.x !== shown[i - 1]?.x;
    return KINDS.slice(fresh ? 0 : 4, 5).map(kind => ({
      kind,
      move,
      part,
      ...fields[i],
      lossD: kind === 'judge' || kind === 'ascend' ? move.loss : undefined,
    }));
  });
}

const isOfD = (move: TracedMove) => move.player === 'discriminator';

/** What D says before each move, and what the D says that judged. */
function fieldsOf(moves: readonly TracedMove[], field: Float32Array): Pick<Stage, 'before' | 'judging'>[] {
  let before = field;
  let ahead: Float32Array | undefined;
  let last: { z: Float32Array; judging: Float32Array } | undefined;
  return moves.map(move => {
    const now = before;
    if (!isOfD(move)) return { before: now, judging: move.z === last?.z ? last.judging : now };
    const judging = (!move.ahead && ahead) || now;
    last = { z: move.z, judging };
    if (move.ahead) ahead = move.field;
    else before = move.field ?? before;
    return { before: now, judging };
  });
}

function partOf(move: TracedMove, shown: readonly TracedMove[]): string {
  if (shown.some(other => other.ahead)) return move.ahead ? 'looking ahead' : 'the move itself';
  if (move.player === 'generator') return '';
  const minibatches = [...new Set(shown.filter(m => m.player === 'discriminator').map(m => m.x))];
  const half = /(real|generated) half/.exec(move.phase)?.[0];
  const ascent =
    minibatches.length > 1 && `ascent ${minibatches.indexOf(move.x) + 1} of ${minibatches.length}`;
  return [ascent, half].filter(Boolean).join(', ');
}

/** ‖·‖ of all layers together. */
export function lengthOf(move: TracedMove, what: 'gradient' | 'change' | 'weights'): number {
  return Math.hypot(...move.layers.map(layer => layer[what]));
}

/** What the terms of a loss add up to on average. */
export function sumOf(terms: readonly Float32Array[]): number {
  return terms.reduce((sum, term) => sum + meanOf(term), 0);
}
