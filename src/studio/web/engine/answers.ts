import type { Objective } from '../../../gan/objectives/objective.ts';

/** What D says: the probabilities of its logits, or a critic's numbers as they are. */
export function answersOf(logits: Float32Array, critic: boolean): Float32Array {
  return critic ? logits : logits.map(s => 1 / (1 + Math.exp(-s)));
}

/** What D says when it cannot tell. @param judged what it says of samples of either kind */
export function undecidedAnswer(
  { undecided = 0, critic }: Pick<Objective, 'undecided' | 'critic'>,
  judged: { readonly real: Float32Array; readonly fake: Float32Array },
): number {
  if (undecided === 'midpoint') return (meanOf(judged.real) + meanOf(judged.fake)) / 2;
  return critic ? undecided : 0.5;
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
